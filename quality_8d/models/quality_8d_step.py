from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

DISCIPLINES = [
    ("d0", "D0 Emergency Response"),
    ("d1", "D1 Team"),
    ("d2", "D2 Problem"),
    ("d3", "D3 Containment"),
    ("d4", "D4 Root Cause"),
    ("d5", "D5 Choice of Actions"),
    ("d6", "D6 Implementation"),
    ("d7", "D7 Prevention"),
    ("d8", "D8 Closing"),
]
# Tasks on the lists of the people
RETURNED = "quality_8d.mail_activity_type_returned"
DECIDE = "quality_8d.mail_activity_type_decide"
PROTECTED_FIELDS = {
    "report_id",
    "discipline",
    "state",
    "submitted_by_id",
    "submitted_at",
    "decided_by_id",
    "decided_at",
    "return_reason",
}


class Quality8dStep(models.Model):
    """One discipline of a report: who answers for it, until when, and where it stands."""

    _name = "quality.8d.step"
    _description = "Discipline of an 8D Report"
    _inherit = ["order.deadline.mixin", "order.reason.mixin"]
    _order = "report_id desc, discipline"
    _check_company_auto = True

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    report_id = fields.Many2one(
        comodel_name="quality.8d",
        string="8D Report",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="report_id.partner_id", store=True)
    profile_id = fields.Many2one(related="report_id.profile_id", store=True)
    kind = fields.Selection(related="report_id.kind", store=True)
    leader_id = fields.Many2one(related="report_id.leader_id", store=True)
    discipline = fields.Selection(selection=DISCIPLINES, required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        ondelete="restrict",
        help="Empty: the team leader.",
    )
    state = fields.Selection(
        selection=[
            ("open", "To Do"),
            ("submitted", "Submitted"),
            ("accepted", "Accepted"),
            ("returned", "Returned"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    submitted_by_id = fields.Many2one(comodel_name="res.users", readonly=True, ondelete="restrict")
    submitted_at = fields.Datetime(string="Submitted On", readonly=True)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Accepted By", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Accepted On", readonly=True)
    return_reason = fields.Text(string="Returned Because", readonly=True)
    missing = fields.Text(string="Still Missing", compute="_compute_missing")
    can_submit = fields.Boolean(compute="_compute_rights")
    can_decide = fields.Boolean(compute="_compute_rights")
    days_taken = fields.Float(compute="_compute_days", store=True, aggregator="avg", digits=(16, 1))
    days_allowed = fields.Float(
        compute="_compute_days",
        store=True,
        aggregator="avg",
        digits=(16, 1),
    )
    days_over = fields.Float(
        string="Days over the Limit",
        compute="_compute_days",
        store=True,
        aggregator="avg",
        digits=(16, 1),
        help="Below zero: handed in before the limit.",
    )
    # The words of a mixin are translated with its own model only: take them from there.
    deadline_state = fields.Selection(
        selection=lambda self: (
            self.env["order.signoff"]._fields["deadline_state"]._description_selection(self.env)
        )
    )

    _one_each = models.UniqueIndex("(report_id, discipline)", "A report has each discipline once.")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("report_id.name", "discipline")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.report_id.name or ''} {step._label()}"

    @api.depends("state", "return_reason", "report_id")
    @api.depends_context("lang")
    def _compute_missing(self):
        for step in self:
            lines = []
            if step.state == "returned":
                lines.append(self.env._("Returned: %(reason)s", reason=step.return_reason))
            if step.state in ("open", "returned"):
                lines += step.report_id._missing(step.discipline)
            step.missing = "\n".join(lines)

    @api.depends("state", "user_id", "report_id.leader_id", "report_id.quality_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        for step in self:
            running = step.report_id.state == "open"
            works = self.env.user in (step.user_id | step.report_id.leader_id)
            manages = step.report_id.can_manage
            step.can_submit = running and step.state in ("open", "returned") and (works or manages)
            step.can_decide = (
                running and step.state == "submitted" and step.discipline != "d8" and manages
            )

    @api.depends("deadline_started_at", "deadline", "met_at")
    def _compute_days(self):
        for step in self:
            start = step.deadline_started_at
            for name, end in (("days_taken", step.met_at), ("days_allowed", step.deadline)):
                seconds = (end - start).total_seconds() if start and end else 0
                step[name] = seconds / 86400
            counted = start and step.met_at and step.deadline
            step.days_over = step.days_taken - step.days_allowed if counted else 0

    def _label(self):
        self.ensure_one()
        return dict(self._fields["discipline"]._description_selection(self.env))[self.discipline]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_submit(self):
        """Hand the discipline in: from now on its content stands."""
        for step in self:
            if not step.can_submit:
                raise UserError(
                    self.env._(
                        "%(step)s can be submitted by the team leader, the person responsible or "
                        "the quality manager, while it is open.",
                        step=step.display_name,
                    )
                )
            step._check_not_signer()
            if problems := step.report_id._missing(step.discipline):
                raise UserError(
                    self.env._(
                        "%(step)s is not complete:\n%(problems)s",
                        step=step.display_name,
                        problems="\n".join(problems),
                    )
                )
        now = fields.Datetime.now()
        self._set_state(
            "submitted", submitted_by_id=self.env.uid, submitted_by_name=False, submitted_at=now
        )
        self._deadline_meet(now)
        self._log(self.env._("submitted"))
        self._ask_for_decision()
        return True

    def _check_not_signer(self):
        """Whoever signs the closing does not hand it in himself."""
        self.ensure_one()
        report = self.report_id
        signers = report.quality_id | report.champion_id
        if (
            self.discipline == "d8"
            and self.company_id.quality_8d_four_eyes
            and self.env.user in signers
        ):
            raise UserError(
                self.env._(
                    "You sign the closing of %(report)s: the team leader submits it.",
                    report=report.name,
                )
            )

    def action_accept(self):
        """Accept what was submitted; the next discipline is then the one everybody sees."""
        for step in self:
            step._check_may_decide()
            if step.company_id.quality_8d_four_eyes and step.submitted_by_id == self.env.user:
                raise UserError(
                    self.env._(
                        "You submitted %(step)s yourself: another quality manager accepts it.",
                        step=step.display_name,
                    )
                )
        self._accept()
        for step in self.filtered(lambda s: s.discipline == "d0"):
            if step.report_id.needed == "no":
                step.report_id._not_needed(step.report_id.need_reason)
        return True

    def action_return(self):
        """Ask why the discipline goes back to the team."""
        self.ensure_one()
        return self._ask_reason("return", self.env._("Return to the Team"))

    def action_open_report(self):
        """Open the page of this discipline in its report."""
        self.ensure_one()
        return self.report_id._open_page(self.discipline)

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _reasons(self):
        return super()._reasons() | {"return": self._return_by_manager}

    def _may_decide(self):
        self.ensure_one()
        return self.report_id.can_manage

    def _check_may_decide(self):
        self.ensure_one()
        if not self._may_decide():
            raise AccessError(
                self.env._(
                    "Only the quality manager of %(report)s decides this.",
                    report=self.report_id.name,
                )
            )
        if not self.can_decide:
            raise UserError(
                self.env._(
                    "%(step)s has not been submitted, or the champion decides on it by signing.",
                    step=self.display_name,
                )
            )

    def _accept(self):
        self._set_state(
            "accepted",
            decided_by_id=self.env.uid,
            decided_at=fields.Datetime.now(),
            return_reason=False,
        )
        self._log(self.env._("accepted"))
        self.report_id._settle_tasks()

    def _return_with(self, reason):
        """Return disciplines that were handed in, whoever found what is wrong with them."""
        back = self.filtered(lambda step: step.state in ("submitted", "accepted"))
        waiting = back.report_id.step_ids.filtered("on_hold").grouped("report_id")
        back._set_state("returned", return_reason=reason, decided_by_id=False, decided_at=False)
        for report, steps in back.grouped("report_id").items():
            # sudo: nobody writes a version by hand
            report.sudo().version_ids._note_returned(steps)
        for discipline, steps in back.grouped("discipline").items():
            steps._deadline_reopen(discipline)
        # While the others wait for the customer, what is returned waits too.
        for report, steps in waiting.items():
            (back & report.step_ids)._deadline_hold(steps[0].hold_reason)
        back._log(self.env._("returned: %(reason)s", reason=reason))
        back._tell_returned(reason)
        back.report_id._settle_tasks()

    def _tell_returned(self, reason):
        """Put what was returned on the list of whoever works on it: one task for all of it."""
        for report, steps in self.grouped("report_id").items():
            by_people = defaultdict(self.browse)
            for step in steps.sorted("discipline"):
                by_people[step._people_to_work()] |= step
            for people, theirs in by_people.items():
                for user in people:
                    told = theirs.with_context(lang=user.lang)
                    names = format_list(told.env, [step._label() for step in told])
                    summary = told.env._("Returned: %(discipline)s", discipline=names)
                    report._add_task(RETURNED, user, summary, note=reason)

    def _ask_for_decision(self):
        """Tell whoever decides that something was submitted; the champion decides by signing."""
        self.report_id._settle_tasks()
        for step in self:
            if step.discipline == "d8":
                step.report_id._ask_closing_signoffs()
            else:
                for user in step._people_to_decide():
                    told = step.with_context(lang=user.lang)
                    summary = told.env._("To decide on: %(discipline)s", discipline=told._label())
                    step.report_id._add_task(DECIDE, user, summary)

    def _people_to_work(self):
        """Return who works on this discipline."""
        self.ensure_one()
        return self.user_id or self.report_id.leader_id

    def _people_to_decide(self):
        """Return who accepts or returns this discipline."""
        self.ensure_one()
        return self.report_id.quality_id

    def _return_by_manager(self, reason):
        """Return one discipline, with the closing if that was handed in already."""
        self.ensure_one()
        if not self._may_decide():
            raise AccessError(
                self.env._(
                    "Only the quality manager of %(report)s decides this.",
                    report=self.report_id.name,
                )
            )
        if self.report_id.state != "open" or self.state not in ("submitted", "accepted"):
            raise UserError(self.env._("%(step)s cannot be returned now.", step=self.display_name))
        closing = self.report_id._step("d8")
        if closing.state != "open":
            self.report_id._void_signoffs(reason)
        (self | closing)._return_with(reason)

    def _set_state(self, state, **values):
        if self:
            # sudo: the state is kept by the buttons (PROTECTED_FIELDS)
            self.sudo().write({"state": state, **values})

    def _log(self, what):
        for report, steps in self.grouped("report_id").items():
            names = format_list(self.env, [step._label() for step in steps.sorted("discipline")])
            report._message_log(body=f"{names}: {what}", author_id=self.env.user.partner_id.id)
