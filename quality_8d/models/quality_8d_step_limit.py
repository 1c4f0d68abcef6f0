from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class Quality8dStep(models.Model):
    """The time limit of each discipline: planned from the receipt, moved by what was waited."""

    _inherit = "quality.8d.step"

    held_hours = fields.Float(
        string="Hours Waited",
        readonly=True,
        copy=False,
        help="In this period; the limit is later by so many hours.",
    )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"held_hours"}

    # ------------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------------
    def _restart_limits(self):
        """Plan anew the limits of what has not been handed in.

        From the receipt on; what was returned has had a period of its own since then. What was
        waited does not count, and whoever waits goes on waiting.
        """
        steps = self.filtered(lambda s: s.state in ("open", "returned"))
        waiting = steps.filtered("on_hold").grouped(lambda s: (s.hold_since, s.hold_reason))
        waited = {step.id: step.held_hours for step in steps if step.held_hours}
        batches = defaultdict(self.browse)
        for step in steps:
            returned_at = step.state == "returned" and step.deadline_started_at
            batches[step.discipline, returned_at or step.report_id.received_at] |= step
        for (discipline, start), begun in batches.items():
            begun._deadline_start(discipline, start=start)
        steps.browse(waited)._deadline_move(waited)
        for (since, reason), held in waiting.items():
            held._deadline_write({"hold_since": since, "hold_reason": reason, "escalate_at": False})

    def _deadline_prepare(self, rule, start, deadline, plans):
        return super()._deadline_prepare(rule, start, deadline, plans) | {"held_hours": 0}

    def _deadline_move(self, hours):
        # sudo: kept by the system
        for step in self.sudo():
            step.held_hours += hours[step.id]
        return super()._deadline_move(hours)

    # ------------------------------------------------------------------
    # Whom it concerns
    # ------------------------------------------------------------------
    @api.model
    def _deadline_stages(self):
        labels = dict(self._fields["discipline"]._description_selection(self.env))
        return super()._deadline_stages() | labels

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        return {step.id: step._people_to_work() for step in self.sudo()}

    def _deadline_leader_users(self):
        return {step.id: step.report_id.quality_id for step in self.sudo()}  # sudo: as above

    def _deadline_management_users(self):
        return {step.id: step.report_id.champion_id for step in self.sudo()}  # sudo: as above

    def _deadline_url(self):
        self.ensure_one()
        return f"/odoo/quality-8d/{self.report_id.id}"

    @api.model
    def _deadline_domain_open(self):
        return Domain("met_at", "=", False) & Domain("report_id.state", "=", "open")
