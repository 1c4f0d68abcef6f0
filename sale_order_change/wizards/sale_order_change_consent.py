import base64

from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrderChangeConsent(models.TransientModel):
    """Record what the customer answered in writing, with his message."""

    _name = "sale.order.change.consent"
    _description = "Customer's Answer to an Order Change"

    change_id = fields.Many2one(
        comodel_name="sale.order.change", required=True, readonly=True, ondelete="cascade"
    )
    answer = fields.Selection(
        selection=[("accepted", "The customer agrees"), ("declined", "The customer declines")],
        required=True,
        default="accepted",
    )
    name = fields.Char(string="Person at the Customer", required=True)
    note = fields.Text(string="Remark")
    evidence = fields.Binary(string="Customer's Message", attachment=False, required=True)
    evidence_name = fields.Char(string="Name of the Evidence")

    # === ACTIONS === #

    def action_record(self):
        """Record the answer on the change; it cannot be altered afterwards."""
        self.ensure_one()
        if self.env.user.share or self.env.su:
            raise UserError(self.env._("Only the person who got the answer can record it."))
        change = self.change_id
        change._check_may_ask_consent()
        change._answer_consent(
            self.answer == "accepted",
            self.name,
            self.note,
            {"consent_user_id": self.env.uid},
            source="document",
            attachment=self._attach_evidence(),
        )
        return {"type": "ir.actions.act_window_close"}

    def _attach_evidence(self):
        """Keep the customer's message with the change, or refuse without one."""
        change = self.change_id
        content = base64.b64decode(self.with_context(bin_size=False).evidence or b"")
        if not content:
            raise UserError(
                self.env._(
                    "Attach the customer's message that answers %(change)s: the mail, a scan or "
                    "a picture of the chat.",
                    change=change.display_name,
                )
            )
        attachment = self.env["ir.attachment"].create(
            {
                "name": self.evidence_name or self.env._("Customer's answer"),
                "raw": content,
                "res_model": change._name,
                "res_id": change.id,
            }
        )
        self.env["sale.order"]._check_order_document(attachment, change.company_id)
        return attachment
