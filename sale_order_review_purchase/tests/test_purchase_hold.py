from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.sale_order_review.tests.common_step import StepCommon


@tagged("post_install", "-at_install")
class TestPurchaseHold(StepCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.buyer = new_test_user(
            cls.env, "hold_buyer", "purchase.group_purchase_user", name="Bo Buyer", **in_company
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Hold Vendor"})
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        routes = warehouse.mto_pull_id.route_id | warehouse.buy_pull_id.route_id
        routes.active = True
        cls.bought = cls.env["product.product"].create(
            {
                "name": "Bought Spring",
                "is_storable": True,
                "route_ids": [Command.set(routes.ids)],
                "seller_ids": [Command.create({"partner_id": cls.vendor.id, "price": 3.0})],
            }
        )

    def _purchase(self, **values):
        return self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.bought.id, "product_qty": 2})],
                **values,
            }
        )

    def _procured(self, order):
        return self.env["purchase.order"].search([("reference_ids.sale_ids", "=", order.id)])

    def test_procured_material_waits(self):
        order = self._order_with_open({"U02": "material"}, products=self.bought)
        order.action_confirm()
        purchase = self._procured(order).with_user(self.buyer)
        self.assertEqual(len(purchase), 1)
        for call in (
            purchase.button_confirm,
            purchase.button_approve,
            lambda: purchase.write({"state": "purchase"}),
            lambda: purchase.write({"state": "to approve"}),
        ):
            with self.assertRaisesRegex(UserError, "U02.*Owner: Purchasing Head, phone .*555"):
                call()
            self.assertEqual(purchase.state, "draft")
        self.assertIn("U02", purchase.review_hold)
        self._close(order, "U02")
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")
        purchase.invalidate_recordset(["review_hold"])
        self.assertFalse(purchase.review_hold)

    def test_later_items_do_not_hold_material(self):
        order = self._order_with_open({"S09": "packing"}, products=self.bought)
        order.action_confirm()
        purchase = self._procured(order).with_user(self.buyer)
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")

    def test_purchase_by_hand_for_the_order(self):
        order = self._order_with_open({"U02": "material"})
        order.action_confirm()
        other = self._purchase(origin="S-0815").with_user(self.buyer)
        other.button_confirm()
        self.assertEqual(other.state, "purchase")
        purchase = self._purchase(origin=f"S-0815, {order.name}").with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "U02"):
            (purchase | self._purchase().with_user(self.buyer)).button_confirm()
        with self.assertRaisesRegex(UserError, "U02"):
            self._purchase(origin=order.name, state="purchase").with_user(self.buyer).copy(
                {"origin": order.name, "state": "purchase"}
            )

    def test_release_by_a_manager(self):
        order = self._order_with_open({"U02": "material"})
        order.action_confirm()
        purchase = self._purchase(origin=order.name).with_user(self.buyer)
        log = self.env["sale.order.review.override"]
        with self.assertRaises(AccessError):
            log.with_user(self.buyer)._release_step(order, "material", "Urgent")
        entry = log.with_user(self.manager)._release_step(order, "material", "Supplier known")
        self.assertIn("U02", entry.missing)
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")

    def test_system_is_not_stopped_but_noted(self):
        order = self._order_with_open({"U02": "material"})
        order.action_confirm()
        purchase = self._purchase(origin=order.name)
        purchase.sudo().button_confirm()
        self.assertEqual(purchase.state, "purchase")
        self.assertIn("U02", " ".join(purchase.message_ids.mapped("body")))

    def test_switched_off_costs_nothing(self):
        order = self._order_with_open({"U02": "material"})
        order.action_confirm()
        self.company.order_review_enabled = False
        purchase = self._purchase(origin=order.name).with_user(self.buyer)
        purchase.company_id.read(["order_review_enabled"])
        with self.assertQueryCount(0):
            self.assertFalse(purchase._review_material_lines())
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")

    def test_many_purchases_same_queries(self):
        order = self._order_with_open({"U02": "material"})
        order.action_confirm()
        purchases = self.env["purchase.order"]
        for __ in range(10):
            purchases |= self._purchase(origin=order.name)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(records._review_material_lines()), len(records))
            return self.cr.sql_log_count - before

        self.assertEqual(count(purchases[:2]), count(purchases))
