from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.sale_order_review.tests.common_step import StepCommon


@tagged("post_install", "-at_install")
class TestHoldTour(HttpCase, StepCommon):
    """A held purchase order in the browser: refused, released."""

    def test_held_and_released(self):
        in_company = {
            "company_id": self.company.id,
            "company_ids": [Command.set(self.company.ids)],
        }
        new_test_user(self.env, "tour_buyer", "purchase.group_purchase_user", **in_company)
        new_test_user(
            self.env,
            "tour_chief",
            "order_signoff.group_manager,purchase.group_purchase_user",
            **in_company,
        )
        order = self._order_with_open({"U02": "material"})
        order.action_confirm()
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Tour Vendor"}).id,
                "company_id": self.company.id,
                "origin": order.name,
                "order_line": [
                    Command.create({"product_id": self.products[0].id, "product_qty": 2})
                ],
            }
        )
        path = f"/odoo/purchase.order/{purchase.id}"
        with mute_logger("odoo.http"):  # the refusal itself
            self.start_tour(path, "sale_order_review_purchase_refused", login="tour_buyer")
        self.assertEqual(purchase.state, "draft")
        self.start_tour(path, "sale_order_review_purchase_released", login="tour_chief")
        self.assertEqual(purchase.state, "purchase")
        self.assertEqual(order.review_override_ids.step, "material")
