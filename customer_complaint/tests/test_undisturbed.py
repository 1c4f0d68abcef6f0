from odoo import Command
from odoo.tests import Form, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import OFFICER, ComplaintCommon


@tagged("post_install", "-at_install")
class TestUndisturbed(ComplaintCommon, AccountTestInvoicingCommon):
    """Inventory, Invoicing and Sales do not notice that complaints are kept."""

    @classmethod
    def _company(cls):
        # The one with a chart of accounts.
        return cls.company_data["company"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._user("vanilla_keeper", "stock.group_stock_user")
        cls.accountant = cls._user("vanilla_accountant", "account.group_account_invoice")
        cls.seller = cls._user("vanilla_seller", "sales_team.group_sale_salesman_all_leads")
        cls.product.write({"invoice_policy": "order", "list_price": 100, "is_storable": True})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 10})
                ],
            }
        )
        cls.order.action_confirm()
        cls.picking = cls.order.picking_ids
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, cls.picking.location_id, 100
        )

    def _reads(self, record, user):
        """Open the form as the web client does."""
        record = record.with_user(user)
        views = record.get_views([(False, "form"), (False, "list")])
        self.assertNotIn("complaint", views["views"]["form"]["arch"])
        self.assertNotIn("complaint", views["views"]["list"]["arch"])
        names = views["models"][record._name]["fields"]
        record.web_read({name: {} for name in names})

    def test_warehouse_delivers_and_takes_back(self):
        complaint = self._complaint(order_id=self.order.id)
        picking = self.picking.with_user(self.keeper)
        self._reads(picking, self.keeper)
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        wizard = Form(
            self.env["stock.return.picking"]
            .with_user(self.keeper)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model=picking._name)
        ).save()
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(complaint.sudo().order_id, self.order)

    def test_accounting_posts_and_reverses(self):
        self._complaint(order_id=self.order.id)
        invoice = self.order._create_invoices().with_user(self.accountant)
        self._reads(invoice, self.accountant)
        invoice.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model=invoice._name, active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "reason": "Wrong price"})
        )
        wizard.refund_moves()
        refund = wizard.new_move_ids
        refund.action_post()
        self.assertEqual(refund.state, "posted")
        self._reads(refund, self.accountant)

    def test_they_carry_a_complaint_out(self):
        """Who knows nothing of complaints ends their return and their credit note."""
        maker = self._user(
            "vanilla_maker",
            f"{OFFICER},stock.group_stock_user,account.group_account_invoice,"
            "sales_team.group_sale_salesman_all_leads",
        )
        self.picking.action_assign()
        self.picking.move_ids.picked = True
        self.picking.button_validate()
        self.order._create_invoices().action_post()
        complaint = self._approved(
            remedies=(
                {"kind": "return", "quantity": 3},
                {"kind": "credit", "quantity": 3, "amount": 300},
            ),
            order_id=self.order.id,
            order_line_id=self.order.order_line.id,
        )
        complaint.action_answered()
        for remedy in complaint.with_user(maker).remedy_ids:
            remedy.action_carry_out()
        back = complaint.sudo().remedy_ids.return_id.with_user(self.keeper)
        self._reads(back, self.keeper)
        back.move_ids.write({"quantity": 3, "picked": True})
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(complaint.state, "execution")
        refund = complaint.sudo().remedy_ids.refund_id.with_user(self.accountant)
        self._reads(refund, self.accountant)
        refund.invoice_line_ids.quantity = 2
        refund.action_post()
        self.assertEqual(refund.state, "posted")
        self.assertEqual(complaint.state, "verification")
        # They change their mind, too.
        refund.button_draft()
        refund.button_cancel()
        self.assertEqual(complaint.remedy_ids.mapped("state"), ["done", "planned"])

    def test_sales_reads_the_order(self):
        self._complaint(order_id=self.order.id)
        self._reads(self.order, self.seller)

    def test_validating_costs_one_query_more_at_most(self):
        """The warehouse pays for complaints with one look at the remedies."""
        self.env.flush_all()
        self.picking.invalidate_recordset()
        with self.assertQueryCount(1):
            self.picking._proceed_complaints()
