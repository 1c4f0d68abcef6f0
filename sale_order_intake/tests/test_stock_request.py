from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestStockRequest(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        # Neither purchasing nor production is installed here: goods fetched from outside.
        cls.route = cls.env["stock.route"].create(
            {
                "name": "From Outside",
                "company_id": cls.company.id,
                "product_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "From outside",
                            "action": "pull",
                            "company_id": cls.company.id,
                            "warehouse_id": cls.warehouse.id,
                            "procure_method": "make_to_stock",
                            "location_src_id": cls.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": cls.warehouse.lot_stock_id.id,
                            "picking_type_id": cls.warehouse.in_type_id.id,
                        }
                    )
                ],
            }
        )
        cls.made = cls._product("Made Damper", list_price=30, route_ids=[cls.route.id])

    def _request(self, products=None, **values):
        return self._order(
            products or self.made,
            partner=self.company.partner_id,
            order_kind="stock",
            **values,
        )

    def _moves(self, request):
        return self.env["stock.move"].search([("origin", "=", request.name)])

    def test_number_partner_and_price(self):
        with Form(
            self.env["sale.order"].with_user(self.clerk).with_context(default_order_kind="stock")
        ) as form:
            with form.order_line.new() as line:
                line.product_id = self.made
                line.product_uom_qty = 4
        request = form.save()
        self.assertTrue(request.name.startswith("OF"), request.name)
        self.assertEqual(request.partner_id, self.company.partner_id)
        self.assertEqual(request.order_line.price_unit, 0)
        self.assertEqual(request.amount_total, 0)

    def test_no_price_whoever_enters_one(self):
        request = self._request()
        line = request.order_line
        self.assertEqual(line.price_unit, 0)
        line.price_unit = 12
        self.assertEqual(line.price_unit, 0)
        request.order_line = [Command.create({"product_id": self.made.id, "price_unit": 5})]
        self.assertEqual(request.amount_total, 0)
        line.product_uom_qty = 50
        self.assertEqual(request.amount_total, 0)

    def test_only_the_company_itself_asks(self):
        with self.refused("no customer"):
            self._order(order_kind="stock")
        with self.assertRaises(ValidationError):
            self._request().partner_id = self.customer

    def test_goes_to_production_and_nowhere_else(self):
        request = self._request()
        request.with_user(self.clerk).action_confirm()
        move = self._moves(request)
        self.assertEqual(move.product_uom_qty, 5)
        self.assertEqual(move.location_dest_id, self.warehouse.lot_stock_id)
        self.assertFalse(request.order_line.move_ids)
        self.assertFalse(
            request.picking_ids.filtered(lambda picking: picking.picking_type_code == "outgoing")
        )
        self.assertEqual(request.order_line.stock_requested_qty, 5)
        self.assertEqual(request.invoice_status, "no")
        self.assertEqual(request.order_line.qty_to_invoice, 0)

    def test_nobody_is_invoiced(self):
        request = self._request()
        request.action_confirm()
        move = self._moves(request)
        move.write({"quantity": 5, "picked": True})
        move._action_done()
        self.assertEqual(request.invoice_status, "no")
        self.assertEqual(request.order_line.qty_delivered, 0)
        with self.assertRaises(UserError):
            request._create_invoices()
        with self.refused("nobody is invoiced"):
            self.env["sale.advance.payment.inv"].with_context(
                active_ids=request.ids, active_id=request.id
            ).create(
                {"advance_payment_method": "fixed", "fixed_amount": 10}
            ).create_invoices()

    def test_product_nobody_makes(self):
        request = self._request(self.made | self.damper)
        with self.refused("Nobody makes or buys Damper"):
            request.action_confirm()
        self.assertFalse(self._moves(request))

    def test_product_from_another_shelf_is_not_made(self):
        self.route.rule_ids.location_src_id = self.warehouse.wh_input_stock_loc_id
        with self.refused("Nobody makes"):
            self._request().action_confirm()
        # A chain that ends with a supplier does.
        self.route.rule_ids.procure_method = "make_to_order"
        self.route.rule_ids.copy(
            {
                "location_src_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.wh_input_stock_loc_id.id,
                "procure_method": "make_to_stock",
            }
        )
        request = self._request()
        request.action_confirm()
        self.assertEqual(request.state, "sale")

    def test_more_is_ordered_less_is_not_taken_back(self):
        request = self._request()
        request.action_confirm()
        request.order_line.product_uom_qty = 8
        self.assertEqual(sum(self._moves(request).mapped("product_uom_qty")), 8)
        request.order_line.product_uom_qty = 6
        self.assertEqual(sum(self._moves(request).mapped("product_uom_qty")), 8)
        request.order_line.product_uom_qty = 9
        self.assertEqual(sum(self._moves(request).mapped("product_uom_qty")), 9)

    def test_units_of_the_line(self):
        request = self._request()
        request.order_line.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "product_uom_qty": 2}
        )
        request.action_confirm()
        self.assertEqual(sum(self._moves(request).mapped("product_qty")), 24)

    def test_becoming_a_request_and_back(self):
        order = self._order(self.made, partner=self.company.partner_id)
        name = order.name
        self.assertEqual(order.order_line.price_unit, 30)
        order.order_kind = "stock"
        self.assertTrue(order.name.startswith("OF"))
        self.assertEqual(order.order_line.price_unit, 0)
        order.order_kind = "customer"
        self.assertFalse(order.name.startswith("OF"))
        self.assertNotEqual(order.name, name)
        self.assertEqual(order.order_line.price_unit, 30)
        confirmed = self._order()
        confirmed.action_confirm()
        with self.assertRaises(UserError):
            confirmed.order_kind = "stock"

    def test_customer_orders_number_themselves_where_it_is_set(self):
        self.assertFalse(self._order().name.startswith("OD"))
        self.company.order_kind_number_enabled = True
        self.assertTrue(self._order().name.startswith("OD"))
        self.assertEqual(self._order(name="MINE-1").name, "MINE-1")
        self.assertFalse(self._order(order_kind="presale").name.startswith("OD"))

    def test_switched_off_it_is_an_order_like_any_other(self):
        self.company.order_intake_enabled = False
        order = self._order(self.made, order_kind="stock")
        self.assertEqual(order.order_line.price_unit, 30)
        self.assertFalse(order.name.startswith("OF"))
        order.action_confirm()
        self.assertEqual(order.picking_ids.picking_type_code, "outgoing")
        self.assertEqual(order.order_line.move_ids.product_uom_qty, 5)

    def test_cancel_and_again(self):
        request = self._request()
        request.action_confirm()
        request.action_cancel()
        self.assertEqual(request.order_line.stock_requested_qty, 0)
        request.action_draft()
        request.action_confirm()
        self.assertEqual(request.order_line.stock_requested_qty, 5)
