from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeTour(HttpCase, ChangeCommon):
    """Sales asks for a change and carries it out; engineering changes a drawing."""

    def test_clerk_asks(self):
        order = self._confirmed()
        self.start_tour(f"/odoo/orders/{order.id}", "sale_order_change_request", login="gate_sales")
        change = order.change_ids
        self.assertEqual((change.state, change.change_class), ("review", "schedule"))
        self.assertEqual(change.line_ids.new_quantity, 6)

    def test_clerk_carries_out(self):
        order = self._confirmed()
        change = self._approved(order, {"kind": "price", "new_price": 9})
        self.start_tour(
            f"/odoo/order-changes/{change.id}", "sale_order_change_apply", login="gate_sales"
        )
        self.assertEqual(order.revision_no, 1)

    def test_engineer_changes_a_drawing(self):
        orders = self._confirmed() | self._confirmed(5)
        action = self.env.ref("sale_order_change.sale_order_change_drawing_action")
        self.start_tour(
            f"/odoo/action-{action.id}", "sale_order_change_drawing", login="gate_engineering"
        )
        self.assertEqual(self.Change.search_count([("order_id", "in", orders.ids)]), 2)


@tagged("post_install", "-at_install")
class TestChangeTourPhone(HttpCase, ChangeCommon):
    """Planning answers, management decides."""

    browser_size = "375x667"
    touch_enabled = True

    def test_planning_and_management(self):
        order = self._confirmed()
        order.date_order -= timedelta(days=3)
        change = self._submitted(order, {"kind": "quantity", "new_quantity": 6})
        self.start_tour(
            "/odoo/my-sign-offs", "sale_order_change_answer_phone", login="gate_planning"
        )
        self.assertEqual(change.planning_note, "With overtime")
        self.assertEqual(change.planning_date.day, 28)
        self._accept(change, "sales")
        self.start_tour(
            "/odoo/my-sign-offs", "sale_order_change_decide_phone", login="gate_management"
        )
        self.assertEqual(change.state, "approved")
