from datetime import time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# The hour of a day until which it is kept.
DAY_END = time(23, 59)


class Quality8dDuty(models.AbstractModel):
    """A line that somebody carries out until a day: he is told, and reminded of it daily."""

    _name = "quality.8d.duty"
    _description = "Task in an 8D Report"
    _inherit = ["quality.8d.part", "order.reminder.mixin"]

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="restrict",
    )
    owner_name = fields.Char(
        string="Responsible at the Supplier", help="Who does it, where it is none of our people."
    )
    due_on = fields.Date(string="Due")
    done_on = fields.Date(string="Done")
    picture = fields.Image(max_width=1024, max_height=1024)
    reminded_on = fields.Date(readonly=True, copy=False)
    deadline = fields.Datetime(compute="_compute_deadline")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    report_state = fields.Selection(related="report_id.state", string="Report")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("due_on")
    def _compute_deadline(self):
        for line in self:
            company = line.company_id or self.env.company
            line.deadline = line.due_on and company._order_moment(line.due_on, DAY_END)

    @api.depends("due_on", "done_on", "report_state")
    def _compute_is_late(self):
        for line in self:
            today = (line.company_id or self.env.company)._order_today()
            line.is_late = bool(
                line.report_state == "open"
                and line.due_on
                and not line.done_on
                and line.due_on < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._domain_to_do() & Domain("due_on", "<", fields.Date.context_today(self))
        return Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for line in self:
            line.is_mine = line.user_id == self.env.user

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._tell_responsible()
        return lines

    def write(self, vals):
        before = {line: line.user_id for line in self}
        result = super().write(vals)
        if "user_id" in vals:
            self.filtered(lambda line: line.user_id != before[line])._tell_responsible()
        return result

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_done(self):
        """Note that it was done today."""
        for line in self:
            line.done_on = line.company_id._order_today()
        return True

    def action_open_report(self):
        """Open the report of this line."""
        return self.report_id.get_formview_action()

    # ------------------------------------------------------------------
    # Tell and remind
    # ------------------------------------------------------------------
    @api.model
    def _domain_to_do(self):
        return Domain("done_on", "=", False) & Domain("report_id.state", "=", "open")

    @api.model
    def _remind_domain(self):
        """Remind of what is due today or tomorrow, and of what is late."""
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        return (
            super()._remind_domain()
            & self._domain_to_do()
            & Domain("user_id", "!=", False)
            & Domain("due_on", "<=", tomorrow)
        )

    def _remind(self):
        """Tell the person responsible; the team leader where it is late."""
        digest = self.env["order.digest"]
        digest._queue("duty_8d", self, {line.id: line.user_id for line in self})
        late = self.filtered("is_late")
        leaders = {line.id: line.report_id.leader_id - line.user_id for line in late}
        digest._queue("late_leader", late, leaders)
        return super()._remind()

    def _write_reminded(self, vals):
        return super(Quality8dDuty, self.sudo())._write_reminded(vals)  # sudo: kept by the system

    def _tell_responsible(self):
        """Tell people what they were given to do, unless they took it themselves."""
        users = {line.id: line.user_id - self.env.user for line in self if not line.done_on}
        told = self.filtered(lambda line: users.get(line.id) and line.report_id.state == "open")
        self.env["order.digest"]._queue("duty_8d", told, users)

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/quality-8d/{self.report_id.id}"
