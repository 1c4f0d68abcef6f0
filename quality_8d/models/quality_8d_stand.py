from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import one_after_the_other

# What the report is measured by: from when the clocks run, how long, and who accepts it.
TERMS = {"received_at", "profile_id", "customer_acceptance", "kind"}


class Quality8d(models.Model):
    """What was submitted stands: it is shown, and not written any more."""

    _inherit = "quality.8d"

    standing = fields.Char(
        string="Disciplines That Stand",
        compute="_compute_standing",
        help="What was submitted is shown, and not written any more.",
    )

    @api.depends("state", "step_ids.state")
    def _compute_standing(self):
        for report in self:
            standing = report.step_ids.filtered(
                lambda s: s.report_id.state != "open" or s.state in ("submitted", "accepted")
            )
            report.standing = "-" + "-".join(standing.mapped("discipline"))

    @api.depends("company_id", "kind", "severity", "partner_id")
    def _compute_profile_id(self):
        for report in self:
            if report._terms_stand() and report.profile_id.kind in (False, report.kind):
                continue
            report.profile_id = self.env["quality.8d.profile"]._propose(
                report.company_id, report.kind, report.severity == "critical", report.partner_id
            )

    @api.depends("profile_id", "kind")
    def _compute_customer_acceptance(self):
        for report in self:
            same = report.profile_id == report._origin.profile_id
            if report._terms_stand() and same and report.kind == "customer":
                continue
            report.customer_acceptance = (
                report.kind == "customer" and report.profile_id.customer_acceptance
            )

    def _terms_stand(self):
        """From D0 on nothing that the team corrects in D2 changes what it is measured by."""
        self.ensure_one()
        return self._origin._step("d0").state in ("submitted", "accepted")

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        self._check_open_for(vals)
        return super().write(vals)

    # ------------------------------------------------------------------
    # What may be written when
    # ------------------------------------------------------------------
    @api.model
    def _field_disciplines(self):
        """Return ``{field: discipline}`` of what stands once its discipline is submitted."""
        return {"leader_id": "d1", "quality_id": "d1", "champion_id": "d1"}

    def _check_open_for(self, vals):
        """Refuse to change what has been submitted."""
        disciplines = self._field_disciplines()
        self._check_steps_open({disciplines[name] for name in vals if name in disciplines})
        if not TERMS.isdisjoint(vals):
            # From D0 on the quality manager alone changes what the team is measured by.
            managed = self.filtered(lambda report: report.state == "open" and report.can_manage)
            (self - managed)._check_steps_open({"d0"})

    def _check_steps_open(self, disciplines):
        """Refuse where one of these disciplines has been submitted, now or at this moment.

        Not for the superuser: the methods that write then are the system's own.
        """
        if self.env.su or not disciplines:
            return
        steps = self.step_ids.filtered(lambda s: s.discipline in disciplines)
        for step in steps:
            if step.state in ("submitted", "accepted") or step.report_id.state != "open":
                raise UserError(
                    self.env._(
                        "%(discipline)s of %(report)s has been submitted and stands: ask the "
                        "quality manager to return it if it has to be changed.",
                        discipline=step._label(),
                        report=step.report_id.name,
                    )
                )
        # Whoever submits at this moment has read what is about to be changed.
        one_after_the_other(steps)
