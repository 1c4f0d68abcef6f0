from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import check_may_add, is_uninstalling


class SatisfactionFollowupMeasure(models.Model):
    """Something that is changed, by somebody, until a day."""

    _name = "satisfaction.followup.measure"
    _description = "Measure After a Survey"
    _inherit = ["order.protected.mixin", "order.task.mixin"]
    _order = "due_on, id"
    _check_company_auto = True
    _task_topic = "satisfaction_measure"

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
        required=True, domain="[('share', '=', False), ('company_ids', 'in', company_id)]"
    )
    due_on = fields.Date(required=True)

    # === COMPUTE METHODS === #

    @api.depends("followup_id.state")
    def _compute_is_late(self):
        return super()._compute_is_late()

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"reminded_on"}

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"followup_id"}

    @api.model_create_multi
    def create(self, vals_list):
        check_may_add(self, vals_list, "followup_id")
        measures = super().create(vals_list)
        measures._check_open()
        return measures

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_open(self):
        if not is_uninstalling(self.env):
            self._check_open()

    def _check_open(self):
        """What was confirmed stands."""
        if not self.env.su and any(not measure.followup_id.is_open for measure in self):
            raise UserError(self.env._("This follow-up has been confirmed and stands as it is."))

    # === ACTIONS === #

    def action_open_followup(self):
        """Open the follow-up of this measure."""
        return self.followup_id.get_formview_action()

    # === TELL AND REMIND === #

    @api.model
    def _domain_to_do(self):
        return super()._domain_to_do() & Domain(
            "followup_id.state", "not in", ("done", "cancelled")
        )

    def _task_leader(self):
        return self.followup_id.owner_id

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/satisfaction.followup/{self.followup_id.id}"
