from collections import defaultdict

from odoo import api, fields, models

# Steps of a complaint with a time limit of their own, all counted from its receipt.
STEPS = [
    ("report", "Report to the Service Centre"),
    ("forward", "Pass On to the Department"),
    ("acknowledge", "First Contact"),
    ("assess", "Judgement"),
    ("containment", "Containment"),
    ("answer", "Written Answer"),
    ("close", "Closing"),
]


class CustomerComplaintLimit(models.Model):
    """One time limit of a complaint. Several run at the same time."""

    _name = "customer.complaint.limit"
    _description = "Time Limit of a Complaint"
    _inherit = ["order.deadline.mixin"]
    _order = "complaint_id desc, sequence, id"
    _rec_name = "step"
    _check_company_auto = True

    # === FIELDS === #

    complaint_id = fields.Many2one(
        comodel_name="customer.complaint", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, index=True)
    # What the conditions of the time limits ask for
    severity = fields.Selection(related="complaint_id.severity", store=True)
    is_export = fields.Boolean(related="complaint_id.is_export", store=True)
    step = fields.Selection(selection=STEPS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    # The words of a mixin are translated with its own model only: take them from there.
    deadline_state = fields.Selection(
        selection=lambda self: (
            self.env["order.signoff"]._fields["deadline_state"]._description_selection(self.env)
        )
    )

    first_result = fields.Selection(
        selection=[("met", "Met"), ("missed", "Missed")],
        string="At First",
        readonly=True,
        copy=False,
        help="How it ended before the customer objected: the figures count this.",
    )

    _one_each = models.UniqueIndex("(complaint_id, step)", "A complaint has each limit once.")

    # === COMPUTE METHODS === #

    @api.depends("complaint_id.name", "step")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["step"]._description_selection(self.env))
        for limit in self:
            limit.display_name = f"{limit.complaint_id.name or ''} {labels[limit.step]}"

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"complaint_id", "step", "sequence", "first_result"}

    # === BUSINESS === #

    @api.model
    def _create_for(self, complaints):
        """Start the clocks of new complaints; the report itself has just been made."""
        limits = self.create(
            [
                {"complaint_id": complaint.id, "step": step, "sequence": sequence}
                for complaint in complaints
                for sequence, (step, _label) in enumerate(STEPS)
            ]
        )
        limits._restart()
        limits._meet("report", fields.Datetime.now())

    def _restart_changed(self):
        """Plan anew what another time limit fits now; time on hold stays with the others."""
        changed = self.browse()
        for step, limits in self.filtered(lambda limit: not limit.met_at).grouped("step").items():
            rules = self.env["order.deadline.rule"]._match(limits, step)
            for limit in limits.sudo():  # sudo: the rules are read whoever changes the complaint
                rule = rules.get(limit.id)
                if rule and rule.id != limit.deadline_rule_id.id:
                    changed += limit
        changed.with_env(self.env)._restart()

    def _restart(self):
        """Plan the limits of what is still to be done, from the receipt on.

        What was reopened runs from the moment it was.
        """
        batches = defaultdict(self.browse)
        held = self.filtered("on_hold").grouped("hold_reason")
        for limit in self.filtered(lambda limit: not limit.met_at):
            again = limit.first_result and limit.deadline_started_at
            batches[limit.step, again or limit.complaint_id.received_at] |= limit
        for (step, start), limits in batches.items():
            limits._deadline_start(step, start=start)
        # Whoever waited still waits.
        for reason, limits in held.items():
            limits._deadline_hold(reason)

    def _meet(self, step, at):
        """Stop the clock of one step."""
        self.filtered(lambda limit: limit.step == step)._deadline_meet(at)

    def _meet_all(self, at):
        """Stop the clocks that still run: nothing is left to do."""
        self._deadline_meet(at)

    def _reopen(self, steps):
        """Give these steps a new period; how they ended at first is kept."""
        again = self.filtered(lambda limit: limit.step in steps and limit.met_at)
        for state, limits in again.grouped("deadline_state").items():
            if state in ("met", "missed"):
                first = limits.filtered(lambda limit: not limit.first_result)
                first._deadline_write({"first_result": state})
        for step in steps:
            self.filtered(lambda limit, step=step: limit.step == step)._deadline_reopen(step)

    def _reopen_dropped(self):
        """Give back to a complaint what a judgement had ended that found nothing to protect.

        Passing on belongs to it where the same judgement ended it: nobody has been told then.
        """
        ended = self.filtered(lambda limit: limit.step == "containment").met_at
        if ended:
            dropped = self.filtered(lambda limit: limit.met_at == ended)
            dropped._reopen(["containment", "forward"])

    # === TIME LIMITS === #

    @api.model
    def _deadline_stages(self):
        labels = dict(self._fields["step"]._description_selection(self.env))
        return super()._deadline_stages() | labels

    def _deadline_owner_users(self):
        return {limit.id: limit.complaint_id._officers() for limit in self}

    def _deadline_leader_users(self):
        """Tell the leader of the department that works on it, else the one of quality."""
        users = self._deadline_leaders_of("quality")
        for limit in self.filtered("complaint_id.team_id"):
            users[limit.id] = limit.complaint_id.team_id._users_to_notify("leader")
        return users

    def _deadline_management_users(self):
        return self._deadline_leaders_of("management")

    def _deadline_url(self):
        return f"/odoo/customer.complaint/{self.complaint_id.id}"
