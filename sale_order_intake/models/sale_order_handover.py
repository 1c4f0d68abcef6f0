from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling

STATES = [
    ("draft", "Draft"),
    ("waiting", "To be acknowledged"),
    ("done", "Handed over"),
    ("cancelled", "Cancelled"),
]
# Set by the actions of the handover alone.
PROTECTED_FIELDS = {
    "name",
    "state",
    "requested_on",
    "handed_over_on",
    "from_user_id",
    "company_id",
}
# What the new follower puts his name to: fixed once he has been asked.
ASKED_FIELDS = {"order_ids", "to_user_id", "note"}


class SaleOrderHandover(models.Model):
    """One follower hands orders over to the next one, who signs for them."""

    _name = "sale.order.handover"
    _description = "Order Handover"
    _inherit = [
        "order.signoff.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "order.protected.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(
        string="Number",
        default=lambda self: self.env._("New"),
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
    )
    state = fields.Selection(
        selection=STATES,
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    order_ids = fields.Many2many(
        comodel_name="sale.order",
        relation="sale_order_handover_rel",
        column1="handover_id",
        column2="order_id",
        string="Orders",
        required=True,
    )
    order_count = fields.Integer(
        string="Number of Orders",
        compute="_compute_order_count",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_from_orders",
        store=True,
        precompute=True,
        readonly=True,
        index=True,
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        compute="_compute_from_orders",
        store=True,
        precompute=True,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users",
        string="To",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id),"
        " ('id', '!=', from_user_id)]",
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    note = fields.Text(
        string="What to Know",
        help="What the new follower has to know: promises, open points, habits of the customer.",
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    handed_over_on = fields.Datetime(readonly=True, copy=False)
    can_request = fields.Boolean(compute="_compute_can_request")
    can_take_over = fields.Boolean(compute="_compute_can_take_over")

    # === COMPUTE METHODS === #

    @api.depends("order_ids")
    def _compute_order_count(self):
        for handover in self:
            handover.order_count = len(handover.order_ids)

    @api.depends("order_ids")
    def _compute_from_orders(self):
        for handover in self:
            # Frozen once the new follower has been asked.
            if handover.state not in (False, "draft"):
                continue
            handover.company_id = handover.order_ids.company_id[:1]
            handover.from_user_id = handover.order_ids.follower_id[:1]

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_request(self):
        for handover in self:
            handover.can_request = handover.state in ("draft", "waiting") and (
                self.env["sale.order"].has_access("write")
            )

    @api.depends("state", "to_user_id")
    @api.depends_context("uid")
    def _compute_can_take_over(self):
        for handover in self:
            handover.can_take_over = (
                handover.state == "waiting" and handover.to_user_id == self.env.user
            )

    # === CONSTRAINTS === #

    @api.constrains("order_ids", "to_user_id")
    def _check_orders(self):
        for handover in self:
            # Somebody who may see the handover need not be allowed to see every order on it.
            orders = handover.sudo().order_ids
            if not orders:
                raise ValidationError(self.env._("Choose the orders to hand over."))
            if len(orders.company_id) > 1:
                raise ValidationError(self.env._("Hand over the orders of one company at a time."))
            if len(orders.follower_id) != 1 or not all(orders.mapped("follower_id")):
                raise ValidationError(
                    self.env._(
                        "All orders of a handover must have the same follower: leave out those "
                        "of other people."
                    )
                )
            if handover.to_user_id == orders.follower_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s follows these orders already: choose somebody else.",
                        user=handover.to_user_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        handovers = super().create(vals_list)
        # The number is given by the system and closed to typing.
        for handover in handovers.sudo():
            handover.name = handover.company_id._next_document_number(self._name)
        return handovers

    def write(self, vals):
        asked = self.filtered(lambda handover: handover.state != "draft")
        if asked and not self.env.su and not ASKED_FIELDS.isdisjoint(vals):
            raise UserError(
                self.env._(
                    "The new follower has already been asked: cancel this handover and write a "
                    "new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_only_draft(self):
        kept = any(handover.state != "draft" for handover in self)
        if kept and not is_uninstalling(self.env):
            raise UserError(self.env._("A handover that was asked for is kept: cancel it instead."))

    # === ACTIONS === #

    def action_request(self):
        """Ask the new follower to acknowledge the handover."""
        self.check_access("write")
        for handover in self:
            handover._check_request()
        # State and order are closed to typing; the caller's right was checked just above.
        handovers = self.sudo()
        handovers.write({"state": "waiting", "requested_on": fields.Datetime.now()})
        for handover in handovers:
            for order in handover.order_ids:
                order.write(
                    {
                        "next_follower_id": handover.to_user_id.id,
                        "order_handover_count": order.order_handover_count + 1,
                    }
                )
        self._request_signoffs(
            {
                handover.id: [
                    {
                        "team_id": False,
                        "level": "person",
                        "purpose": "acknowledge",
                        "named_user_id": handover.to_user_id.id,
                        "note": handover.note or False,
                    }
                ]
                for handover in self
            }
        )
        return True

    def action_take_over(self):
        """Sign as the new follower, as in My Sign-offs."""
        signoffs = self.my_signoff_ids
        if not signoffs:
            raise UserError(self.env._("Only the new follower can take the orders over."))
        return signoffs.action_acknowledge()

    def action_cancel(self):
        """Withdraw the handover; the follower stays as he is."""
        self.check_access("write")
        if any(handover.state == "done" for handover in self):
            raise UserError(
                self.env._(
                    "The orders are already handed over: write a new handover to return them."
                )
            )
        # State and order are closed to typing; the caller's right was checked just above.
        handovers = self.sudo()
        for handover in handovers.filtered(lambda h: h.state == "waiting"):
            handover.order_ids.write({"next_follower_id": False})
        self._void_signoffs(self.env._("The handover was cancelled."))
        handovers.write({"state": "cancelled"})
        return True

    def action_view_orders(self):
        """Open the orders of the handover."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "domain": [("id", "in", self.order_ids.ids)],
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
        }

    # === BUSINESS METHODS === #

    def _check_request(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._("Handover %(number)s has already been asked for.", number=self.name)
            )
        # Only somebody who may edit the orders may give them away.
        self.order_ids.check_access("write")
        waiting = self.order_ids.filtered("next_follower_id")
        if waiting:
            raise UserError(
                self.env._(
                    "Already being handed over: %(orders)s. Wait for the answer or cancel that "
                    "handover.",
                    orders=format_list(self.env, waiting.mapped("name")),
                )
            )
        user = self.to_user_id
        may_sign = user.has_group("order_signoff.group_user")
        may_read = self.env["sale.order"].with_user(user).has_access("write")
        if not (user.active and may_sign and may_read):
            raise UserError(
                self.env._(
                    "%(user)s cannot take over orders: an administrator has to give the rights "
                    "of Sales and Order Assurance first.",
                    user=user.name,
                )
            )

    def _hand_over(self):
        """The new follower has signed: he becomes the follower of the orders."""
        for handover in self:
            # An order whose follower was changed by an import meanwhile is not touched.
            orders = handover.order_ids.filtered(
                lambda order, handover=handover: order.follower_id == handover.from_user_id
            )
            (handover.order_ids - orders).write({"next_follower_id": False})
            orders._take_over(handover.to_user_id)
            link = handover._get_html_link()
            for order in orders:
                order.message_post(
                    body=Markup("%s")
                    % self.env._(
                        "Handed over from %(old)s to %(new)s: %(handover)s",
                        old=handover.from_user_id.name,
                        new=handover.to_user_id.name,
                        handover=link,
                    ),
                )
        self.write({"state": "done", "handed_over_on": fields.Datetime.now()})

    # === SIGN-OFF HOOKS === #

    def _on_signoff_signed(self, signoffs):
        result = super()._on_signoff_signed(signoffs)
        acknowledged = self.filtered(
            lambda handover: (
                handover.state == "waiting"
                and any(
                    signoff.state == "acknowledged" and not signoff.voided_at
                    for signoff in signoffs
                    if signoff.res_id == handover.id
                )
            )
        )
        # Hooks run as superuser: the new follower may not edit the orders before he follows them.
        acknowledged._hand_over()
        return result

    def _signoff_summary(self):
        summaries = super()._signoff_summary()
        for handover in self:
            # He is asked to take them over, so he may know which orders they are.
            orders = handover.sudo().order_ids
            lines = Markup("").join(
                Markup("<li>%s</li>") % f"{order.name} {order.partner_id.name}" for order in orders
            )
            summaries[handover.id] = Markup("<div>%s</div><ul>%s</ul>") % (
                self.env._("%(user)s hands over to you:", user=handover.from_user_id.name),
                lines,
            )
        return summaries
