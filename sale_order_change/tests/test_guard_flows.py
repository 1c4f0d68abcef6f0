from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.sale.tests.common import TestSaleCommon


@tagged("post_install", "-at_install")
class TestGuardFlows(TestSaleCommon):
    """The guard does not notice Odoo's own flows: invoices, deliveries, returns, expenses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.write({"order_change_enabled": True, "order_change_guard": True})
        cls.goods = cls.company_data["product_order_no"]
        cls.clerk = cls.company_data["default_user_salesman"]
        cls.clerk.group_ids += cls.env.ref("account.group_account_invoice") + cls.env.ref(
            "stock.group_stock_user"
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner_a.id,
                "user_id": cls.clerk.id,
                "order_line": [
                    Command.create(
                        {"product_id": cls.goods.id, "product_uom_qty": 5, "price_unit": 100}
                    )
                ],
            }
        )
        cls.order.action_confirm()
        cls.as_clerk = cls.order.with_user(cls.clerk)

    def test_it_is_on(self):
        with self.assertRaises(UserError):
            self.as_clerk.order_line.product_uom_qty = 6

    def test_down_payment_and_invoices(self):
        wizard = self.env["sale.advance.payment.inv"].with_user(self.clerk)
        context = {"active_model": "sale.order", "active_ids": self.order.ids}
        down = wizard.with_context(**context).create(
            {"advance_payment_method": "percentage", "amount": 30}
        )
        down.create_invoices()
        invoice = self.order.invoice_ids
        invoice.with_user(self.clerk).invoice_line_ids.filtered("price_unit")[:1].price_unit = 160
        invoice.with_user(self.clerk).action_post()
        line = self.order.order_line.filtered(
            lambda sol: sol.is_downpayment and not sol.display_type
        )
        self.assertAlmostEqual(line.price_unit, 160)
        wizard.with_context(**context).create(
            {"advance_payment_method": "delivered"}
        ).create_invoices()
        last = self.order.invoice_ids - invoice
        last.with_user(self.clerk).action_post()
        self.assertEqual(self.order.invoice_status, "invoiced")
        invoice.with_user(self.clerk).button_draft()
        invoice.with_user(self.clerk).button_cancel()

    def test_delivery_and_return(self):
        goods = self.env["product.product"].create({"name": "Pump", "is_storable": True})
        extra = self.env["product.product"].create({"name": "Gasket", "is_storable": True})
        self.as_clerk.sudo().write({"order_line": [Command.create({"product_id": goods.id})]})
        picking = self.order.picking_ids.with_user(self.clerk)
        form = Form(picking)
        with form.move_ids.new() as move:
            move.product_id = extra
            move.product_uom_qty = 2
        picking = form.save()
        picking.action_confirm()
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        added = self.order.order_line.filtered(lambda sol: sol.product_id == extra)
        self.assertEqual((added.product_uom_qty, added.qty_delivered), (0, 2))
        back = (
            self.env["stock.return.picking"]
            .with_user(self.clerk)
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
            )
            .create({})
        )
        back.product_return_moves.quantity = 1
        returned = self.env["stock.picking"].browse(back.action_create_returns()["res_id"])
        returned.move_ids.write({"quantity": 1, "picked": True})
        returned.with_user(self.clerk).button_validate()
        self.assertEqual(added.qty_delivered, 1)

    def test_expenses_are_passed_on(self):
        product = self.company_data["product_order_cost"]
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.partner_b.id,
                "invoice_date": "2026-01-01",
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "quantity": 3, "price_unit": 7})
                ],
            }
        )
        line = bill.invoice_line_ids
        with patch.object(type(line), "_sale_determine_order", lambda lines: {line.id: self.order}):
            created = line.with_user(self.clerk)._sale_create_reinvoice_sale_line()[line.id]
        self.assertTrue(created.is_expense)
        self.assertEqual(created.product_uom_qty, 3)
        # What was ordered does not become an expense that anybody edits.
        with self.assertRaises(UserError):
            self.as_clerk.order_line[0].is_expense = True

    def test_merged_partners(self):
        twin = self.partner_a.copy({"name": "Twin"})
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.partner_a | twin).ids, dst_partner=twin)
        self.assertEqual(self.order.partner_id, twin)
