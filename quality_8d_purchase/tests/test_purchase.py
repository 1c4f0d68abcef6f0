from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.quality_8d_stock.tests.common import GoodsCommon


@tagged("post_install", "-at_install")
class TestPurchase(GoodsCommon):
    """Purchase orders: where a supplier's report is opened, and who delivered the goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.plain = new_test_user(
            cls.env, "eightd_plain_buyer", "purchase.group_purchase_user", **own
        )
        cls.buyer = new_test_user(
            cls.env,
            "eightd_buyer",
            "purchase.group_purchase_user,order_signoff.group_user",
            **own,
        )
        cls.supplier = cls.env["res.partner"].create({"name": "8D Supplier", "is_company": True})
        cls.order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.product.id, "product_qty": 40, "price_unit": 2}
                    )
                ],
            }
        )
        cls.order.button_confirm()
        cls.bought = cls._lots("BOUGHT-1", quantity=0)
        receipt = cls.order.picking_ids
        receipt.move_ids.move_line_ids.lot_id = cls.bought
        receipt.move_ids.quantity = 40
        cls._carry_out(receipt)

    def test_from_an_order(self):
        order = self.order.with_user(self.buyer)
        report = self.env["quality.8d"].browse(order.action_open_8d()["res_id"])
        self.assertEqual((report.kind, report.partner_id), ("supplier", self.supplier))
        self.assertEqual((report.product_id, report.qty_delivered), (self.product, 40))
        self.assertEqual(report.sudo().lot_ids, self.bought)
        self.assertEqual(order.quality_8d_count, 1)
        self.assertEqual(report.with_user(self.buyer).action_open_origin()["res_id"], order.id)

    def test_who_delivered_the_lot(self):
        report = self._with_lots(self.bought, kind="internal")
        self.assertEqual(report.goods_purchase_count, 1)
        trace = report.with_user(self.leader).lot_trace
        self.assertIn("8D Supplier", trace)
        self.assertIn(self.order.name, trace)
        self.assertEqual(report.action_view_goods_purchases()["res_id"], self.order.id)
        receipt = report.with_user(self.env.user).action_return_to_supplier()
        self.assertEqual(receipt["context"]["active_id"], self.order.picking_ids.id)

    def test_buyers_without_our_groups(self):
        order = self.order.with_user(self.plain)
        self.assertNotIn("quality_8d_count", order.fields_get())
        self.assertNotIn("action_open_8d", order.get_view(view_type="form")["arch"])
