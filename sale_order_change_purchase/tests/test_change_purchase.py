from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.sale_order_change.tests.common_apply import ApplyCommon


@tagged("post_install", "-at_install")
class TestChangePurchase(ApplyCommon):
    """Steel is bought for the rods of each order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo itself reads manufacturing orders when a purchase for one is confirmed.
        cls.buyer = new_test_user(
            cls.env,
            "change_buyer",
            "purchase.group_purchase_user,mrp.group_mrp_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Steel Vendor"})
        cls.steel.write(
            {
                "route_ids": [Command.set((cls.mto | cls.warehouse.buy_pull_id.route_id).ids)],
                "seller_ids": [Command.create({"partner_id": cls.vendor.id, "price": 3.0})],
            }
        )

    def _purchase(self, order):
        return self.env["purchase.order"].search([("reference_ids.sale_ids", "=", order.id)])

    def test_purchase_waits(self):
        order = self._sell(10)
        purchase = self._purchase(order)
        self.assertEqual(purchase.order_line.product_qty, 20)
        change = self._running(order, self._less(order, 6))
        self.env.invalidate_all()
        self.assertIn(change.name, purchase.change_hold)
        self.assertEqual(purchase.action_open_change()["res_id"], change.id)
        for call in (
            purchase.with_user(self.buyer).button_confirm,
            lambda: purchase.with_user(self.buyer).write({"state": "purchase"}),
        ):
            with self.assertRaisesRegex(UserError, change.name):
                call()
        self.env["sale.order.review.override"].with_user(self.manager)._release_step(
            order, "change", "The price ends today"
        )
        self.env.invalidate_all()
        self.assertFalse(purchase.change_hold)
        purchase.with_user(self.buyer).button_confirm()
        self.assertEqual(purchase.state, "purchase")

    def test_purchase_that_waits_for_approval_waits_on(self):
        self.company.write({"po_double_validation": "two_step", "po_double_validation_amount": 1})
        order = self._sell(10)
        purchase = self._purchase(order)
        purchase.with_user(self.buyer).button_confirm()
        self.assertEqual(purchase.state, "to approve")
        change = self._running(order, self._less(order, 6))
        self.env.invalidate_all()
        chief = new_test_user(
            self.env,
            "change_chief_buyer",
            "purchase.group_purchase_manager,mrp.group_mrp_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaisesRegex(UserError, change.name):
            purchase.with_user(chief).button_approve()
        change._reject("No")
        self.env.invalidate_all()
        purchase.with_user(chief).button_approve()
        self.assertEqual(purchase.state, "purchase")

    def test_rejection_lets_go(self):
        order = self._sell(10)
        purchase = self._purchase(order)
        change = self._running(order, {"kind": "cancel_order"})
        self.assertTrue(purchase.change_hold)
        change._reject("No")
        self.env.invalidate_all()
        self.assertFalse(purchase.change_hold)
        purchase.with_user(self.buyer).button_confirm()

    def test_decrease_and_cancellation_of_what_is_not_sent(self):
        order = self._sell(10)
        purchase = self._purchase(order)
        self._apply(order, self._less(order, 6))
        self.assertEqual(purchase.order_line.product_qty, 12)
        self._apply(order, {"kind": "cancel_order"})
        self.assertEqual(purchase.state, "cancel")

    def test_other_orders_keep_their_share(self):
        order, other = self._sell(10), self._sell(3)
        purchases = self._purchase(order) | self._purchase(other)
        self.assertEqual(sum(purchases.order_line.mapped("product_qty")), 26)
        self._apply(order, {"kind": "cancel_line", "order_line_id": order.order_line.id})
        left = purchases.exists().filtered(lambda p: p.state != "cancel")
        self.assertEqual(sum(left.order_line.mapped("product_qty")), 6)

    def test_what_is_ordered_stays(self):
        order = self._sell(10)
        purchase = self._purchase(order)
        purchase.button_confirm()
        change = self._change(order, self._less(order, 6))
        change._collect_impact()
        row = change.impact_ids.filtered(lambda r: r.kind == "purchase")
        self.assertEqual((row.res_id, row.severity), (purchase.id, "warning"))
        change.write({"state": "approved"})
        self._carry_out(change)
        self.assertEqual(purchase.state, "purchase")
