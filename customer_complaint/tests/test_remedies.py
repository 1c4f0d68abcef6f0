from odoo import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import OFFICER, ComplaintCommon


@tagged("post_install", "-at_install")
class TestApproval(ComplaintCommon):
    """Who approves follows from what it costs."""

    def _teams(self, amount):
        complaint = self._proposed(remedies=({"kind": "compensation", "amount": amount},))
        return set(complaint.sudo().signoff_ids.team_id.mapped("function"))

    def test_bands(self):
        self.assertEqual(self._teams(2000), {"production", "sales", "quality"})
        self.assertEqual(self._teams(2001), {"production", "sales"})
        self.assertEqual(self._teams(50000), {"production", "management"})
        self.assertEqual(self._teams(50001), {"production", "management", "finance"})

    def test_freight_counts(self):
        complaint = self._proposed(
            remedies=({"kind": "replace", "amount": 1900, "freight": 200, "quantity": 1},)
        )
        self.assertEqual(complaint.cost_total, 2100)
        self.assertEqual(
            set(complaint.sudo().signoff_ids.team_id.mapped("function")), {"production", "sales"}
        )

    def test_without_cost_quality_signs(self):
        complaint = self._proposed(remedies=({"kind": "explain"},))
        self.assertEqual(
            set(complaint.sudo().signoff_ids.team_id.mapped("function")),
            {"production", "quality"},
        )

    def test_own_bands_of_a_company(self):
        self.env["customer.complaint.band"].create(
            {"is_open_end": True, "function": "finance", "company_id": self.company.id}
        )
        self.assertEqual(self._teams(10), {"production", "finance"})

    def test_what_was_sent_for_approval_stands(self):
        complaint = self._proposed()
        with self.refused("sent for approval"):
            complaint.remedy_ids.amount = 9
        with self.refused("sent for approval"):
            complaint.remedy_ids.unlink()
        with self.refused("sent for approval"):
            complaint.remedy_ids = [Command.create({"kind": "credit", "amount": 7})]

    def test_nothing_is_carried_out_before(self):
        complaint = self._proposed()
        with self.refused("not been approved"):
            complaint.remedy_ids.action_done()


@tagged("post_install", "-at_install")
class TestRemedies(ComplaintCommon, AccountTestInvoicingCommon):
    """Remedies are Odoo's own documents and follow their state."""

    @classmethod
    def _company(cls):
        # The one with a chart of accounts.
        return cls.company_data["company"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shopper = cls._user(
            "complaint_all",
            f"{OFFICER},stock.group_stock_user,account.group_account_invoice,"
            "sales_team.group_sale_salesman_all_leads",
        )
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
        cls.order.picking_ids.move_ids.write({"quantity": 10, "picked": True})
        cls.order.picking_ids._action_done()

    def _answered(self, **remedy):
        complaint = self._approved(
            remedies=(remedy,), order_id=self.order.id, order_line_id=self.order.order_line.id
        )
        complaint.action_answered()
        return complaint.with_user(self.shopper)

    def test_return(self):
        complaint = self._answered(kind="return", quantity=3)
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        self.assertEqual(remedy.state, "running")
        picking = remedy.return_id
        self.assertEqual(picking.return_id, self.order.picking_ids - picking)
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        with self.refused("finish that"):
            remedy.action_done()
        picking.move_ids.write({"quantity": 3, "picked": True})
        picking.sudo()._action_done()
        self.assertEqual(remedy.state, "done")

    def test_replacement(self):
        complaint = self._answered(kind="replace", quantity=2)
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        picking = remedy.replacement_id
        self.assertEqual(picking.picking_type_code, "outgoing")
        self.assertEqual(picking.move_ids.product_uom_qty, 2)
        self.assertEqual(picking.origin, complaint.name)
        # It is given beside the order and never invoiced.
        self.assertFalse(picking.move_ids.sale_line_id)

    def test_credit_note(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        complaint = self._answered(kind="credit", quantity=3, amount=300)
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        refund = remedy.refund_id
        self.assertEqual(refund.move_type, "out_refund")
        self.assertEqual(refund.invoice_line_ids.quantity, 3)
        self.assertEqual(remedy.state, "running")
        refund.sudo().action_post()
        self.assertEqual(remedy.state, "done")
        complaint.invalidate_recordset()

    def test_credit_needs_an_invoice(self):
        complaint = self._answered(kind="credit", quantity=3)
        with self.refused("no posted invoice"):
            complaint.remedy_ids.action_carry_out()

    def test_officer_without_the_right_is_told_whom_to_ask(self):
        complaint = self._answered(kind="return", quantity=3).with_user(self.officer)
        with self.refused("warehouse"):
            complaint.remedy_ids.action_carry_out()

    def test_visit(self):
        complaint = self._answered(kind="field_service", description="Look at the press")
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        self.assertEqual(remedy.event_id.res_id, complaint.id)
        self.assertEqual(remedy.state, "running")
        remedy.action_done()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(complaint.sudo().state, "verification")

    def test_withdrawn(self):
        complaint = self._answered(kind="compensation", amount=50)
        complaint.remedy_ids.action_withdraw()
        self.assertEqual(complaint.cost_total, 0)
        self.assertEqual(complaint.state, "verification")
