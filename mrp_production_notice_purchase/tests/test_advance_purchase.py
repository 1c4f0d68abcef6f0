from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.mrp_production_notice.tests.common_advance import AdvanceCommon


class AdvancePurchaseCommon(AdvanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.env["res.partner"].create({"name": "Steel Works"})
        routes = cls.warehouse.mto_pull_id.route_id | cls.warehouse.buy_pull_id.route_id
        cls.steel.write(
            {
                "route_ids": [Command.set(routes.ids)],
                "seller_ids": [
                    Command.create({"partner_id": cls.vendor.id, "price": 28.0, "delay": 30})
                ],
            }
        )
        cls.buyer = new_test_user(
            cls.env,
            "advance_buyer",
            "purchase.group_purchase_user,order_signoff.group_user",
            **cls.in_company,
        )


@tagged("post_install", "-at_install")
class TestAdvancePurchase(AdvancePurchaseCommon):
    def _bought(self):
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.steel.id), ("state", "!=", "cancel")]
        )
        return sum(lines.mapped("product_qty"))

    def test_request_for_quotation(self):
        order = self._strut_order()
        advance = self._released(order, {self.steel: 40})
        self.assertEqual(advance.purchase_count, 1)
        purchase = advance.sudo().reference_id.purchase_ids
        self.assertEqual((purchase.partner_id, purchase.state), (self.vendor, "draft"))
        self.assertIn(order.name, purchase.origin)
        action = advance.with_user(self.buyer).action_view_purchases()
        self.assertEqual(action["res_id"], purchase.id)

    def test_nothing_is_bought_twice(self):
        order = self._strut_order()
        self._released(order, {self.steel: 30})
        self.assertEqual(self._bought(), 30)
        order.action_confirm()
        self._confirm_productions(order)
        self.assertEqual(self._bought(), 40)

    def test_taken_from_stock_when_it_has_come(self):
        order = self._strut_order()
        advance = self._released(order, {self.steel: 40})
        purchase = advance.sudo().reference_id.purchase_ids
        purchase.button_confirm()
        purchase.picking_ids.button_validate()
        order.action_confirm()
        productions = self._confirm_productions(order)
        steel = productions.move_raw_ids.filtered(lambda m: m.product_id == self.steel)
        self.assertEqual((steel.state, steel.quantity), ("assigned", 40))
        self.assertEqual(self._bought(), 40)

    def test_without_supplier(self):
        self.steel.seller_ids.unlink()
        advance = self._advance(self._strut_order(), {self.steel: 40})
        with self.assertRaises(UserError):
            advance.action_request()


@tagged("post_install", "-at_install")
class TestAdvancePurchaseTour(HttpCase, AdvancePurchaseCommon):
    def test_buyer_orders_what_was_released(self):
        advance = self._released(self._strut_order(), {self.steel: 40})
        purchase = advance.sudo().reference_id.purchase_ids
        path = f"/odoo/mrp.production.advance/{advance.id}"
        self.start_tour(path, "mrp_production_notice_purchase", login=self.buyer.login)
        self.assertEqual(purchase.state, "purchase")
