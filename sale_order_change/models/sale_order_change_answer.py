from odoo import api, fields, models


class SaleOrderChange(models.Model):
    """What those who are asked find out: the day, the cost, who bears it."""

    _inherit = "sale.order.change"

    # === FIELDS === #

    # Planning's answer
    planning_date = fields.Date(
        copy=False,
        tracking=True,
        help="The day on which the goods can leave with this change.",
    )
    planning_note = fields.Text(copy=False)
    reacted_on = fields.Datetime(string="Taken Up On", readonly=True, copy=False)
    reacted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken Up By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    # What it costs
    estimated_cost = fields.Monetary(
        currency_field="company_currency_id",
        copy=False,
        tracking=True,
        help="What the change costs us: material used, work done, scrap, new tools.",
    )
    lost_value = fields.Monetary(
        string="Material at a Loss",
        currency_field="company_currency_id",
        compute="_compute_lost_value",
        compute_sudo=True,
        groups="sale_order_review.group_cost",
        help="Cost of the material used that the order no longer needs.",
    )
    cost_borne_by = fields.Selection(
        selection=[
            ("customer", "The customer"),
            ("department", "The requesting department"),
            ("company", "The company"),
        ],
        copy=False,
        tracking=True,
    )
    cancellation_charge = fields.Monetary(
        copy=False,
        groups="sale_order_review.group_price",
        help="What the customer pays for what is cancelled after work on it has begun.",
    )
    value_difference = fields.Monetary(
        string="Order Value",
        compute="_compute_value_difference",
        store=True,
        compute_sudo=True,
        groups="sale_order_review.group_price",
        help="By how much the untaxed value of the order changes.",
    )

    # === COMPUTE METHODS === #

    @api.depends("line_ids.value_difference")
    def _compute_value_difference(self):
        for change in self:
            change.value_difference = sum(change.line_ids.mapped("value_difference"))

    @api.depends("impact_ids.lost_value")
    def _compute_lost_value(self):
        for change in self:
            change.lost_value = sum(change.impact_ids.mapped("lost_value"))

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"reacted_on", "reacted_by_id", "value_difference"}
