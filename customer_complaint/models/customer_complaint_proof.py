from odoo import api, fields, models
from odoo.tools import format_date, format_list


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
            complaint.evidence_missing = format_list(
                self.env, complaint._evidence_open()
            )

    def _evidence_open(self):
        self.ensure_one()
        labels = dict(self.evidence_ids._fields["kind"]._description_selection(self.env))
        return [labels[line.kind] for line in self.evidence_ids if line.state == "missing"]

    # === WHAT THE SYSTEM KNOWS === #

    def _note_evidence(self):
        """Tick off what the system has itself: letter, signed receipt, lot and delivery.

        What a person has decided stays as it is.
        """
        # sudo: deliveries and lots are read whoever names the order
        for complaint in self.sudo():
            for kind, note in complaint._known_evidence().items():
                line = complaint.evidence_ids.filtered(lambda line, kind=kind: line.kind == kind)
                if line.state == "missing":
                    line.write(
                        {
                            "state": "here",
                            "received_on": line.received_on or complaint.company_id._order_today(),
                            "note": line.note or note,
                        }
                    )

    def _known_evidence(self):
        """Return ``{kind: what it shows}`` of the evidence that the system has itself."""
        self.ensure_one()
        known = {}
        if self.channel in ("email", "letter", "portal"):
            channels = dict(self._fields["channel"]._description_selection(self.env))
            known["written"] = channels[self.channel]
        if self.receipt_signed:
            known["receipt"] = self.env._(
                "%(delivery)s is signed for.", delivery=self.picking_id.name
            )
        if self.lot_names and self.delivered_on:
            known["batch"] = f"{self.lot_names}, {format_date(self.env, self.delivered_on)}"
        return known

    # === WHAT IS MISSING === #

    def _missing_evidence(self):
        """Nothing is closed while it is open whether a piece of evidence is needed."""
        self._fetch_settings("complaint_evidence_required")
        if not self.company_id.complaint_evidence_required or not self._evidence_open():
            return []
        return [
            self.env._(
                "Collect this evidence or mark it as not needed: %(names)s.",
                names=self.evidence_missing,
            )
        ]
