from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = {"unit_cost", "level", "needed_quantity"}


class MrpProductionAdvanceLine(models.Model):
    """One component of an advance material request."""

    _name = "mrp.production.advance.line"
    _inherit = ["order.protected.mixin"]
    _description = "Component of an Advance Material Request"
    _order = "advance_id, sequence, id"
    _check_company_auto = True

    advance_id = fields.Many2one(
        comodel_name="mrp.production.advance",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="advance_id.company_id", store=True, index=True)
    state = fields.Selection(related="advance_id.state", string="Status of the Request")
    order_id = fields.Many2one(related="advance_id.order_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    chosen = fields.Boolean(
        default=True, help="Only chosen components are released; the others are taken off."
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Component",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'consu')]",
    )
    level = fields.Integer(
        readonly=True,
        aggregator=None,
        help="1: goes into the product itself; 2: into one of its parts; and so on.",
    )
    needed_quantity = fields.Float(
        string="Needed",
        digits="Product Unit",
        readonly=True,
        help="What the order needs by its bills of materials.",
    )
    free_quantity = fields.Float(
        string="Free in Stock",
        digits="Product Unit",
        compute="_compute_free_quantity",
        compute_sudo=True,
        help="What is in stock and reserved for nobody.",
    )
    quantity = fields.Float(string="To Release", digits="Product Unit", default=1.0)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    # What it costs
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_cost = fields.Float(
        digits="Product Price",
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Standard cost when the departments were asked.",
    )
    value = fields.Monetary(string="Value at Risk", compute="_compute_value", compute_sudo=True)
    # What came of it
    move_ids = fields.One2many(
        comodel_name="stock.move", inverse_name="advance_line_id", groups="stock.group_stock_user"
    )
    taken_quantity = fields.Float(
        string="Used by Production",
        digits="Product Unit",
        compute="_compute_taken_quantity",
        compute_sudo=True,
        help="What the manufacturing orders of the order count on.",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity >= 0)", "A quantity to be released cannot be negative."
    )
    _product_unique = models.UniqueIndex(
        "(advance_id, product_id)", "This component stands on the request already."
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id")
    def _compute_free_quantity(self):
        for advance, lines in self.grouped("advance_id").items():
            warehouse = advance.order_id.warehouse_id
            products = lines.product_id.with_context(warehouse_id=warehouse.id)
            free = {product.id: product.free_qty for product in products}
            for line in lines:
                line.free_quantity = free.get(line.product_id.id, 0.0)

    @api.depends("chosen", "quantity", "product_id", "unit_cost")
    @api.depends_context("uid")
    def _compute_value(self):
        shown = self.advance_id._may_see_value()
        for line in self:
            line.value = line._cost() if line.chosen and line.advance_id in shown else 0.0

    @api.depends("move_ids.product_qty", "move_ids.state", "quantity")
    def _compute_taken_quantity(self):
        taken = self._taken_quantities()
        for line in self:
            line.taken_quantity = min(taken.get(line.id, 0.0), line.quantity)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"advance_id"}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.advance_id._check_may_edit()
        return lines

    def write(self, vals):
        self.check_access("write")
        self.advance_id._check_may_edit()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_asked(self):
        if not is_uninstalling(self.env):
            self.advance_id._check_may_edit()

    # === BUSINESS METHODS === #

    def _cost(self):
        """Return what the quantity of this line costs, in the currency of the company."""
        self.ensure_one()
        # sudo: the caller decides who sees it
        line = self.sudo()
        cost = line.unit_cost
        if line.advance_id.state == "draft":
            cost = line.product_id.with_company(line.company_id).standard_price
        return line.company_id.currency_id.round(line.quantity * cost)

    def _taken_quantities(self):
        """Return ``{id: quantity}`` that manufacturing orders count on, in units of the product."""
        # sudo: what was taken does not depend on who may see stock moves
        groups = self.env["stock.move"].sudo()._read_group(
            [("advance_line_id", "in", self.ids), ("state", "!=", "cancel")],
            ["advance_line_id"],
            ["product_qty:sum"],
        )
        return {line.id: quantity for line, quantity in groups}

    def _orders_by_reference(self):
        """Return ``{reference: order}`` of all that was released for the orders of these lines.

        What a released part is made of may have been released, too.
        """
        advances = self.env["mrp.production.advance"].search(
            [("order_id", "in", self.order_id.ids), ("state", "=", "released")]
        )
        return {advance.reference_id: advance.order_id for advance in advances}

    def _check_chosen(self):
        """Refuse lines that nobody can supply or that ask for nothing."""
        for line in self:
            if line.product_uom_id.compare(line.quantity, 0) <= 0:
                raise UserError(
                    self.env._(
                        "Enter how much of %(product)s is to be released, or do not choose it.",
                        product=line.product_id.display_name,
                    )
                )
            if not line._supply_rule():
                raise UserError(
                    self.env._(
                        "Nothing says where %(product)s comes from: give the product a supplier, a"
                        " bill of materials or a route first.",
                        product=line.product_id.display_name,
                    )
                )

    def _supply_rule(self):
        """Return the rule by which the component is bought, made or brought into stock."""
        self.ensure_one()
        # sudo: planners need not see the configuration of warehouses
        line = self.sudo()
        warehouse = line.order_id.warehouse_id
        return self.env["stock.rule"].sudo()._get_rule(
            line.product_id,
            warehouse.lot_stock_id,
            {"warehouse_id": warehouse, "company_id": line.company_id},
        )

    def _prepare_procurement(self):
        """Return the procurement that brings the released quantity into stock."""
        self.ensure_one()
        advance = self.advance_id
        warehouse = self.order_id.warehouse_id
        needed_on = advance.needed_on or fields.Date.context_today(self)
        return self.env["stock.rule"].Procurement(
            self.product_id,
            self.quantity,
            self.product_uom_id,
            warehouse.lot_stock_id,
            advance.name,
            f"{advance.order_name}, {advance.name}",
            advance.company_id,
            {
                "warehouse_id": warehouse,
                "company_id": advance.company_id,
                "date_planned": fields.Datetime.to_datetime(needed_on),
                "date_deadline": fields.Datetime.to_datetime(needed_on),
                "reference_ids": advance.reference_id,
            },
        )
