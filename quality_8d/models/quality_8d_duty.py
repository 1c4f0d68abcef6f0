from odoo import api, fields, models
from odoo.fields import Domain


class Quality8dDuty(models.AbstractModel):
    """A line that somebody carries out until a day: he is told, and reminded of it daily."""

    _name = "quality.8d.duty"
    _description = "Task in an 8D Report"
    _inherit = ["quality.8d.part", "order.task.mixin"]
    _task_topic = "duty_8d"

    owner_name = fields.Char(
        string="Responsible at the Supplier", help="Who does it, where it is none of our people."
    )
    picture = fields.Image(max_width=1024, max_height=1024)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    @api.depends("report_id.state")
    def _compute_is_late(self):
        return super()._compute_is_late()

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for line in self:
            line.is_mine = line.user_id == self.env.user

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open_report(self):
        """Open the report of this line."""
        return self.report_id.get_formview_action()

    # ------------------------------------------------------------------
    # Tell and remind
    # ------------------------------------------------------------------
    @api.model
    def _domain_to_do(self):
        return super()._domain_to_do() & Domain("report_id.state", "=", "open")

    def _task_leader(self):
        return self.report_id.leader_id

    def _deadline_url(self):
        """Return the path that a digest links to."""
        self.ensure_one()
        return f"/odoo/quality-8d/{self.report_id.id}"
