from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import Command, api, fields, models


class OrderAssuranceDemo(models.AbstractModel):
    """A framework contract, and an order under it that goes out in three batches."""

    _inherit = "order.assurance.demo"

    @api.model
    def _demo_chapters(self):
        return super()._demo_chapters() + [(self._demo_batches, 0)]

    @api.model
    def _demo_batches(self):
        """The first batch has been delivered in time; the third is promised later than asked."""
        today = fields.Date.context_today(self)
        self._demo_contract("lakes", {"rear_shock": 200, "bushing": 500})
        order = self._demo_taken_in(
            "lakes",
            {"rear_shock": 900, "bushing": 400},
            days=28,
            payment_term_id=self._demo_payment_term().id,
        )
        line = order.order_line[0]
        split = line.env["sale.order.delivery.split"].create(
            {
                "order_line_id": line.id,
                "batch_count": 3,
                "first_date": fields.Date.subtract(today, days=1),
                "interval": 2,
                "interval_unit": "weeks",
            }
        )
        split.action_split()
        first, second, third = line.delivery_schedule_ids._in_order()
        (first | second).destination = "Dock 2"
        for batch in first | second:
            batch.promised_date = batch.requested_date
        third.promised_date = fields.Date.add(third.requested_date, days=5)
        review = self._demo_request(order)
        self._demo_time_passes(order, minutes=40)
        finding = self._demo_env("sales")._("The customer takes 400 bushings once; agreed by mail.")
        self._demo_answer(review, "sales", {"S07": {"result": "ok", "comment": finding}})
        self._demo_sign(review)
        self._demo_decide(review)
        self._demo_time_passes(order, hours=2)
        order.action_confirm()
        self._demo_notice_issued(order)
        self._demo_time_passes(order, days=18)
        for productions in self._demo_productions(order):
            self._demo_produce(productions)
        self._demo_time_passes(order, days=1)
        picking = first.sudo().move_ids.picking_id.with_env(self._demo_env("logistics"))
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self._demo_time_passes(order, days=2)
        # Time was moved past the system: what follows from it is worked out anew.
        batches = order.sudo().delivery_schedule_ids
        self.env.add_to_compute(batches._fields["delivered_on"], batches)
        return order

    @api.model
    def _demo_contract(self, customer, minimums):
        """A contract that sales has signed and put into force."""
        today = fields.Date.context_today(self)
        partner = self._demo_ref(f"partner_{customer}")
        contract = self._demo_env("sales")["sale.framework.contract"].create(
            {
                "partner_id": partner.id,
                "customer_reference": "BPA-0417",
                "date_start": fields.Date.subtract(today, months=8),
                "date_end": fields.Date.add(today, days=50),
                "payment_term_id": self._demo_payment_term().id,
                "our_signatory_id": self._demo_ref("user_management").id,
                "their_signatory": partner.child_ids[:1].name or partner.name,
                "signed_on": fields.Date.subtract(today, months=9),
                "clauses": "<p>Warranty 24 months from delivery. Tolerance of quantity ± 2 %."
                " Penalty 0.5 % of the late batch for each full week.</p>",
                "line_ids": [
                    Command.create(
                        {
                            "product_id": self._demo_ref(f"product_{name}").id,
                            "minimum_order_qty": quantity,
                        }
                    )
                    for name, quantity in minimums.items()
                ],
            }
        )
        paper = BytesIO()
        canvas = Canvas(paper, pagesize=A4)
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 760, f"Framework Contract {contract.name}")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 730, "between the seller and the buyer, signed by both parties")
        canvas.save()
        contract.document_ids = contract.env["ir.attachment"].create(
            {
                "name": f"{contract.name}.pdf",
                "raw": paper.getvalue(),
                "res_model": contract._name,
                "res_id": contract.id,
            }
        )
        contract.action_activate()
        return contract

    @api.model
    def _demo_payment_term(self):
        return self.env.ref("account.account_payment_term_30days")
