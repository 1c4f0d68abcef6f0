from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling, refuse_protected, without_defaults

# Read from the manufacturing order or set by the buttons, never entered.
PROTECTED_FIELDS = {
    "name",
    "state",
    "order_id",
    "order_name",
    "order_code",
    "partner_id",
    "user_id",
    "requested_on",
    "granted_on",
    "warehouse_noted_on",
    "warehouse_noted_by_id",
}
# Manufacturing orders that may still take material.
OPEN_STATES = ("confirmed", "progress", "to_close")


class MrpMaterialOverissue(models.Model):
    """More of a component than the bill of materials allows is issued on approval only.

    The workshop asks, production, planning and management sign; the last signature adds the
    component to the manufacturing order, the warehouse takes note. Rejected requests change
    nothing.
    """

    _name = "mrp.material.overissue"
    _description = "Over-issue Request"
    _inherit = [
        "mrp.production.request",
        "order.signoff.mixin",
        "order.form.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "order_name", "order_code"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "mrp_material_overissue"

    # === FIELDS === #

    name = fields.Char(string="Number", readonly=True, copy=False, default="")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("waiting", "Being Signed"),
            ("granted", "Granted"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # For what
    production_id = fields.Many2one(
        comodel_name="mrp.production",
        string="Manufacturing Order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("state", "in", OPEN_STATES)],
    )
    company_id = fields.Many2one(
        related="production_id.company_id", store=True, precompute=True, index=True
    )
    made_product_id = fields.Many2one(
        related="production_id.product_id",
        string="Product Made",
        store=True,
        precompute=True,
        index=True,
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    order_name = fields.Char(string="Order Number", readonly=True, copy=False)
    order_code = fields.Char(readonly=True, copy=False)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    # Who asks, and for when
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    team_id = fields.Many2one(
        comodel_name="order.team",
        string="Workshop",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('function', '=', 'production')]",
        help="The workshop that needs the material. Its leader signs first.",
    )
    needed_on = fields.Datetime(help="When the shop needs the material.")
    requested_on = fields.Datetime(readonly=True, copy=False, index=True)
    granted_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    warehouse_noted_on = fields.Datetime(
        string="Noted by the Warehouse On", readonly=True, copy=False
    )
    warehouse_noted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Noted by the Warehouse",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    # How much of what
    allowed_product_ids = fields.Many2many(
        comodel_name="product.product", compute="_compute_allowed_product_ids", compute_sudo=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Component",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('id', 'in', allowed_product_ids)]",
        tracking=True,
    )
    category_id = fields.Many2one(
        related="product_id.categ_id", string="Category of the Component", store=True, index=True
    )
    over_quantity = fields.Float(
        string="Over-issue",
        digits="Product Unit",
        tracking=True,
        help="How much more than the standard quantity is needed.",
    )
    # Why, and who bears it
    reason_type = fields.Selection(
        selection=[
            ("scrap", "Scrap in Process"),
            ("supplier", "Supplier's Fault"),
            ("lost", "Lost or Damaged"),
            ("design", "Drawing or Bill of Materials Wrong"),
            ("setup", "Setting up"),
            ("other", "Other"),
        ],
        string="Cause",
        index=True,
        tracking=True,
    )
    reason = fields.Text(help="What happened.")
    limit_reason = fields.Text(
        string="Why Once More",
        help="Why another request is needed although the allowed number was made.",
    )
    responsible_team_id = fields.Many2one(
        comodel_name="order.team",
        string="Responsible Department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    responsible_name = fields.Char(string="Responsible Person")
    supplier_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    supplier_exchange = fields.Boolean(
        string="Supplier Exchanges It",
        tracking=True,
        help="The supplier replaces the faulty material. What is not exchanged is a loss.",
    )
    # What came of it
    move_ids = fields.One2many(
        comodel_name="stock.move", inverse_name="overissue_id", groups="stock.group_stock_user"
    )
    picking_count = fields.Integer(
        string="Transfers", compute="_compute_picking_count", compute_sudo=True
    )

    _over_quantity_positive = models.Constraint(
        "CHECK(over_quantity >= 0)", "The quantity of an over-issue cannot be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "order_code", "order_name", "production_id")
    def _compute_display_name(self):
        for request in self:
            # sudo: the number of the manufacturing order stands on the shop's paper
            about = request.order_code or request.sudo().production_id.name
            request.display_name = " ".join(
                filter(None, [request.name or self.env._("New"), about and f"({about})"])
            )

    @api.depends("production_id")
    def _compute_team_id(self):
        """The workshop of the work centres, else that of who asks, else production."""
        # sudo: which workshop it is says the work centre, whoever asks
        teams = self.env["order.team"].sudo()
        for request in self:
            production = request.sudo().production_id
            workshop = production.workorder_ids.workcenter_id.order_team_id
            if len(workshop) != 1:
                mine = teams.search(
                    [
                        ("function", "=", "production"),
                        ("company_id", "in", [False, production.company_id.id]),
                        ("membership_ids.user_id", "=", (request.user_id or self.env.user).id),
                    ]
                )
                workshop = mine.filtered("parent_id")[:1] or mine[:1]
            request.team_id = workshop or teams._team_by_function(
                ["production"], production.company_id or self.env.company
            ).get("production", teams)

    @api.depends("production_id")
    def _compute_allowed_product_ids(self):
        for request in self:
            moves = request.production_id.move_raw_ids
            request.allowed_product_ids = moves.filtered(lambda m: m.state != "cancel").product_id

    @api.depends("state")
    def _compute_picking_count(self):
        for request in self:
            request.picking_count = len(request.move_ids.picking_id)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        refuse_protected(self, vals_list, PROTECTED_FIELDS)
        self = without_defaults(self, PROTECTED_FIELDS)
        productions = self.env["mrp.production"].browse(
            [vals.get("production_id") or self._default_production_id() for vals in vals_list]
        )
        if not self.env.su:
            productions.check_access("read")
        # sudo: the request keeps what signers need of orders they may not open
        values = [
            {**vals, "production_id": production.id, **self._prepare_snapshot(production)}
            for vals, production in zip(vals_list, productions.sudo(), strict=True)
        ]
        return super().create(values)

    def write(self, vals):
        self.check_access("write")
        refuse_protected(self, [vals], PROTECTED_FIELDS)
        if not self.env.su and self._signed_fields() & vals.keys():
            self._check_may_edit()
        if (
            "production_id" in vals
            and not self.env.su
            and self.production_id.ids != [vals["production_id"]]
        ):
            raise UserError(
                self.env._(
                    "A request stays with its manufacturing order: write a new one for the other."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_asked(self):
        if is_uninstalling(self.env):
            return
        self._check_requester()
        if kept := self.filtered(lambda request: request.state != "draft")[:1]:
            raise UserError(
                self.env._("%(request)s is kept. Withdraw it instead.", request=kept.display_name)
            )

    @api.model
    def _default_production_id(self):
        return self.env.context.get("default_production_id") or False

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"made_product_id", "company_id", "category_id"}

    @api.model
    def _signed_fields(self):
        """Return the names of what departments sign: closed once they were asked."""
        return {
            "production_id",
            "team_id",
            "needed_on",
            "product_id",
            "over_quantity",
            "reason_type",
            "reason",
            "limit_reason",
            "responsible_team_id",
            "responsible_name",
            "supplier_id",
            "supplier_exchange",
        }

    @api.model
    def _prepare_snapshot(self, production):
        """Return what is kept of the manufacturing order and the order it is made for."""
        production._check_overissue_allowed()
        order = production._customer_orders().get(production, self.env["sale.order"])[:1]
        return {
            "name": production.company_id._next_document_number("mrp.material.overissue"),
            "order_id": order.id,
            "order_name": order.name,
            "order_code": order.order_code,
            "partner_id": order.partner_id.id,
            "state": "draft",
        }

    # === ACCESS === #

    @api.model
    def _requester_functions(self):
        return super()._requester_functions() | {"production"}

    def _check_may_edit(self):
        """Requests are written by the shop and by planning; signed ones stay as they are."""
        if self.env.su:
            return
        for request in self:
            if request.state != "draft":
                raise UserError(
                    self.env._(
                        "The departments were asked to sign %(request)s as it is. Withdraw it and"
                        " write another request.",
                        request=request.display_name,
                    )
                )
        self._check_requester()
