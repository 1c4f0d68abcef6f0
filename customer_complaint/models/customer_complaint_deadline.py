from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.order_signoff.models.order_deadline_mixin import deadline_state

from .customer_complaint_limit import STEPS


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
    # What people see of it, kept here: lists and the form read no limits.
    next_step = fields.Selection(
        selection=STEPS, compute="_compute_next_limit_id", store=True
    )
    deadline = fields.Datetime(string="Due", compute="_compute_next_limit_id", store=True)
    due_soon_at = fields.Datetime(compute="_compute_next_limit_id", store=True)
    hold_since = fields.Datetime(
        string="Waiting Since", compute="_compute_next_limit_id", store=True
    )
    hold_reason = fields.Char(string="Waits For", compute="_compute_next_limit_id", store=True)
    on_hold = fields.Boolean(string="Waiting", compute="_compute_deadline_state")
    deadline_state = fields.Selection(
        # The words of a mixin are translated with its own model only: take them from there.
        selection=lambda self: (
            self.env["order.signoff"]._fields["deadline_state"]._description_selection(self.env)
        ),
        string="Limit",
        compute="_compute_deadline_state",
        search="_search_deadline_state",
    )

    _deadline_index = models.Index(
        "(deadline) WHERE state NOT IN ('closed', 'rejected', 'cancelled')"
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {
            "next_limit_id",
            "next_step",
            "deadline",
            "due_soon_at",
            "hold_since",
            "hold_reason",
        }

    # === COMPUTE METHODS === #

    @api.depends("partner_id.country_id", "company_id.country_id")
    def _compute_is_export(self):
        for complaint in self:
            ours = complaint.company_id.country_id
            theirs = complaint.partner_id.country_id
            complaint.is_export = bool(ours and theirs and ours != theirs)

    @api.depends(
        "limit_ids.deadline",
        "limit_ids.due_soon_at",
        "limit_ids.met_at",
        "limit_ids.hold_since",
        "limit_ids.hold_reason",
    )
    def _compute_next_limit_id(self):
        for complaint in self:
            running = complaint.limit_ids.filtered(
                lambda limit: limit.deadline and not limit.met_at
            )
            following = running.sorted(lambda limit: (limit.deadline, limit.sequence))[:1]
            complaint.next_limit_id = following
            complaint.next_step = following.step
            complaint.deadline = following.deadline
            complaint.due_soon_at = following.due_soon_at
            complaint.hold_since = following.hold_since
            complaint.hold_reason = following.hold_reason

    @api.depends("deadline", "due_soon_at", "hold_since")
    def _compute_deadline_state(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.on_hold = bool(complaint.hold_since)
            complaint.deadline_state = deadline_state(
                complaint.deadline, complaint.due_soon_at, complaint.hold_since or now
            )

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
