from odoo import api, fields, models


class CustomerComplaint(models.Model):
    """The evidence of a complaint, and what of it is missing."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    evidence_ids = fields.One2many(
        comodel_name="customer.complaint.evidence",
        inverse_name="complaint_id",
        copy=False,
    )
    evidence_missing = fields.Char(compute="_compute_evidence_missing")

    # === COMPUTE METHODS === #

    @api.depends("evidence_ids.state")
    @api.depends_context("lang")
    def _compute_evidence_missing(self):
        for complaint in self:
            complaint.evidence_missing = ", ".join(complaint._evidence_open())

    def _evidence_open(self):
        self.ensure_one()
        labels = dict(self.evidence_ids._fields["kind"]._description_selection(self.env))
        return [labels[line.kind] for line in self.evidence_ids if line.state == "missing"]

    # === WHAT IS MISSING === #

    def _missing_evidence(self):
        """Nothing is closed while it is open whether a piece of evidence is needed."""
        if not self.company_id.complaint_evidence_required or not self._evidence_open():
            return []
        return [
            self.env._(
                "Collect this evidence or mark it as not needed: %(names)s.",
                names=self.evidence_missing,
            )
        ]
