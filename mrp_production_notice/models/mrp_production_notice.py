from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling
from odoo.addons.sale_order_intake.models.sale_order import (
    ORDER_CLASSES,
    ORDER_KINDS,
    ORDER_URGENCIES,
)

NOTICE_STATES = [
    ("draft", "Draft"),
    ("approval", "Being Approved"),
    ("issued", "Issued"),
    ("superseded", "Superseded"),
    ("cancelled", "Cancelled"),
]
# One revision of these is under way or in force; an older or cancelled one is history.
LIVE_STATES = ("draft", "approval", "issued")
# What people enter while the notice is a draft. Everything else is read from the order, follows
# from the signatures or is set by the buttons.
DRAFT_FIELDS = frozenset(
    {
        "delivery_mode",
        "delivery_date",
        "special_matters",
        "attachment_ids",
        "irregular",
        "raises_cost",
        "cost_function",
    }
)
PROTECTED_FIELDS = {
    "name",
    "revision",
    "state",
    "company_id",
    "order_id",
    "order_name",
    "order_code",
    "partner_id",
    "partner_name",
    "customer_order_ref",
    "order_kind",
    "order_class",
    "order_urgency",
    "destination",
    "user_id",
    "follower_id",
    "batch_date",
    "batch_partner_id",
    "batch_destination",
    "prepared_by_id",
    "prepared_on",
    "submitted_on",
    "approved",
    "has_objection",
    "has_new_product",
    "issued_on",
    "issued_by_id",
    "superseded_on",
    "cancelled_on",
    "cancelled_reason",
    "previous_id",
    "next_id",
    "revision_reason",
    "correction_count",
    "copy_ids",
    "correction_ids",
    "change_ids",
    "production_ids",
}


class MrpProductionNotice(models.Model):
    """What the workshops work on: one confirmed order, or one batch of it, approved and signed.

    The notice carries what the shop needs to know of the order, so that nobody there needs access
    to it; it holds no prices. An issued notice does not change: small texts are corrected
    (``mrp.production.notice.correction``), everything else makes another revision.
    """

    _name = "mrp.production.notice"
    _description = "Production Notice"
    _inherit = [
        "order.signoff.mixin",
        "order.deadline.mixin",
        "order.form.mixin",
        "order.reason.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "name desc, revision desc"
    _rec_names_search = ["name", "order_code", "order_name", "customer_order_ref"]
    _check_company_auto = True
    _mail_post_access = "read"
    _form_key = "mrp_production_notice"

    # === FIELDS === #

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, index="trigram")
    revision = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    state = fields.Selection(
        selection=NOTICE_STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    # The order, as far as the shop needs it: taken when the notice is prepared
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    order_name = fields.Char(string="Order Number", readonly=True, index="trigram")
    order_code = fields.Char(readonly=True, index="trigram")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_name = fields.Char(string="Name of the Customer", readonly=True)
    customer_order_ref = fields.Char(string="Customer Reference", readonly=True)
    order_kind = fields.Selection(selection=ORDER_KINDS, readonly=True)
    order_class = fields.Selection(selection=ORDER_CLASSES, readonly=True)
    order_urgency = fields.Selection(
        selection=ORDER_URGENCIES, string="Urgency", readonly=True, index=True
    )
    destination = fields.Char(readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index="btree_not_null"
    )
    follower_id = fields.Many2one(
        comodel_name="res.users", readonly=True, index="btree_not_null"
    )
    # One batch of the delivery schedule; empty: the whole order
    batch_date = fields.Date(
        string="Batch of", readonly=True, help="Day of the delivery batch this notice is for."
    )
    batch_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Delivery Address of the Batch",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    batch_destination = fields.Char(string="Destination of the Batch", readonly=True)
    # Content
    delivery_mode = fields.Char(help="How the goods leave: container, truck, collected, parcel …")
    delivery_date = fields.Date(help="Day on which the goods have to be ready to leave.")
    special_matters = fields.Html(
        help="What is different from usual, so that nobody overlooks it."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="mrp_production_notice_attachment_rel",
        column1="notice_id",
        column2="attachment_id",
        copy=False,
        help="Drawings, samples, packing instructions: what the shop has to have at hand.",
    )
    irregular = fields.Boolean(
        string="Not Regular",
        help="New, changed or long not made: engineering has to agree.",
    )
    raises_cost = fields.Boolean(
        help="Material or process cost more than was calculated: finance or the leader of sales "
        "has to agree before it is issued.",
    )
    cost_function = fields.Selection(
        selection=[("finance", "Finance"), ("sales", "Leader of Sales")],
        string="Cost Is Agreed By",
        default="finance",
        required=True,
    )
    has_new_product = fields.Boolean(
        string="New Product", compute="_compute_has_new_product", store=True
    )
    line_ids = fields.One2many(
        comodel_name="mrp.production.notice.line",
        inverse_name="notice_id",
        string="Products",
        copy=False,
    )
    line_count = fields.Integer(string="Number of Lines", compute="_compute_line_count")
    completion_date = fields.Date(
        string="Complete On",
        compute="_compute_completion_date",
        store=True,
        index=True,
        help="The last completion date of the lines.",
    )
    # Who and when
    prepared_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    prepared_on = fields.Datetime(readonly=True, copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    issued_on = fields.Datetime(readonly=True, copy=False, index=True)
    issued_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    superseded_on = fields.Datetime(readonly=True, copy=False)
    cancelled_on = fields.Datetime(readonly=True, copy=False)
    cancelled_reason = fields.Text(readonly=True, copy=False)
    production_ids = fields.One2many(
        comodel_name="mrp.production",
        inverse_name="production_notice_id",
        string="Manufacturing Orders",
        readonly=True,
        copy=False,
        groups="mrp.group_mrp_user",
    )
    production_count = fields.Integer(
        string="Number of Manufacturing Orders", compute="_compute_production_count"
    )
    review_count = fields.Integer(
        string="Number of Reviews", compute="_compute_review_count", compute_sudo=True
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_prepare = fields.Boolean(compute="_compute_can_edit")
    # The words of a mixin are translated with its own model only: take them from there.
    deadline_state = fields.Selection(
        selection=lambda self: self.env["order.signoff"]
        ._fields["deadline_state"]
        ._description_selection(self.env)
    )

    _number_unique = models.UniqueIndex(
        "(company_id, name, revision)", "This revision of the production notice exists already."
    )
    _one_issued = models.UniqueIndex(
        "(order_id, COALESCE(batch_date, '-infinity'), COALESCE(batch_partner_id, 0))"
        " WHERE state = 'issued'",
        "Another production notice of this order is in force already.",
    )
    _one_prepared = models.UniqueIndex(
        "(order_id, COALESCE(batch_date, '-infinity'), COALESCE(batch_partner_id, 0))"
        " WHERE state IN ('draft', 'approval')",
        "A production notice of this order is being prepared already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for notice in self:
            name = notice.name or ""
            if notice.revision > 1:
                name = f"{name} R{notice.revision}"
            notice.display_name = name

    @api.depends("line_ids.is_new_product")
    def _compute_has_new_product(self):
        for notice in self:
            notice.has_new_product = any(notice.line_ids.mapped("is_new_product"))

    @api.depends("line_ids.completion_date")
    def _compute_completion_date(self):
        for notice in self:
            dates = [day for day in notice.line_ids.mapped("completion_date") if day]
            notice.completion_date = max(dates, default=False)

    @api.depends("line_ids")
    def _compute_line_count(self):
        for notice in self:
            notice.line_count = len(notice.line_ids)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        prepared = self._prepared_by_user()
        for notice in self:
            notice.can_prepare = notice in prepared
            notice.can_edit = notice.can_prepare and notice.state == "draft"

    # === SELECTION METHODS === #

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns that notices pass, also when nothing is in them."""
        return ["draft", "approval", "issued"] + [
            state for state in states if state in ("superseded", "cancelled")
        ]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Notices come from their order, by :meth:`_prepare_for` only."""
        if not self.env.su:
            raise UserError(
                self.env._("Prepare the production notice from its order: it reads the products.")
            )
        notices = super().create(vals_list)
        notices._adopt_attachments()
        return notices

    def write(self, vals):
        """People write drafts; what was submitted changes by its buttons only.

        Lines ask for themselves: remarks are noted at any time.
        """
        entered = DRAFT_FIELDS & vals.keys()
        if entered:
            self._check_editable()
        result = super().write(vals)
        if entered:
            self._adopt_attachments()
            self._update_changes()
        return result

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.ondelete(at_uninstall=True)
    def _unlink_except_submitted(self):
        if is_uninstalling(self.env):
            return
        if kept := self.filtered(lambda notice: notice.submitted_on)[:1]:
            raise UserError(
                self.env._(
                    "%(notice)s was sent round and is kept. Cancel it instead.",
                    notice=kept.display_name,
                )
            )
        self._check_editable()

    def _adopt_attachments(self):
        """Hang files that were uploaded with the form onto the notice."""
        for notice in self:
            loose = notice.attachment_ids.filtered(
                lambda a: a.res_model == "mrp.production.notice" and not a.res_id
            )
            if loose:
                loose.write({"res_id": notice.id})
