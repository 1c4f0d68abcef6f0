import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.files import is_content_of


class SaleOrderProofAnswer(models.TransientModel):
    """Record what the customer answered to a proof, or sign a sample."""

    _name = "sale.order.proof.answer"
    _description = "Answer to a Proof"

    proof_id = fields.Many2one(
        comodel_name="sale.order.proof", required=True, readonly=True, ondelete="cascade"
    )
    proof_type = fields.Selection(related="proof_id.proof_type")
    quality = fields.Boolean(compute="_compute_quality", string="Signed by Quality")
    answer = fields.Selection(
        selection=[("approved", "Approved"), ("returned", "Returned")],
        required=True,
        default="approved",
    )
    channel = fields.Selection(
        selection=[("staff", "The customer, by message"), ("sales", "Sales signs")],
        string="Who Answers",
        default="staff",
        required=True,
    )
    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True
    )
    capacity = fields.Char(string="Position")
    comment = fields.Text(string="Remark")
    evidence = fields.Binary(string="Customer's Message", attachment=False)
    evidence_name = fields.Char(string="Name of the Evidence")

    # === COMPUTE METHODS === #

    @api.depends("proof_id")
    def _compute_quality(self):
        for answer in self:
            answer.quality = answer.proof_id and answer.proof_id._is_signed_by_quality()

    @api.depends("proof_id", "channel")
    def _compute_name(self):
        for answer in self:
            if answer.quality or answer.channel == "sales":
                answer.name = self.env.user.name
            else:
                answer.name = answer.proof_id.contact_id.name

    # === ACTIONS === #

    def action_record(self):
        """Record the answer on the proof; it cannot be changed afterwards."""
        self.ensure_one()
        if self.env.user.share or self.env.su:
            raise UserError(self.env._("Only the person who got the answer can record it."))
        proof = self.proof_id
        proof.check_access("read")
        channel = "quality" if self.quality else self.channel
        proof._check_may_sign(channel)
        values = {
            "decided_by_name": self.name,
            "decided_capacity": self.capacity,
            "decision_comment": self.comment,
            "decided_user_id": self.env.uid,
            "decision_channel": channel,
        }
        if channel == "staff":
            values.update(self._prepare_evidence())
            values["decided_partner_id"] = proof.contact_id.id
        else:
            # Whoever signs himself signs with his own name.
            values["decided_by_name"] = self.env.user.name
            values["decided_partner_id"] = self.env.user.partner_id.id
        proof._decide(self.answer == "approved", values)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_evidence(self):
        """Return the message of the customer, or refuse without one."""
        proof = self.proof_id
        content = base64.b64decode(self.with_context(bin_size=False).evidence or b"")
        if not content:
            raise UserError(
                self.env._(
                    "Attach the customer's message that answers %(proof)s: the mail, a scan or a "
                    "picture of the chat.",
                    proof=proof.display_name,
                )
            )
        max_mb = proof.company_id.order_document_max_mb
        if len(content) > max_mb * 1024 * 1024 or not is_content_of(self.evidence_name, content):
            raise UserError(
                self.env._(
                    "%(file)s cannot be taken as the customer's message: attach a mail, a PDF, a "
                    "picture or a text of up to %(size)s MB.",
                    file=self.evidence_name or "",
                    size=max_mb,
                )
            )
        return {"evidence": self.evidence, "evidence_name": self.evidence_name}
