from datetime import time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import is_uninstalling

# The hour of a day until which it is kept.
DAY_END = time(23, 59)


class SatisfactionFollowupMeasure(models.Model):
    """Something that is changed, by somebody, until a day."""

    _name = "satisfaction.followup.measure"
    _description = "Measure After a Survey"
    _inherit = ["order.protected.mixin", "order.reminder.mixin"]
    _order = "due_on, id"
    _check_company_auto = True

    # === FIELDS === #

    followup_id = fields.Many2one(
        comodel_name="satisfaction.followup",
        string="Follow-up",
        required=True,
        index=True,
        ondelete="cascade",
    )
    program_id = fields.Many2one(related="followup_id.program_id", store=True, index=True)
    company_id = fields.Many2one(related="followup_id.company_id", store=True, index=True)
    name = fields.Text(string="Measure", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    due_on = fields.Date(string="Due", required=True)
    done_on = fields.Date(string="Done")
    reminded_on = fields.Date(readonly=True, copy=False)
    deadline = fields.Datetime(compute="_compute_deadline")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")

    # === COMPUTE METHODS === #

    @api.depends("due_on", "company_id")
    def _compute_deadline(self):
        for measure in self:
            company = measure.company_id or self.env.company
            measure.deadline = measure.due_on and company._order_moment(measure.due_on, DAY_END)

    @api.depends("due_on", "done_on", "followup_id.state")
    def _compute_is_late(self):
        for measure in self:
            today = (measure.company_id or self.env.company)._order_today()
            measure.is_late = bool(
                measure.followup_id.is_open
                and measure.due_on
                and not measure.done_on
                and measure.due_on < today
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._domain_to_do() & Domain("due_on", "<", fields.Date.context_today(self))
        return Domain.OR(late if wanted else ~late for wanted in value)

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"reminded_on"}

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"followup_id"}

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._check_open()
        measures._tell_responsible()
        return measures

    def write(self, vals):
        self._check_open()
        before = {measure: measure.user_id for measure in self}
        result = super().write(vals)
        self.filtered(lambda measure: measure.user_id != before[measure])._tell_responsible()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_open(self):
        if not is_uninstalling(self.env):
            self._check_open()

    def _check_open(self):
        """What was confirmed stands."""
        if not self.env.su and any(not measure.followup_id.is_open for measure in self):
            raise UserError(self.env._("This follow-up has been confirmed and stands as it is."))

    # === ACTIONS === #

    def action_done(self):
        """Note that it was done today."""
        for measure in self:
            measure.done_on = measure.company_id._order_today()
        return True

    def action_open_followup(self):
        """Open the follow-up of this measure."""
        return self.followup_id.get_formview_action()

    # === TELL AND REMIND === #

    @api.model
    def _domain_to_do(self):
        return Domain("done_on", "=", False) & Domain(
            "followup_id.state", "not in", ("done", "cancelled")
        )

    @api.model
    def _remind_domain(self):
        """Remind of what is due today or tomorrow, and of what is late."""
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        return super()._remind_domain() & self._domain_to_do() & Domain("due_on", "<=", tomorrow)

    def _remind(self):
        """Tell the person responsible; the owner of the follow-up where it is late."""
        digest = self.env["order.digest"]
        digest._queue("satisfaction_measure", self, {line.id: line.user_id for line in self})
        late = self.filtered("is_late")
        owners = {line.id: line.followup_id.owner_id - line.user_id for line in late}
        digest._queue("late_leader", late, owners)
        return super()._remind()

    def _write_reminded(self, vals):
        # sudo: kept by the system
        return super(SatisfactionFollowupMeasure, self.sudo())._write_reminded(vals)

    def _tell_responsible(self):
        """Tell people what they were given to do, unless they took it themselves."""
        users = {line.id: line.user_id - self.env.user for line in self if not line.done_on}
        told = self.filtered(lambda line: users.get(line.id))
        self.env["order.digest"]._queue("satisfaction_measure", told, users)

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/satisfaction.followup/{self.followup_id.id}"
