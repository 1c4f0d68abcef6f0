from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestGateTour(GateCommon, HttpCase):
    """The gate in the browser: desk and portal."""

    def _start(self, order, tour, user):
        user.password = user.login
        self.start_tour(f"/odoo/orders/{order.id}", tour, login=user.login)
        self.env.invalidate_all()

    @mute_logger("odoo.http")
    def test_request(self):
        order = self._make_order()
        self._start(order, "sale_order_review_gate_request", self.sales_user)
        self.assertEqual(order.review_ids.state, "in_review")
        self.assertEqual(order.state, "draft")

    def test_release(self):
        order = self._make_order()
        self._start(order, "sale_order_review_gate_release", self.manager)
        self.assertEqual(order.state, "sale")

    def test_portal(self):
        order = self._make_order(state="sent", require_signature=True)
        self.start_tour(order.get_portal_url(), "sale_order_review_portal_hold")
        self._sign_all(self._request(order))
        self.env.flush_all()
        self.start_tour(order.get_portal_url(), "sale_order_review_portal_open")
