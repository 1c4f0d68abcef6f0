from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import USER, ComplaintCommon
from .common_documents import DocumentsCommon


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
class TestRemedies(DocumentsCommon):
    """Remedies are Odoo's own documents and follow their state."""

    def test_return(self):
        complaint = self._answered(kind="return", quantity=3)
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        self.assertEqual(remedy.state, "running")
        picking = remedy.return_id
        self.assertEqual(picking.return_id, self.order.picking_ids - picking)
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        self.assertFalse(remedy.may_end)
        with self.refused("finish that"):
            remedy.action_done()
        self.assertEqual(len(complaint._transfers()), 2)
        self.assertEqual(picking.with_user(self.shopper).complaint_count, 1)
        picking.move_ids.write({"quantity": 3, "picked": True})
        picking.sudo()._action_done()
        self.assertEqual(remedy.state, "done")
        # Nothing else is to be done: the complaint goes on by itself.
        self.assertEqual(complaint.state, "verification")

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
        # Whoever has no right on orders sends it, and the order stays as it is.
        packer = self._user("complaint_packer", f"{USER},stock.group_stock_user")
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.with_user(packer).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(remedy.state, "done")
        self.assertEqual(len(self.order.order_line), 1)
        self.assertEqual(self.order.order_line.qty_delivered, 10)

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
        self.assertEqual(refund.complaint_count, 1)
        self.assertEqual(complaint.invoice_count, 2)
        self.assertEqual(remedy._document_name(), "Draft")
        refund.sudo().action_post()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(complaint.state, "verification")
        # What stays with the customer is not invoiced a second time.
        self.assertEqual(refund.reversed_entry_id, invoice)
        self.assertEqual(self.order.invoice_ids, invoice | refund)
        self.assertEqual(self.order.order_line.qty_invoiced, 10)
        self.assertEqual(self.order.invoice_status, "invoiced")
        # Reset to draft it is not done any more, and the complaint is not closed.
        refund.sudo().button_draft()
        self.assertEqual(remedy.state, "running")
        with self.refused("Carry out or withdraw"):
            complaint.action_close()

    def test_credit_note_of_what_comes_back(self):
        """The order delivers less, so it has invoiced less."""
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
        complaint.with_user(self.shopper).remedy_ids[1].action_carry_out()
        self.assertEqual(self.order.order_line.qty_invoiced, 7)

    def test_cancelled_document_is_made_anew(self):
        complaint = self._answered(kind="return", quantity=3)
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        first = remedy.return_id
        first.sudo().action_cancel()
        self.assertEqual(remedy.state, "planned")
        self.assertFalse(remedy.has_document)
        remedy.action_carry_out()
        self.assertNotEqual(remedy.return_id, first)
        self.assertEqual(remedy.state, "running")

    def test_person_responsible_carries_out(self):
        """The warehouse need not handle complaints to send what was promised."""
        keeper = self._user("complaint_keeper", f"{USER},stock.group_stock_user")
        complaint = self._proposed(
            remedies=({"kind": "return", "quantity": 3, "user_id": keeper.id},),
            order_id=self.order.id,
            order_line_id=self.order.order_line.id,
        )
        self.assertFalse(complaint.activity_ids.filtered(lambda a: a.user_id == keeper))
        self._sign(complaint)
        asked = complaint.activity_ids.filtered(lambda a: a.user_id == keeper)
        self.assertEqual(asked.summary, complaint.remedy_ids.display_name)
        mine = self.env["customer.complaint.remedy"].with_user(keeper).search([])
        self.assertEqual(mine, complaint.remedy_ids.with_user(keeper))
        self.assertTrue(mine.may_carry_out)
        mine.action_carry_out()
        complaint.action_answered()
        mine.return_id.move_ids.write({"quantity": 3, "picked": True})
        mine.return_id._action_done()
        self.assertFalse(asked.exists())
        self.assertEqual(complaint.state, "verification")
        # Whose task it is not does nothing.
        stranger = self._user("complaint_other_keeper", f"{USER},stock.group_stock_user")
        with self.assertRaises(AccessError):
            complaint.remedy_ids.with_user(stranger).action_carry_out()

    def test_whoever_may_not_read_the_document_is_told(self):
        complaint = self._answered(kind="return", quantity=3)
        complaint.remedy_ids.action_carry_out()
        with self.refused("another department"):
            complaint.with_user(self.officer).remedy_ids.action_carry_out()
        with self.refused("finish that"):
            complaint.with_user(self.officer).remedy_ids.action_done()

    def test_credit_needs_an_invoice(self):
        complaint = self._answered(kind="credit", quantity=3, amount=300)
        with self.refused("no posted invoice"):
            complaint.remedy_ids.action_carry_out()

    def test_officer_without_the_right_is_told_whom_to_ask(self):
        complaint = self._answered(kind="return", quantity=3).with_user(self.officer)
        with self.refused("warehouse"):
            complaint.remedy_ids.action_carry_out()

    def test_visit_shows_words_of_the_customer_as_text(self):
        complaint = self._approved(
            remedies=({"kind": "field_service"},), title="<b>Look</b> here"
        )
        remedy = complaint.with_user(self.shopper).remedy_ids
        remedy.action_carry_out()
        self.assertIn("&lt;b&gt;", remedy.event_id.description)

    def test_credit_follows_what_was_approved(self):
        """Without a quantity it is the amount; what is posted is the cost, more is told."""
        self.order._create_invoices().action_post()
        complaint = self._answered(kind="credit", amount=120, freight=10)
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        refund = remedy.refund_id.sudo()
        self.assertEqual(refund.amount_untaxed, 120)
        self.assertIn(complaint.name, refund.invoice_line_ids.name)
        self.assertEqual(self.order.order_line.qty_invoiced, 10)
        self.assertEqual(remedy.cost, 130)
        refund.invoice_line_ids.price_unit = 150
        refund.action_post()
        self.assertEqual((remedy.cost, complaint.cost_total), (160, 160))
        told = complaint.sudo().activity_ids.filtered(
            lambda activity: "More was credited" in (activity.summary or "")
        )
        self.assertEqual(told.user_id, self.officer)

    def test_by_the_dozen(self):
        """Complaints tell pieces, whatever unit the goods were sold and invoiced in."""
        dozen = self.env["uom.uom"].create(
            {"name": "Dozen", "relative_factor": 12, "relative_uom_id": self.product.uom_id.id}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 10,
                            "product_uom_id": dozen.id,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        for move in order.picking_ids.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        order.picking_ids._action_done()
        order._create_invoices().action_post()
        complaint = self._approved(
            remedies=(
                {"kind": "return", "quantity": 24},
                {"kind": "replace", "quantity": 36},
                {"kind": "credit", "quantity": 6, "amount": 600},
            ),
            order_id=order.id,
            order_line_id=order.order_line.id,
        )
        self.assertEqual(complaint.qty_delivered, 120)
        complaint = complaint.with_user(self.shopper)
        for remedy in complaint.remedy_ids:
            remedy.action_carry_out()
        back, replaced, credited = complaint.remedy_ids

        def pieces(moves):
            unit = self.product.uom_id
            return sum(m.product_uom._compute_quantity(m.product_uom_qty, unit) for m in moves)

        self.assertEqual(pieces(back.return_id.move_ids), 24)
        self.assertEqual(pieces(replaced.replacement_id.move_ids), 36)
        self.assertEqual(sum(credited.refund_id.invoice_line_ids.mapped("quantity")), 0.5)

    def test_more_is_replaced_than_comes_back(self):
        """What is given beside the order is never invoiced, whatever policy the product has."""
        self.product.invoice_policy = "delivery"
        self.order._create_invoices().action_post()
        complaint = self._approved(
            remedies=({"kind": "return", "quantity": 2}, {"kind": "replace", "quantity": 10}),
            order_id=self.order.id,
            order_line_id=self.order.order_line.id,
        )
        for remedy in complaint.with_user(self.shopper).remedy_ids:
            remedy.action_carry_out()
        remedies = complaint.sudo().remedy_ids
        for picking in (remedies.return_id, remedies.replacement_id):
            for move in picking.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking._action_done()
        self.assertEqual(self.order.order_line.qty_delivered, 10)
        self.assertEqual(self.order.order_line.qty_to_invoice, 0)

    def test_more_is_credited_than_comes_back(self):
        self.order._create_invoices().action_post()
        complaint = self._approved(
            remedies=(
                {"kind": "return", "quantity": 2},
                {"kind": "credit", "quantity": 10, "amount": 1000},
            ),
            order_id=self.order.id,
            order_line_id=self.order.order_line.id,
        ).with_user(self.shopper)
        returned, credited = complaint.remedy_ids
        credited.action_carry_out()
        self.assertEqual(sum(credited.refund_id.invoice_line_ids.mapped("quantity")), 10)
        self.assertEqual(self.order.order_line.qty_invoiced, 8)
        # Nothing comes back after all.
        returned.action_withdraw()
        self.assertEqual(self.order.order_line.qty_invoiced, 10)

    def test_visit(self):
        complaint = self._answered(kind="field_service", description="Look at the press")
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        self.assertEqual(remedy.event_id.res_id, complaint.id)
        self.assertEqual(remedy.state, "running")
        self.assertTrue(remedy.may_end)
        self.assertRegex(remedy._document_name(), r"\d{2}/\d{2}/\d{4}")
        # Nobody has agreed on this date with the customer.
        self.assertEqual(remedy.event_id.partner_ids, self.shopper.partner_id)
        remedy.action_done()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(complaint.sudo().state, "verification")

    def test_favour_without_blame(self):
        """What is done for a complaint that was not valid does not keep it open for ever."""
        complaint = self._judged("invalid", "Damaged by the fork lift")
        complaint.write(
            {
                "solution": "We gladly come and look.",
                "remedy_ids": [Command.create({"kind": "field_service"})],
            }
        )
        complaint.action_propose()
        self._sign(complaint)
        complaint.action_answered()
        self.assertEqual(complaint.state, "execution")
        complaint.remedy_ids.action_done()
        self.assertEqual(complaint.state, "answered")
        self._evidence(complaint)
        complaint.action_close()
        self.assertEqual(complaint.state, "rejected")

    def test_the_answer_is_the_explanation(self):
        complaint = self._approved(remedies=({"kind": "explain"},))
        complaint.action_answered()
        self.assertEqual(complaint.remedy_ids.state, "done")
        self.assertEqual(complaint.state, "verification")

    def test_done_remedies_stay_when_it_is_judged_again(self):
        complaint = self._answered(kind="compensation", amount=50)
        complaint.remedy_ids.action_done()
        complaint._object("Too little")
        with self.refused("stays as it is"):
            complaint.remedy_ids.amount = 500
        with self.refused("stays as it is"):
            complaint.remedy_ids.unlink()
        complaint.remedy_ids = [Command.create({"kind": "compensation", "amount": 20})]
        self.assertEqual(complaint.cost_total, 70)

    def test_withdrawn(self):
        complaint = self._answered(kind="compensation", amount=50)
        complaint.remedy_ids.action_withdraw()
        self.assertEqual(complaint.cost_total, 0)
        self.assertEqual(complaint.state, "verification")
