from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.quality_8d_stock.tests.common import GoodsCommon


@tagged("post_install", "-at_install")
class TestSale(GoodsCommon):
    """Sales orders: where a report is opened, and who got the goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        sales = "sales_team.group_sale_salesman_all_leads"
        cls.plain = new_test_user(cls.env, "eightd_plain_sales", sales, **own)
        cls.sales = new_test_user(
            cls.env, "eightd_sales", f"{sales},order_signoff.group_user", **own
        )
        cls.order = cls._order(cls.customer, 30)
        cls._deliver(cls.order, cls.lot)

    @classmethod
    def _order(cls, partner, quantity):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": quantity})
                ],
            }
        )
        # The gates of other add-ons are not what is tested here.
        order.state = "sale"
        order._action_confirm()
        return order

    @classmethod
    def _deliver(cls, order, lot):
        picking = order.picking_ids
        picking.action_assign()
        picking.move_ids.move_line_ids.lot_id = lot
        cls._carry_out(picking)

    def test_from_an_order(self):
        order = self.order.with_user(self.sales)
        report = self.env["quality.8d"].browse(order.action_open_8d()["res_id"])
        self.assertEqual(report.kind, "customer")
        self.assertEqual(report.title, self.order.name)
        self.assertEqual((report.partner_id, report.product_id), (self.customer, self.product))
        self.assertEqual(report.sudo().lot_ids, self.lot)
        self.assertEqual(report.sudo().transfer_ids, self.order.picking_ids)
        self.assertEqual(report.qty_delivered, 30)
        self.assertEqual(order.quality_8d_count, 1)
        self.assertEqual(order.action_view_8d()["res_id"], report.id)
        self.assertEqual(report.with_user(self.sales).action_open_origin()["res_id"], order.id)

    def test_orders_by_their_links(self):
        """Whatever the transfer calls its origin."""
        other = self.env["res.partner"].create({"name": "Second Customer"})
        second = self._order(other, 12)
        self._deliver(second, self.lot)
        (self.order | second).picking_ids.origin = "WRONG"
        report = self._with_lots().with_user(self.leader)
        self.assertEqual(report.goods_sale_count, 2)
        self.assertIn(second.name, report.lot_trace)
        self.assertNotIn("WRONG", report.lot_trace)
        action = report.with_user(self.sales).sudo().action_view_goods_sales()
        self.assertEqual(set(action["domain"][0][2]), {self.order.id, second.id})

    def test_sales_people_without_our_groups(self):
        order = self.order.with_user(self.plain)
        self.assertNotIn("quality_8d_count", order.fields_get())
        self.assertNotIn("action_open_8d", order.get_view(view_type="form")["arch"])
