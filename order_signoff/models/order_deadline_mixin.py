from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)

# Kept by the methods below only: nobody sets his own time limit.
PROTECTED_FIELDS = {
    "deadline_rule_id",
    "deadline_hours_type",
    "deadline_started_at",
    "deadline",
    "due_soon_at",
    "met_at",
    "hold_since",
    "hold_reason",
    "escalation_level",
    "escalate_leader_at",
    "escalate_management_at",
    "escalate_at",
}


def deadline_state(deadline, due_soon_at, moment, met_at=None):
    """Return how a limit stands at a moment: none, on_time, due_soon, late, met or missed.

    :param datetime moment: now, or since when the clock stands still
    """
    if not deadline:
        return "none"
    if met_at:
        return "met" if met_at <= deadline else "missed"
    if deadline <= moment:
        return "late"
    return "due_soon" if due_soon_at and due_soon_at <= moment else "on_time"


class OrderDeadlineMixin(models.AbstractModel):
    """A document with one time limit that runs at a time.

    Nothing stored depends on the present moment: the points in time are planned once, when the
    clock starts, and the state is computed from them. The document needs a ``company_id``.
    """

    _name = "order.deadline.mixin"
    _inherit = "order.protected.mixin"
    _description = "Document with a time limit"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    deadline_rule_id = fields.Many2one(
        comodel_name="order.deadline.rule",
        string="Time limit",
        ondelete="set null",
        copy=False,
        readonly=True,
    )
    deadline_hours_type = fields.Selection(
        selection=[("working", "Working hours"), ("clock", "Clock hours")],
        string="Time counted in",
        copy=False,
        readonly=True,
    )
    deadline_started_at = fields.Datetime(string="Clock started", copy=False, readonly=True)
    deadline = fields.Datetime(copy=False, readonly=True)
    due_soon_at = fields.Datetime(string="Due soon from", copy=False, readonly=True)
    met_at = fields.Datetime(string="Clock stopped", copy=False, readonly=True)
    hold_since = fields.Datetime(string="On hold since", copy=False, readonly=True)
    hold_reason = fields.Char(string="Reason for hold", copy=False, readonly=True)
    on_hold = fields.Boolean(compute="_compute_deadline_state", search="_search_on_hold")
    escalation_level = fields.Integer(
        copy=False,
        readonly=True,
        aggregator=None,
        help="Whom the system has told that it is late: first the owner (1), then the leader (2), "
        "then management (3).",
    )
    escalate_leader_at = fields.Datetime(string="Leader is told", copy=False, readonly=True)
    escalate_management_at = fields.Datetime(string="Management is told", copy=False, readonly=True)
    escalate_at = fields.Datetime(
        string="Next escalation",
        copy=False,
        readonly=True,
        help="When the next person is told; empty when nobody is.",
    )
    deadline_state = fields.Selection(
        selection=[
            ("none", "No limit"),
            ("on_time", "On time"),
            ("due_soon", "Due soon"),
            ("late", "Late"),
            ("met", "Met"),
            ("missed", "Missed"),
        ],
        string="Limit",
        compute="_compute_deadline_state",
        search="_search_deadline_state",
    )

    _escalate_at_index = models.Index("(escalate_at) WHERE escalate_at IS NOT NULL")
    _deadline_open_index = models.Index("(deadline) WHERE met_at IS NULL")

    # ------------------------------------------------------------------
    # Compute and search
    # ------------------------------------------------------------------
    @api.depends("deadline", "due_soon_at", "met_at", "hold_since")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        for record in self:
            record.on_hold = bool(record.hold_since)
            # The clock stands still while the document is on hold.
            record.deadline_state = deadline_state(
                record.deadline, record.due_soon_at, record.hold_since or now, record.met_at
            )

    @api.model
    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR([("hold_since", "!=" if held else "=", False)] for held in value)

    @api.model
    def _search_deadline_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        # The first bound is implied by the second and lets the database use its index.
        patterns = {
            False: "FALSE",
            "none": "%(deadline)s IS NULL",
            "met": "%(met)s IS NOT NULL AND %(met)s <= %(deadline)s",
            "missed": "%(met)s IS NOT NULL AND %(met)s > %(deadline)s",
            "late": "%(met)s IS NULL AND %(deadline)s <= %(now)s "
            "AND %(deadline)s <= COALESCE(%(hold)s, %(now)s)",
            "due_soon": "%(met)s IS NULL AND %(deadline)s > COALESCE(%(hold)s, %(now)s) "
            "AND %(soon)s <= COALESCE(%(hold)s, %(now)s)",
            "on_time": "%(met)s IS NULL AND %(deadline)s > COALESCE(%(hold)s, %(now)s) "
            "AND (%(soon)s IS NULL OR %(soon)s > COALESCE(%(hold)s, %(now)s))",
        }
        wanted = [patterns[state] for state in value if state in patterns]

        def to_sql(model, alias, query):
            columns = {
                "deadline": model._field_to_sql(alias, "deadline", query),
                "met": model._field_to_sql(alias, "met_at", query),
                "hold": model._field_to_sql(alias, "hold_since", query),
                "soon": model._field_to_sql(alias, "due_soon_at", query),
                "now": now,
            }
            conditions = [SQL("(%s)", SQL(pattern, **columns)) for pattern in wanted]
            return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")

        return Domain.custom(to_sql=to_sql, predicate=lambda record: record.deadline_state in value)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_deadline_hold(self):
        """Open the dialog in which a manager puts the documents on hold."""
        self._check_deadline_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put on hold"),
            "res_model": "order.deadline.hold",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_ids": self.ids},
        }

    def action_deadline_resume(self):
        """Let the clock of the documents run on."""
        self._check_deadline_manager()
        held = self.filtered("hold_since")
        held._deadline_resume()
        held._deadline_log(self.env._("The time limit runs on."))
        return True

    def _check_deadline_manager(self):
        self.check_access("read")
        if not self.env.user.has_group("order_signoff.group_manager"):
            raise AccessError(
                self.env._("Only a manager of Order Assurance can put a time limit on hold.")
            )

    # ------------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------------
    def _deadline_log(self, text):
        """Write into the history of each document that its clock was stopped or runs on."""

    @api.model
    def _deadline_stages(self):
        """Return ``{key: label}`` of the steps of this document that can be limited."""
        return {}

    def _deadline_calendar(self):
        """Return the working schedule that counts for this document."""
        return self.company_id.resource_calendar_id

    def _deadline_owner_users(self):
        """Return ``{id: users}`` told when the deadline has passed. One batch."""
        return {}

    def _deadline_leader_users(self):
        """Return ``{id: users}`` told next. One batch."""
        return {}

    def _deadline_management_users(self):
        """Return ``{id: users}`` told last. One batch."""
        return {}

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/{self._name}/{self.id}"

    @api.model
    def _deadline_domain_open(self):
        """Return the domain of documents that may be escalated."""
        return Domain("met_at", "=", False)

    # ------------------------------------------------------------------
    # Start, hold, resume, meet, reopen
    # ------------------------------------------------------------------
    def _deadline_start(self, stage, start=None, deadline=None):
        """Start the clock of every document of ``self``, whatever ran before.

        A document that no limit fits has none, unless ``deadline`` names one.

        :param str stage: step that is limited, see ``order.deadline.rule``
        :param datetime start: now, unless given
        :param datetime deadline: a date that was agreed, instead of the limit's hours
        """
        start = start or fields.Datetime.now()
        rules = self.env["order.deadline.rule"]._match(self, stage)
        plans = {}
        batches = defaultdict(list)
        # sudo: schedules and holidays are read whoever starts the clock
        for record in self.sudo():
            vals = record._deadline_prepare(rules.get(record.id), start, deadline, plans)
            batches[tuple(vals.items())].append(record.id)
        for vals, ids in batches.items():
            self.browse(ids)._deadline_write(dict(vals))

    def _deadline_hold(self, reason):
        """Stop the clock of the running documents for a while."""
        self.filtered(
            lambda r: r.deadline_started_at and not r.met_at and not r.hold_since
        )._deadline_write(
            {"hold_since": fields.Datetime.now(), "hold_reason": reason, "escalate_at": False}
        )

    def _deadline_resume(self):
        """Let the clock run on: every point in time moves by the time on hold."""
        self._deadline_resume_at(fields.Datetime.now())

    def _deadline_meet(self, at=None):
        """Stop the clock for good; documents that are done already keep their time."""
        at = at or fields.Datetime.now()
        running = self.filtered(lambda r: r.deadline_started_at and not r.met_at)
        running.filtered("hold_since")._deadline_resume_at(at)
        running._deadline_write({"met_at": at, "escalate_at": False})

    def _deadline_reopen(self, stage):
        """Give documents that were done a new period.

        What was met stays met: the new period starts now, with its full time. Documents whose
        clock still runs are left as they are, reopening them must not prolong anything.
        """
        self.filtered("met_at")._deadline_start(stage)

    def _deadline_clear(self):
        """Take the limit away, for documents that are cancelled."""
        self._deadline_write(dict.fromkeys(PROTECTED_FIELDS, False) | {"escalation_level": 0})

    def _deadline_write(self, vals):
        if self:
            # sudo: the clock is kept by the system; people only trigger it (PROTECTED_FIELDS)
            self.sudo().write(vals)

    # ------------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------------
    def _deadline_prepare(self, rule, start, deadline, plans):
        self.ensure_one()
        rule = rule or self.env["order.deadline.rule"]
        hours_type = rule.hours_type or "clock"
        if not deadline and rule:
            deadline = self._deadline_shift(start, rule.hours, hours_type, plans)
        vals = {
            "deadline_rule_id": rule.id,
            "deadline_hours_type": hours_type,
            "deadline_started_at": start,
            "deadline": deadline or False,
            "due_soon_at": False,
            "met_at": False,
            "hold_since": False,
            "hold_reason": False,
            "escalation_level": 0,
            "escalate_leader_at": False,
            "escalate_management_at": False,
            "escalate_at": deadline or False,
        }
        if deadline and rule.due_soon_hours:
            soon = self._deadline_shift(deadline, -rule.due_soon_hours, hours_type, plans)
            vals["due_soon_at"] = max(start, soon)
        for level in ("leader", "management"):
            if deadline and (hours := rule[f"escalate_{level}_hours"]):
                vals[f"escalate_{level}_at"] = self._deadline_shift(
                    deadline, hours, hours_type, plans
                )
        return vals

    def _deadline_shift(self, moment, hours, hours_type, plans):
        """Return ``moment`` moved by ``hours``; ``plans`` remembers what was planned before."""
        self.ensure_one()
        if hours_type == "clock":
            return moment + timedelta(hours=hours)
        calendar = self._deadline_calendar()
        key = (calendar, self.company_id, moment, hours)
        if key not in plans:
            plans[key] = calendar and calendar.plan_hours(
                hours, moment, compute_leaves=True, domain=self._deadline_leaves_domain()
            )
        if not plans[key]:
            raise UserError(
                self.env._(
                    "The deadline of %(name)s cannot be planned: the working schedule of "
                    "%(company)s has no working time in the coming months. Correct the schedule "
                    "or count the time limit in clock hours.",
                    name=self.display_name,
                    company=self.company_id.name,
                )
            )
        return plans[key].replace(microsecond=0)

    def _deadline_leaves_domain(self):
        # A public holiday of another company has no schedule either.
        return [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, self.company_id.id]),
        ]

    def _deadline_held_hours(self, until):
        self.ensure_one()
        calendar = self._deadline_calendar()
        if self.deadline_hours_type == "clock" or not calendar:
            return (until - self.hold_since).total_seconds() / 3600
        return calendar.get_work_hours_count(
            self.hold_since, until, domain=self._deadline_leaves_domain()
        )

    def _deadline_resume_at(self, until):
        # sudo: schedules and holidays are read whoever resumes the clock
        held = self.sudo().filtered("hold_since")
        held._deadline_move({record.id: record._deadline_held_hours(until) for record in held})

    def _deadline_move(self, hours):
        """Let the clock run on, with every point in time moved.

        :param dict hours: ``{id: hours}``, of the kind that each document counts in
        """
        plans = {}
        batches = defaultdict(list)
        points = ("deadline", "due_soon_at", "escalate_leader_at", "escalate_management_at")
        # sudo: schedules and holidays are read whoever resumes the clock
        for record in self.sudo():
            vals = {"hold_since": False, "hold_reason": False}
            for name in points:
                if record[name] and hours[record.id] > 0:
                    vals[name] = record._deadline_shift(
                        record[name], hours[record.id], record.deadline_hours_type, plans
                    )
            pending = (
                points[:1] if not record.escalation_level else points[record.escalation_level + 1 :]
            )
            upcoming = (vals.get(name, record[name]) for name in pending)
            vals["escalate_at"] = next(filter(None, upcoming), False)
            batches[tuple(vals.items())].append(record.id)
        for vals, ids in batches.items():
            self.browse(ids)._deadline_write(dict(vals))
