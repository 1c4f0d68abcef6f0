from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_complaint_validity import VALIDITIES


class CustomerComplaintJudge(models.TransientModel):
    """Is the customer right, and why: the facts stand beside the question."""

    _name = "customer.complaint.judge"
    _description = "Judgement of a Complaint"

    complaint_id = fields.Many2one(
        comodel_name="customer.complaint", required=True, readonly=True, ondelete="cascade"
    )
    claim_text = fields.Char(related="complaint_id.claim_text")
    claim_late = fields.Boolean(related="complaint_id.claim_late")
    qty_complained = fields.Float(related="complaint_id.qty_complained")
    qty_delivered = fields.Float(related="complaint_id.qty_delivered")
    receipt_signed = fields.Boolean(related="complaint_id.receipt_signed")
    evidence_missing = fields.Char(related="complaint_id.evidence_missing")
    validity = fields.Selection(
        selection=[item for item in VALIDITIES if item[0] != "pending"],
        string="Judgement",
        required=True,
        default="valid",
    )
    reason = fields.Text(required=True)
    # The judgement that stood when the dialog was opened
    judged_before = fields.Datetime()

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        # The facts are those of a complaint that may be read.
        dialogs.complaint_id.check_access("read")
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        if "complaint_id" in vals:
            self.complaint_id.check_access("read")
        return result

    def action_judge(self):
        """Record the judgement; the complaint itself checks who may."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write down the reason."))
        self._check_not_judged_meanwhile()
        self.complaint_id._judge(self.validity, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _check_not_judged_meanwhile(self):
        """Nobody overrules a colleague's judgement that he has not seen."""
        complaint = self.complaint_id
        if complaint.judged_on == self.judged_before:
            return
        labels = dict(complaint._fields["validity"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(user)s has judged %(complaint)s meanwhile, “%(validity)s”: %(reason)s\nLook at"
                " it, and judge again if you see it otherwise.",
                user=complaint.judged_by_id.name,
                complaint=complaint.name,
                validity=labels[complaint.validity],
                reason=complaint.validity_reason or "",
            )
        )
