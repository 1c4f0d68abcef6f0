from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_hold import HoldCommon


@tagged("post_install", "-at_install")
class TestHoldTour(HttpCase, HoldCommon):
    """A held manufacturing order in the browser: refused, listed, released."""

    def test_held_and_released(self):
        new_test_user(
            self.env,
            "hold_chief",
            "order_signoff.group_manager,mrp.group_mrp_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        path = f"/odoo/mrp.production/{production.id}"
        with mute_logger("odoo.http"):  # the refusal itself
            self.start_tour(path, "sale_order_review_mrp_refused", login="hold_maker")
        self.assertEqual(production.state, "draft")
        self.start_tour(
            "/odoo/action-mrp.mrp_production_action",
            "sale_order_review_mrp_lists",
            login="hold_maker",
        )
        self.start_tour(path, "sale_order_review_mrp_released", login="hold_chief")
        self.assertEqual(production.state, "confirmed")
        self.assertEqual(order.review_override_ids.step, "production")
