from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

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

    def test_clerk_cancels_a_batch(self):
        """Each batch has a row with its name and its day."""
        order = self._confirmed()
        batches = self.env["sale.order.delivery.schedule"].sudo().create(
            [
                {"order_line_id": order.order_line.id, "quantity": quantity, "promised_date": day}
                for quantity, day in ((4, "2026-12-10"), (6, "2026-12-18"))
            ]
        )
        self.start_tour(f"/odoo/orders/{order.id}", "sale_order_change_batch", login="gate_sales")
        line = order.change_ids.line_ids
        self.assertEqual((line.kind, line.schedule_id), ("cancel_batch", batches[0]))

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


@tagged("post_install", "-at_install")
class TestChangeWholeWay(HttpCase, ChangeCommon):
    """From the request to the revision of the order, and the two ways in which it ends before."""

    def _on_the_phone(self, tour, user):
        self.browser_size, self.touch_enabled = "375x667", True
        self.start_tour("/odoo/my-sign-offs", tour, login=user.login)
        self.browser_size, self.touch_enabled = "1366x768", False

    def test_asked_signed_confirmed_and_carried_out(self):
        self.company.order_change_consent = "ours"
        order = self._confirmed()
        order.date_order -= timedelta(days=3)
        self.start_tour(f"/odoo/orders/{order.id}", "sale_order_change_request", login="gate_sales")
        change = order.change_ids
        page = f"/odoo/order-changes/{change.id}"
        self.worker.password = self.worker.login
        self.start_tour(page, "sale_order_change_reach", login=self.worker.login)
        self._on_the_phone("sale_order_change_answer_phone", self.signers["planning"])
        self._on_the_phone("sale_order_change_decide_phone", self.sales_user)
        self._on_the_phone("sale_order_change_decide_phone", self.signers["management"])
        self.assertEqual(change.state, "consent")
        self.start_tour(page, "sale_order_change_consent_staff", login="gate_sales")
        self.start_tour(page, "sale_order_change_apply", login="gate_sales")
        self.env.invalidate_all()
        self.assertEqual((order.revision_no, order.order_line.product_uom_qty), (1, 6))
        strut = self._productions(order).filtered(lambda mo: mo.product_id == self.strut)
        self.assertEqual(strut.product_qty, 6)

    def test_returned_by_a_department(self):
        order = self._confirmed()
        change = self._submitted(order, {"kind": "quantity", "new_quantity": 6})
        self.assertTrue(self._productions(order).filtered("change_hold"))
        self._on_the_phone("sale_order_change_return_phone", self.signers["planning"])
        self.start_tour(
            f"/odoo/orders/{order.id}", "sale_order_change_returned", login="gate_sales"
        )
        self.env.invalidate_all()
        self.assertEqual(change.state, "rejected")
        self.assertFalse(self._productions(order).filtered("change_hold"))
        self.assertEqual((order.revision_no, order.order_line.product_uom_qty), (0, 10))

    def test_cannot_be_carried_out(self):
        order = self._confirmed()
        change = self._approved(order, {"kind": "price", "new_price": 9})
        order.order_line.price_unit = 8
        with mute_logger("odoo.http"):
            self.start_tour(
                f"/odoo/order-changes/{change.id}",
                "sale_order_change_cannot_apply",
                login="gate_sales",
            )
        self.env.invalidate_all()
        self.assertEqual((change.state, order.order_line.price_unit), ("draft", 8))
