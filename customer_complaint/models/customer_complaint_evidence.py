from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_signoff.tools import is_uninstalling

from .customer_complaint import ENDED

EVIDENCE = [
    ("sample", "Problem Sample"),
    ("photo", "Photo or Video"),
    ("claim", "Claim Statement"),
    ("receipt", "Customer's Goods Receipt"),
    ("inspection", "Outgoing Inspection Report"),
    ("contract", "Contract Clause on Complaint Period"),
    ("written", "Written Complaint"),
    ("batch", "Lot, Serial Number, Delivery Date"),
]


class CustomerComplaintEvidence(models.Model):
    """One piece of evidence (procedure 002, step 1 to 4 of eight)."""

    _name = "customer.complaint.evidence"
    _description = "Evidence of a Complaint"
    _inherit = ["order.protected.mixin"]
    _order = "complaint_id desc, sequence, id"
    _rec_name = "kind"
    _check_company_auto = True

    # === FIELDS === #

    complaint_id = fields.Many2one(
        comodel_name="customer.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True)
    sequence = fields.Integer()
    kind = fields.Selection(selection=EVIDENCE, string="Evidence", required=True)
    state = fields.Selection(
        selection=[
            ("missing", "Not There Yet"),
            ("here", "There"),
            ("not_needed", "Not Needed"),
        ],
        required=True,
        default="missing",
    )
    received_on = fields.Date(string="There Since")
    note = fields.Char(string="What It Shows", help="Or why it is not needed.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="customer_complaint_evidence_attachment_rel",
        string="Files",
        bypass_search_access=True,
    )

    _one_each = models.UniqueIndex(
        "(complaint_id, kind)", "Each kind of evidence is listed once: add files to its line."
    )

    # === CONSTRAINTS === #

    @api.constrains("state", "note")
    def _check_note(self):
        for line in self:
            if line.state == "not_needed" and not (line.note or "").strip():
                labels = dict(self._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "Write down why “%(evidence)s” is not needed.", evidence=labels[line.kind]
                    )
                )

    # === CRUD === #

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"complaint_id", "kind"}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_not_ended()
        lines.attachment_ids.check_access("read")
        return lines

    def write(self, vals):
        self._check_not_ended()
        before = self.attachment_ids
        result = super().write(vals)
        # Nobody makes a file readable here that he may not read himself.
        (self.attachment_ids - before).check_access("read")
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(
                self.env._("Evidence is kept: mark it as not needed and write down why.")
            )

    def _check_not_ended(self):
        """A complaint has been closed on this evidence; letters still bring theirs."""
        if self.env.su:
            return
        for complaint in self.complaint_id:
            if complaint.state in ENDED:
                raise UserError(
                    self.env._(
                        "%(complaint)s has ended: its evidence stays as it is.",
                        complaint=complaint.name,
                    )
                )

    # === ONCHANGE METHODS === #

    @api.onchange("attachment_ids")
    def _onchange_attachment_ids(self):
        if self.attachment_ids and self.state == "missing":
            self.state = "here"

    @api.onchange("state")
    def _onchange_state(self):
        if self.state == "here" and not self.received_on:
            self.received_on = fields.Date.context_today(self)

    # === BUSINESS === #

    @api.model
    def _create_for(self, complaints):
        """Give new complaints the list of what is collected."""
        self.create(
            [
                {"complaint_id": complaint.id, "kind": kind, "sequence": sequence}
                for complaint in complaints
                for sequence, (kind, _label) in enumerate(EVIDENCE)
            ]
        )
