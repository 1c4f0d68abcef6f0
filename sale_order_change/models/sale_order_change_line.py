from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .sale_order_change import OPEN_STATES

KINDS = [
    ("quantity", "Quantity"),
    ("product", "Product"),
    ("price", "Price"),
    ("date", "Delivery date"),
    ("schedule", "Delivery batch"),
    ("packing", "Packing"),
    ("specification", "Specification"),
    ("drawing", "Drawing"),
    ("add", "Add a product"),
    ("cancel_line", "Cancel a product"),
    ("cancel_batch", "Cancel a delivery batch"),
    ("cancel_order", "Cancel the order"),
    ("address", "Delivery address"),
    ("hold", "Put on hold"),
    ("release", "Release from hold"),
]
# Kinds that concern one line of the order.
LINE_KINDS = (
    "quantity",
    "product",
    "price",
    "schedule",
    "packing",
    "specification",
    "drawing",
    "cancel_line",
    "cancel_batch",
)
# Kinds that concern one delivery batch, or may.
BATCH_KINDS = ("schedule", "cancel_batch", "address")
OLD_FIELDS = (
    "old_quantity",
    "old_price",
    "old_amount",
    "old_date",
    "old_product_id",
    "old_text",
    "old_partner_shipping_id",
    "uom_id",
)
NEW_FIELDS = (
    "new_quantity",
    "new_price",
    "new_date",
    "new_product_id",
    "new_text",
    "new_partner_shipping_id",
    "production_choice",
)
# Whoever changes these reads the order anew.
TARGET_FIELDS = {"kind", "order_line_id", "schedule_id", "new_product_id"}
# What these say is not signed: how far a change reaches stays as it is.
UNSIGNED_FIELDS = {"sequence", "production_choice"}
PRODUCTION_CHOICES = [
    ("existing", "In the manufacturing order that runs"),
    ("second", "In a second manufacturing order"),
]


class SaleOrderChangeLine(models.Model):
    """One thing that changes in an order: what the order says, and what it is to say."""

    _name = "sale.order.change.line"
    _description = "Line of an Order Change"
    _inherit = ["order.protected.mixin"]
    _order = "change_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    change_id = fields.Many2one(
        comodel_name="sale.order.change",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    state = fields.Selection(related="change_id.state", string="Status")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True)
    order_id = fields.Many2one(related="change_id.order_id", store=True, index=True)
    partner_id = fields.Many2one(related="change_id.partner_id", string="Customer")
    currency_id = fields.Many2one(related="change_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=KINDS, string="What", required=True, default="quantity")
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('order_id', '=', order_id), ('display_type', '=', False),"
        " ('is_downpayment', '=', False)]",
    )
    schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule",
        string="Delivery Batch",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('order_line_id', '=', order_line_id)]",
        help="Empty: a new batch, in addition to what is ordered. Enter the quantity of the whole "
        "line beside it to divide what is ordered.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        index="btree_not_null",
    )
    # What the order says: read by the system
    old_quantity = fields.Float(string="Quantity Now", digits="Product Unit", readonly=True)
    old_price = fields.Float(
        string="Price Now",
        digits="Product Price",
        readonly=True,
        groups="sale_order_review.group_price",
        aggregator=None,
    )
    old_amount = fields.Monetary(
        string="Amount Now", readonly=True, groups="sale_order_review.group_price"
    )
    old_date = fields.Date(string="Date Now", readonly=True)
    old_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Product Now",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    old_text = fields.Text(string="Text Now", readonly=True)
    old_partner_shipping_id = fields.Many2one(
        comodel_name="res.partner", string="Address Now", readonly=True, ondelete="restrict"
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom", string="Unit", readonly=True, ondelete="restrict"
    )
    # What it is to say
    new_quantity = fields.Float(digits="Product Unit")
    new_price = fields.Float(
        digits="Product Price", groups="sale_order_review.group_price", aggregator=None
    )
    new_date = fields.Date()
    new_product_id = fields.Many2one(
        comodel_name="product.product",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('sale_ok', '=', True)]",
    )
    new_text = fields.Text()
    new_partner_shipping_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Address",
        check_company=True,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    production_choice = fields.Selection(
        selection=PRODUCTION_CHOICES,
        string="More Is Made",
        default="existing",
        help="Where a larger quantity is produced.",
    )
    value_difference = fields.Monetary(
        string="Value",
        compute="_compute_value_difference",
        store=True,
        compute_sudo=True,
        groups="sale_order_review.group_price",
    )
    old_value = fields.Text(string="Now", compute="_compute_values", compute_sudo=True)
    new_value = fields.Text(compute="_compute_values", compute_sudo=True)
    is_stale = fields.Boolean(
        string="Out of Date", compute="_compute_is_stale", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("new_product_id", "old_product_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.old_product_id or line.new_product_id

    @api.depends(*NEW_FIELDS, *OLD_FIELDS, "kind", "order_line_id", "schedule_id")
    @api.depends_context("uid", "lang")
    def _compute_values(self):
        user = self.env.user
        show = user._is_superuser() or user.has_group("sale_order_review.group_price")
        texts = self._value_texts(show_prices=show)
        for line in self:
            __, line.old_value, line.new_value = texts[line.id]

    @api.depends("change_id.state", *OLD_FIELDS)
    def _compute_is_stale(self):
        undecided = self.filtered(lambda line: line.id and line.state in ("draft", *OPEN_STATES))
        stale = undecided._stale_lines()
        for line in self:
            line.is_stale = line in stale

    @api.depends("kind", "product_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = " · ".join(
                filter(None, [labels.get(line.kind), line.product_id.display_name])
            )

    # === CONSTRAINTS === #

    @api.constrains("order_line_id", "schedule_id", "change_id")
    def _check_belongs(self):
        # sudo: also written for orders the user may not open
        for line in self.sudo():
            target, batch = line.order_line_id, line.schedule_id
            if (target and target.order_id != line.change_id.order_id) or (
                batch and batch.order_line_id != target
            ):
                raise ValidationError(
                    self.env._(
                        "%(line)s does not belong to the order of %(change)s.",
                        line=line.display_name,
                        change=line.change_id.display_name,
                    )
                )

    @api.constrains("new_quantity", "new_price")
    def _check_not_negative(self):
        for line in self.sudo():
            if line.new_quantity < 0 or line.new_price < 0:
                raise ValidationError(
                    self.env._("%(line)s: enter no negative figures.", line=line.display_name)
                )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {*OLD_FIELDS, "product_id", "value_difference"}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.change_id._check_may_edit()
        lines._clear_unused()
        lines._fill_current()
        lines.change_id._propose_class(edited=True)
        return lines

    def write(self, vals):
        self.change_id._check_may_edit()
        if "change_id" in vals and not self.env.su:
            raise UserError(self.env._("A line stays with its request: write a new one there."))
        result = super().write(vals)
        if "new_product_id" in vals and "new_price" not in vals:
            # sudo: the price belongs to the product, also where the user does not see it
            priced = self.sudo().filtered(lambda line: line.kind == "add" and line.new_price)
            priced.write({"new_price": 0.0})
        if TARGET_FIELDS & vals.keys():
            self._clear_unused()
            self._fill_current()
        if not self.env.su:
            self.change_id._propose_class(edited=bool(vals.keys() - UNSIGNED_FIELDS))
        return result

    def unlink(self):
        changes = self.change_id
        changes._check_may_edit()
        result = super().unlink()
        changes.exists()._propose_class(edited=True)
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for vals in vals_list:
            for name in self._system_fields() - (default or {}).keys():
                vals.pop(name, None)
        return vals_list

    @api.onchange("kind", "order_line_id", "schedule_id")
    def _onchange_target(self):
        """Show what the order says, before the line is saved."""
        for line in self:
            line._check_shown_order()
            if line.schedule_id.order_line_id != line.order_line_id:
                line.schedule_id = False
            # sudo: the order may be closed to who asks for its change
            internal = line.sudo()
            internal.update(internal._prepare_current(internal._notice_packings()))

    # === BUSINESS METHODS === #

    def _check_shown_order(self):
        """Show nothing of orders of which the user cannot ask for changes.

        The values of a line that is being written come from the caller.
        """
        self.ensure_one()
        # sudo: the order may be closed to who asks for its change
        order = self.change_id.sudo().order_id._origin.with_env(self.env)
        kept = self.change_id._origin
        if kept:
            kept.check_access("read")
        else:
            order._check_may_request_change()
        if kept and order != kept.sudo().order_id:  # sudo: as above
            raise AccessError(
                self.env._("You cannot ask for changes of an order that you may not see.")
            )
        if self.order_line_id and self.order_line_id.sudo().order_id != order:
            self.order_line_id = False

    @api.model
    def _typed_fields(self):
        """Return the names of the fields whose values are signed."""
        return [
            name
            for name in (*OLD_FIELDS, *NEW_FIELDS)
            if name not in ("old_amount", "production_choice")
        ]

    def _clear_unused(self):
        """Empty what does not belong to the kind of a line, as after another kind was chosen."""
        # sudo: prices, too, which the user may not see
        for line in self.sudo():
            vals = {}
            if line.kind not in (*LINE_KINDS, "date", "hold", "release", "address"):
                vals["order_line_id"] = False
            if (
                line.kind not in BATCH_KINDS
                or line.schedule_id.order_line_id != line.order_line_id
            ):
                if not (line.kind == "schedule" and not line.order_line_id):
                    vals["schedule_id"] = False
            vals = {name: value for name, value in vals.items() if line[name]}
            if vals:
                line.write(vals)

    def _concerned_order_lines(self):
        """Return the lines of the order that this line reaches: all of them for the whole order."""
        self.ensure_one()
        # sudo: signers need not see the order
        line = self.sudo()
        if line.order_line_id:
            return line.order_line_id
        if line.kind in ("cancel_order", "hold", "release", "date", "address"):
            return line.order_id.order_line.filtered(
                lambda target: not target.display_type and not target.is_downpayment
            )
        return line.order_line_id
