from odoo import api, fields, models
from odoo.fields import Domain


class CustomerComplaint(models.Model):
    """How a complaint stands in time: the next of its limits is the one people see."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    limit_ids = fields.One2many(
        comodel_name="customer.complaint.limit",
        inverse_name="complaint_id",
        string="Time Limits",
        copy=False,
    )
    is_export = fields.Boolean(
        string="Abroad",
        compute="_compute_is_export",
        store=True,
        readonly=False,
        help="Complaints from abroad may take longer until they are closed.",
    )
    next_limit_id = fields.Many2one(
        comodel_name="customer.complaint.limit",
        string="Next Time Limit",
        compute="_compute_next_limit_id",
        store=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    next_step = fields.Selection(related="next_limit_id.step", string="Next Step")
    deadline = fields.Datetime(string="Due", compute="_compute_next_limit_id", store=True)
    deadline_state = fields.Selection(
        related="next_limit_id.deadline_state", string="Limit", search="_search_deadline_state"
    )
    on_hold = fields.Boolean(related="next_limit_id.on_hold", string="Waiting")
    hold_reason = fields.Char(related="next_limit_id.hold_reason", string="Waits For")

    _deadline_index = models.Index(
        "(deadline) WHERE state NOT IN ('closed', 'rejected', 'cancelled')"
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id.country_id", "company_id.country_id")
    def _compute_is_export(self):
        for complaint in self:
            ours = complaint.company_id.country_id
            theirs = complaint.partner_id.country_id
            complaint.is_export = bool(ours and theirs and ours != theirs)

    @api.depends("limit_ids.deadline", "limit_ids.met_at")
    def _compute_next_limit_id(self):
        for complaint in self:
            running = complaint.limit_ids.filtered(
                lambda limit: limit.deadline and not limit.met_at
            )
            following = running.sorted(lambda limit: (limit.deadline, limit.sequence))[:1]
            complaint.next_limit_id = following
            complaint.deadline = following.deadline

    @api.model
    def _search_deadline_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("next_limit_id.deadline_state", operator, value)

    # === ACTIONS === #

    def action_forward(self):
        """Pass the complaints on to the department that is chosen."""
        self._check_handler()
        now = fields.Datetime.now()
        for complaint in self:
            complaint._check_complete_fields("team_id")
            complaint._tell(
                complaint.team_id._users_to_notify("leader"),
                self.env._("Customer complaint: find out why"),
                complaint.customer_words or complaint.title,
            )
        self.limit_ids._meet("forward", now)
        return True
