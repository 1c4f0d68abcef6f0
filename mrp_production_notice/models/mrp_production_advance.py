from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

# Read from the order or set by the buttons, never entered.
PROTECTED_FIELDS = {
    "name",
    "state",
    "company_id",
    "order_name",
    "order_code",
    "customer_order_ref",
    "partner_id",
    "requested_on",
    "released_on",
    "reference_id",
    "order_fell_away",
}
FALLBACKS = [
    ("other_orders", "Used for other orders"),
    ("stock", "Kept in stock"),
    ("return", "Returned to the supplier"),
    ("sell", "Sold off"),
    ("scrap", "Scrapped: a loss"),
]


class MrpProductionAdvance(models.Model):
    """Material that is needed before the production notice of its order can be issued.

    Planning chooses components of the bill of materials, purchasing agrees, management signs
    where much money is at risk. Only the chosen components are released.
    """

    _name = "mrp.production.advance"
    _description = "Advance Material Request"
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
    _form_key = "mrp_production_advance"

    # === FIELDS === #

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("waiting", "Being Signed"),
            ("released", "Released"),
            ("declined", "Declined"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # What planners need of the order: they need no access to it
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        copy=False,
    )
    order_name = fields.Char(string="Order Number", readonly=True)
    order_code = fields.Char(readonly=True)
    customer_order_ref = fields.Char(string="Customer's Order No.", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    # What is asked for, and why
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested By",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    released_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    needed_on = fields.Date(
        tracking=True, help="The material has to be in stock on this day."
    )
    reason = fields.Text(help="Why the material cannot wait for the production notice.")
    fallback = fields.Selection(
        selection=FALLBACKS,
        string="If the Order Falls Away",
        tracking=True,
        help="What happens to the material if the order is cancelled or changed.",
    )
    fallback_note = fields.Text(string="Details")
    line_ids = fields.One2many(
        comodel_name="mrp.production.advance.line",
        inverse_name="advance_id",
        string="Components",
        copy=False,
    )
    component_count = fields.Integer(compute="_compute_component_count", string="Chosen")
    # What it costs
    currency_id = fields.Many2one(related="company_id.currency_id")
    show_value = fields.Boolean(compute="_compute_value_at_risk", compute_sudo=True)
    value_at_risk = fields.Monetary(
        compute="_compute_value_at_risk",
        compute_sudo=True,
        help="What the chosen components cost, at their standard cost.",
    )
    # What came of it
    reference_id = fields.Many2one(
        comodel_name="stock.reference",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        help="Ties the procurement of this request together.",
    )
    production_count = fields.Integer(
        string="Manufacturing Orders", compute="_compute_production_count", compute_sudo=True
    )
    order_fell_away = fields.Boolean(string="Order Cancelled", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("name", "order_code", "order_name")
    def _compute_display_name(self):
        for advance in self:
            advance.display_name = (
                f"{advance.name or ''} ({advance.order_code or advance.order_name or ''})"
            )

    @api.depends("line_ids.chosen")
    def _compute_component_count(self):
        for advance in self:
            advance.component_count = len(advance.line_ids.filtered("chosen"))

    @api.depends("line_ids.chosen", "line_ids.quantity", "line_ids.product_id", "state")
    @api.depends_context("uid")
    def _compute_value_at_risk(self):
        shown = self._may_see_value()
        for advance in self:
            advance.show_value = advance in shown
            advance.value_at_risk = advance._total_value() if advance in shown else 0.0

    @api.depends("reference_id")
    def _compute_production_count(self):
        for advance in self:
            advance.production_count = len(advance.reference_id.production_ids)

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model
    def _fixed_fields(self):
        return super()._fixed_fields() | {"order_id"}

    @api.model
    def _with_system_values(self, vals_list):
        vals_list = super()._with_system_values(vals_list)
        orders = self.env["sale.order"].browse([vals.get("order_id") for vals in vals_list])
        if not self.env.su:
            orders.check_access("read")
        # sudo: the request keeps what planners need of an order they may not open
        return [
            {**vals, **self._prepare_snapshot(order)}
            for vals, order in zip(vals_list, orders.sudo(), strict=True)
        ]

    def write(self, vals):
        self.check_access("write")
        if not self.env.su and {"line_ids", *self._signed_fields()} & vals.keys():
            self._check_may_edit()
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_asked(self):
        if is_uninstalling(self.env):
            return
        self._check_may_edit(states=("draft", "waiting", "released", "declined", "cancelled"))
        if kept := self.filtered(lambda advance: advance.state != "draft")[:1]:
            raise UserError(
                self.env._("%(advance)s is kept. Withdraw it instead.", advance=kept.display_name)
            )

    @api.model
    def _signed_fields(self):
        """Return the names of what departments sign: closed once they were asked."""
        return {"user_id", "needed_on", "reason", "fallback", "fallback_note"}

    @api.model
    def _prepare_snapshot(self, order):
        """Return what is kept of the order; it must still wait for its production notice."""
        order._check_advance_allowed()
        return {
            "name": order.company_id._next_document_number("mrp.production.advance"),
            "company_id": order.company_id.id,
            "partner_id": order.partner_id.id,
            "order_name": order.name,
            "order_code": order.order_code,
            "customer_order_ref": order.client_order_ref,
            "state": "draft",
        }

    # === ACCESS === #

    def _check_may_edit(self, states=("draft",)):
        """Requests are written by planning and by those who asked; signed ones stay as they are."""
        if self.env.su:
            return
        for advance in self:
            if advance.state not in states:
                raise UserError(
                    self.env._(
                        "The departments were asked to sign %(advance)s as it is. Withdraw it and"
                        " write another request.",
                        advance=advance.display_name,
                    )
                )
        self._check_requester()

    def _total_value(self):
        """Return what the chosen components cost, in the currency of the company."""
        self.ensure_one()
        # sudo: also asked by the system, to know whether management has to sign
        return sum(line._cost() for line in self.sudo().line_ids.filtered("chosen"))
