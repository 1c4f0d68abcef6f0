from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling, refuse_protected, without_defaults

CHANGE_CLASSES = [
    ("minor", "Minor: inform"),
    ("schedule", "Schedule: new date"),
    ("structural", "Structural: review again"),
]
STATES = [
    ("draft", "Draft"),
    ("review", "Being Signed"),
    ("consent", "Waits for the Customer"),
    ("approved", "Approved"),
    ("applied", "Carried Out"),
    ("rejected", "Rejected"),
    ("cancelled", "Withdrawn"),
]
REASON_TYPES = [
    ("customer", "Customer's wish"),
    ("design", "Design"),
    ("quality", "Quality"),
    ("supply", "Material or supplier"),
    ("capacity", "Capacity"),
    ("price", "Price"),
    ("entry", "Order entered wrongly"),
    ("other", "Other"),
]
# Changes that departments, the customer or the execution are still busy with.
OPEN_STATES = ("review", "consent", "approved")
# Dialogs in which a notice is uploaded before there is a request.
DIALOGS = ("sale.order.change.new", "sale.order.change.drawing")
# Read from the order, or set by the buttons.
PROTECTED_FIELDS = {
    "name",
    "state",
    "order_id",
    "company_id",
    "order_name",
    "order_code",
    "customer_order_ref",
    "partner_id",
    "user_id",
    "currency_id",
    "confirmed_on",
    "is_late",
    "requested_by_id",
    "requested_on",
    "submitted_on",
    "approved_on",
    "applied_on",
    "applied_by_id",
    "revision",
    "rejected_reason",
    "withdrawn_reason",
    "proposed_class",
    "class_reason",
    "change_class",
    "class_changed_by_id",
    "class_changed_reason",
    "lead_id",
    "previous_id",
    "access_token",
}


class SaleOrderChange(models.Model):
    """A request to change a confirmed order: what, why, who agrees, and what came of it."""

    _name = "sale.order.change"
    _description = "Order Change"
    _inherit = [
        "order.signoff.mixin",
        "order.deadline.mixin",
        "order.form.mixin",
        "order.page.mixin",
        "order.reason.mixin",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "order_name", "order_code", "customer_order_ref"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "sale_order_change"

    # === FIELDS === #

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, index="trigram"
    )
    state = fields.Selection(
        selection=STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    # What signers need of the order: they need no access to it
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    order_name = fields.Char(string="Order Number", readonly=True, index="trigram")
    order_code = fields.Char(readonly=True, index="trigram")
    customer_order_ref = fields.Char(string="Customer's Order No.", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible in Sales",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", required=True, readonly=True, ondelete="restrict"
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    confirmed_on = fields.Datetime(string="Order Confirmed On", readonly=True)
    # What is asked for, and why
    origin = fields.Selection(
        selection=[("customer", "Customer"), ("internal", "Ourselves")],
        string="Asked For By",
        required=True,
        default="customer",
        tracking=True,
    )
    requesting_team_id = fields.Many2one(
        comodel_name="order.team",
        string="Requesting Department",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Bears the loss that a change of our own causes.",
    )
    reason_type = fields.Selection(
        selection=REASON_TYPES, string="Cause", required=True, default="customer", tracking=True
    )
    reason = fields.Text(help="Why the order has to be changed.")
    urgency = fields.Selection(
        selection=[("normal", "Normal"), ("urgent", "Urgent")],
        required=True,
        default="normal",
        index=True,
        tracking=True,
    )
    notice_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_change_notice_rel",
        column1="change_id",
        column2="attachment_id",
        string="Written Notice",
        copy=False,
        bypass_search_access=True,
        help="What the customer wrote: mail, fax, note of a phone call.",
    )
    requested_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        copy=False,
    )
    requested_on = fields.Datetime(readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="sale.order.change.line",
        inverse_name="change_id",
        string="What Changes",
        copy=True,
    )
    line_count = fields.Integer(string="Changes", compute="_compute_line_count")
    stale_lines = fields.Text(
        compute="_compute_stale_lines",
        compute_sudo=True,
        help="What the order says by now, where the request was written for something else.",
    )
    lead_id = fields.Many2one(
        comodel_name="sale.order.change",
        string="Together With",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The first request of a change that concerns several orders.",
    )
    previous_id = fields.Many2one(
        comodel_name="sale.order.change",
        string="Written Anew From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    # How far it reaches
    proposed_class = fields.Selection(
        selection=CHANGE_CLASSES,
        readonly=True,
        copy=False,
        help="By what changes, and by what is done already.",
    )
    class_reason = fields.Text(string="Why This Class", readonly=True, copy=False)
    change_class = fields.Selection(
        selection=CHANGE_CLASSES,
        string="Class",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    class_changed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Class Set By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    class_changed_reason = fields.Text(string="Why It Was Set", readonly=True, copy=False)
    is_late = fields.Boolean(
        string="After the Free Period",
        readonly=True,
        copy=False,
        help="Asked for later after the confirmation than changes are free.",
    )
    # What came of it
    approved_on = fields.Datetime(readonly=True, copy=False)
    applied_on = fields.Datetime(string="Carried Out On", readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Carried Out By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    revision = fields.Integer(
        string="Order Revision",
        readonly=True,
        copy=False,
        aggregator=None,
        help="The revision of the order that this change has made.",
    )
    rejected_reason = fields.Text(string="Why Rejected", readonly=True, copy=False)
    withdrawn_reason = fields.Text(string="Why Withdrawn", readonly=True, copy=False)

    _revision_unique = models.UniqueIndex(
        "(order_id, revision) WHERE revision > 0",
        "Two changes cannot make the same revision of an order.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "order_code", "order_name")
    def _compute_display_name(self):
        for change in self:
            order = change.order_code or change.order_name
            change.display_name = f"{change.name} ({order})" if order else change.name or ""

    @api.depends("line_ids")
    def _compute_line_count(self):
        for change in self:
            change.line_count = len(change.line_ids)

    @api.depends("state", "line_ids.is_stale")
    def _compute_stale_lines(self):
        self.stale_lines = False
        for change in self.filtered(lambda change: change.state in ("draft", *OPEN_STATES)):
            change.stale_lines = "\n".join(change._stale_sentences()) or False

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns that changes pass, also when nothing is in them."""
        return [state for state, __ in STATES if state not in ("rejected", "cancelled")] + [
            state for state in states if state in ("rejected", "cancelled")
        ]

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        names = self._system_fields() - {"order_id"}
        refuse_protected(self, vals_list, names)
        by_hand = not self.env.su
        self = without_defaults(self, names)
        orders = self.env["sale.order"].browse([vals.get("order_id") for vals in vals_list])
        orders._check_change_enabled()
        orders._check_may_request_change()
        # sudo: the request keeps what signers need of an order they may not open
        changes = super(SaleOrderChange, self.sudo()).create(
            [
                {
                    **{key: value for key, value in vals.items() if key != "line_ids"},
                    **self._prepare_snapshot(order),
                    **({key: vals[key] for key in names & vals.keys()} if not by_hand else {}),
                }
                for vals, order in zip(vals_list, orders.sudo(), strict=True)
            ]
        )
        changes = changes.with_env(self.env)
        changes.check_access("create")
        # The lines come with the rights of the caller.
        for change, vals in zip(changes, vals_list, strict=True):
            if vals.get("line_ids"):
                change.write({"line_ids": vals["line_ids"]})
        changes._adopt_attachments()
        return changes

    def write(self, vals):
        result = super().write(vals)
        if "notice_attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for vals in vals_list:
            for name in self._system_fields() - {"order_id"}:
                if name not in default:
                    vals.pop(name, None)
        return vals_list

    @api.ondelete(at_uninstall=True)
    def _unlink_except_submitted(self):
        if is_uninstalling(self.env):
            return
        self._check_may_edit()
        if kept := self.filtered("submitted_on")[:1]:
            raise UserError(
                self.env._("%(change)s is kept. Withdraw it instead.", change=kept.display_name)
            )

    @api.model
    def _prepare_snapshot(self, order):
        """Return what is kept of the order. Runs as superuser."""
        responsible = order._order_responsible_users()[order.id]
        return {
            "name": order.company_id._next_document_number("sale.order.change"),
            "company_id": order.company_id.id,
            "currency_id": order.currency_id.id,
            "partner_id": order.partner_id.id,
            "order_name": order.name,
            "order_code": order.order_code,
            "customer_order_ref": order.client_order_ref,
            "user_id": responsible[:1].id,
            "confirmed_on": order.date_order,
            "requested_by_id": self.env.uid,
            "requested_on": fields.Datetime.now(),
            "state": "draft",
        }

    def _adopt_attachments(self):
        """Hang notices that were uploaded before the request was saved onto the request."""
        for change in self:
            for attachment in change.notice_attachment_ids:
                self.env["sale.order"]._check_order_document(attachment, change.company_id)
            loose = change.notice_attachment_ids.filtered(
                lambda a: (not a.res_id or a.res_model in DIALOGS)
                and a.create_uid == self.env.user
            )
            loose.write({"res_model": self._name, "res_id": change.id})

    # === BUSINESS METHODS === #

    def _stale_sentences(self):
        """Return what the order says by now, where the request was written for something else.

        Read anew at every call: the order may have changed a moment ago. As superuser.
        """
        self.ensure_one()
        return self.line_ids._stale_lines()._stale_sentences()

    # === ACTIONS === #

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        return self.order_id.get_formview_action()

    def _action_open(self):
        """Return the action that opens one change, or lists several."""
        if len(self) == 1:
            return self.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_change.sale_order_change_action"
        )
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}
