from odoo import api, fields, models

# Who sees the costs in statistics.
COST_GROUPS = "order_signoff.group_manager,sale_order_review.group_price,mrp.group_mrp_manager"


class MrpMaterialOverissue(models.Model):
    """What an over-issue costs, and whether it is a loss."""

    _inherit = "mrp.material.overissue"

    # === FIELDS === #

    unit_cost = fields.Float(
        digits="Product Price",
        compute="_compute_unit_cost",
        store=True,
        aggregator=None,
        groups=fields.NO_ACCESS,
        help="Standard cost when the departments were asked.",
    )
    is_loss = fields.Boolean(
        string="Counts as Loss", compute="_compute_is_loss", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(compute="_compute_cost", store=True, groups=COST_GROUPS)
    loss = fields.Monetary(
        compute="_compute_cost",
        store=True,
        groups=COST_GROUPS,
        help="Cost of what the supplier does not exchange.",
    )
    show_value = fields.Boolean(compute="_compute_shown_value", compute_sudo=True)
    shown_value = fields.Monetary(
        string="Value", compute="_compute_shown_value", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id", "product_uom_id")
    def _compute_unit_cost(self):
        for request in self:
            product = request.product_id.with_company(request.company_id)
            cost = product.standard_price
            if product and request.product_uom_id:
                cost = product.uom_id._compute_price(cost, request.product_uom_id)
            request.unit_cost = cost

    @api.depends("reason_type", "supplier_exchange")
    def _compute_is_loss(self):
        for request in self:
            request.is_loss = not (
                request.reason_type == "supplier" and request.supplier_exchange
            )

    @api.depends("over_quantity", "unit_cost", "is_loss")
    def _compute_cost(self):
        for request in self:
            cost = request.over_quantity * request.unit_cost
            request.cost = request.currency_id.round(cost) if request.currency_id else cost
            request.loss = request.cost if request.is_loss else 0.0

    @api.depends("cost")
    @api.depends_context("uid")
    def _compute_shown_value(self):
        shown = self._may_see_value()
        for request in self:
            request.show_value = request in shown
            request.shown_value = request.cost if request in shown else 0.0

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        # Whoever asks may not say himself what it costs.
        return super()._system_fields() | {
            "unit_cost",
            "is_loss",
            "cost",
            "loss",
        }
