from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

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
        "line_ids",
    }
)
# What reading the order again puts right in the lines of a draft.
READ_AGAIN = (
    "sequence",
    "product_name",
    "customer_part_no",
    "drawing_revision",
    "quantity",
    "uom_id",
    "stock_quantity",
    "make_quantity",
    "completion_date",
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

    def _compute_production_count(self):
        # sudo: how many there are is no secret to whoever reads the notice
        counts = dict(
            self.env["mrp.production"]
            .sudo()
            ._read_group(
                [("production_notice_id", "in", self.ids)],
                ["production_notice_id"],
                ["__count"],
            )
        )
        for notice in self:
            notice.production_count = counts.get(notice._origin, 0)

    @api.depends("order_id")
    def _compute_review_count(self):
        for notice in self:
            notice.review_count = len(notice.order_id.review_ids)

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
        """People write drafts; what was submitted changes by its buttons only."""
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

    # === WHO MAY PREPARE === #

    def _check_editable(self):
        """Refuse changes of what is no draft, and by people who do not prepare it."""
        if self.env.su or not self:
            return
        if sent := self.filtered(lambda notice: notice.state != "draft")[:1]:
            raise UserError(
                self.env._(
                    "%(notice)s was sent round and does not change any more. Correct a text, or "
                    "make a revision.",
                    notice=sent.display_name,
                )
            )
        self._check_prepared_by_user()

    def _check_prepared_by_user(self):
        """Refuse people who neither follow or sell the order nor plan its production."""
        if others := (self - self._prepared_by_user())[:1]:
            raise UserError(
                self.env._(
                    "%(notice)s is prepared by those who follow or sell the order and by "
                    "planning. Ask them, or an Order Assurance manager.",
                    notice=others.display_name,
                )
            )

    def _prepared_by_user(self):
        """Return those of ``self`` that the current user may prepare and revise."""
        if self.env.su or not self:
            return self
        # sudo: who follows an order is asked of the order, which a planner need not see
        orders = self.sudo().order_id
        allowed = set(self._orders_to_prepare(orders.with_env(self.env)).ids)
        return self.filtered(lambda notice: notice.sudo().order_id.id in allowed)

    @api.model
    def _orders_to_prepare(self, orders):
        """Return those of ``orders`` for which the current user may prepare notices.

        Managers, the follower and the salesperson, salespeople who see the order, and members of
        planning.
        """
        user = self.env.user
        if user.has_group("order_signoff.group_manager"):
            return orders
        allowed = orders.browse()
        if user.has_group("sales_team.group_sale_salesman"):
            allowed |= orders._filtered_access("read")
        if not user.has_group("order_signoff.group_user"):
            return allowed
        # sudo: only to compare people and companies
        planned = (
            self.env["order.team"]
            .sudo()
            .search([("function", "=", "planning"), ("membership_ids.user_id", "=", user.id)])
            .mapped(lambda team: team.company_id.id)
        )
        return allowed | orders.filtered(
            lambda order: user in (order.sudo().follower_id | order.sudo().user_id)
            or order.sudo().company_id.id in planned
            or False in planned
        )

    # === PREPARE === #

    @api.model
    def _prepare_for(self, order, batch=None):
        """Return the live notice of a confirmed order, or of one batch; a new draft if there is
        none.

        Two people who prepare at once get one notice: the request of the second is replayed and
        finds what the first one made.

        :param order: one ``sale.order`` that the caller may prepare a notice for
        :param batch: a ``sale.order.delivery.schedule`` of it; all lines with the same day and
            address belong to its notice. None: the whole order
        :return: the newest live revision, as the caller
        """
        order.ensure_one()
        if not self.env.su and not self._orders_to_prepare(order):
            raise UserError(
                self.env._(
                    "The production notice of this order is prepared by those who follow or sell "
                    "it and by planning. Ask them, or an Order Assurance manager."
                )
            )
        # sudo: the right to prepare was checked; a planner need not see the order
        order = order.sudo()
        order._check_notice_can_be_prepared()
        key = self._batch_key(order, batch)
        live = self.sudo().search(
            [("order_id", "=", order.id), ("state", "in", LIVE_STATES)], order="revision desc"
        )
        same = live.filtered(
            lambda notice: (notice.batch_date, notice.batch_partner_id) == key
        )
        if same:
            return self.browse(same[0].id)
        if live and (not any(key) or not all(live.mapped(lambda notice: notice._is_batch()))):
            raise UserError(
                self.env._(
                    "%(order)s has the production notice %(notice)s already. Cancel it first if "
                    "the order shall have a notice for each batch instead.",
                    order=order.name,
                    notice=live[0].display_name,
                )
            )
        try:
            with self.env.cr.savepoint():
                notice = self.sudo()._create_for(order, key, batch)
                notice.flush_recordset()
        except UniqueViolation as error:
            # The other one's notice cannot be seen in this transaction: have it replayed.
            raise ConcurrencyError(error) from error
        return self.browse(notice.id)

    @api.model
    def _create_for(self, order, key, batch):
        """Return a new draft. Runs as superuser."""
        batch_date, batch_partner = key
        notice = self.create(
            {
                "name": order.company_id._next_document_number("mrp.production.notice"),
                "order_id": order.id,
                "company_id": order.company_id.id,
                "batch_date": batch_date,
                "batch_partner_id": batch_partner.id,
                "batch_destination": self._batch_destination(batch_partner, batch),
                "prepared_by_id": self.env.uid,
                "prepared_on": fields.Datetime.now(),
                **self._prepare_snapshot(order),
                **self._prepare_content(order, batch),
            }
        )
        notice.line_ids = [fields.Command.create(vals) for vals in notice._prepare_lines()]
        # From the confirmation on: what was waited for before the first notice counts.
        notice._deadline_start("notice_issue", start=order.date_order)
        return notice

    @api.model
    def _batch_key(self, order, batch):
        """Return day and delivery address that make a batch; both empty for a whole order."""
        partner = self.env["res.partner"].sudo()
        if not batch:
            return False, partner
        batch = batch.sudo()  # sudo: a planner need not see the delivery schedule
        if batch.order_id != order:
            raise UserError(self.env._("Choose a delivery batch of this order."))
        return batch.due_date, batch.destination_partner_id or order.partner_shipping_id

    @api.model
    def _batch_destination(self, partner, batch):
        """Return address and place of a batch in one line."""
        if not batch:
            return False
        # sudo: a planner need not see the delivery schedule
        return " · ".join(filter(None, [partner.display_name, batch.sudo().destination]))

    def _is_batch(self):
        """Tell whether the notice is for one delivery batch."""
        self.ensure_one()
        return bool(self.batch_date or self.batch_partner_id)

    @api.model
    def _prepare_snapshot(self, order):
        """Return what the shop needs to know of ``order``. No prices."""
        destination = order.destination_id.browse(order._order_code_destination())
        return {
            "order_name": order.name,
            "order_code": order.order_code,
            "partner_id": order.partner_id.id,
            "partner_name": order.partner_id.display_name,
            "customer_order_ref": order.client_order_ref,
            "order_kind": order.order_kind,
            "order_class": order.order_class,
            "order_urgency": order.order_urgency,
            "destination": destination.display_name,
            "user_id": order.user_id.id,
            "follower_id": order.follower_id.id,
        }

    @api.model
    def _prepare_content(self, order, batch):
        """Return what is proposed for a new notice, to be completed by people."""
        # sudo: the batch was chosen for its order, see `_batch_key`
        due = batch and batch.sudo().due_date
        if not due and order.commitment_date:
            due = order.company_id._order_local_date(order.commitment_date)
        return {
            "irregular": order.order_class == "irregular",
            "delivery_date": due or False,
        }

    def _notice_order_lines(self):
        """Return ``[(order line, batch, quantity)]`` of the goods this notice is about.

        The quantity is in the unit of the order line. Runs as superuser.
        """
        self.ensure_one()
        result = []
        for line in self.order_id.order_line:
            if (
                line.display_type
                or line.is_downpayment
                or line.product_id.type != "consu"
                or line.product_uom_id.compare(line.product_uom_qty, 0) <= 0
            ):
                continue
            if not self._is_batch():
                result.append((line, line.delivery_schedule_ids.browse(), line.product_uom_qty))
                continue
            address = line.order_id.partner_shipping_id
            result += [
                (line, batch, batch.quantity)
                for batch in line.delivery_schedule_ids._in_order()
                if batch.due_date == self.batch_date
                and (batch.destination_partner_id or address) == self.batch_partner_id
                and line.product_uom_id.compare(batch.quantity, 0) > 0
            ]
        return result

    def _prepare_lines(self):
        """Return the values of the lines of a new notice, one for each line of the order.

        Runs as superuser, on one notice. Overridden to fill in stock, dates, packing and proofs.
        """
        self.ensure_one()
        found = self._notice_order_lines()
        products = self.env["product.product"].union(*(line.product_id for line, *__ in found))
        teams = self._workshops_of(products)
        Line = self.env["mrp.production.notice.line"]
        return [
            {
                **Line._prepare_line(line, batch, quantity),
                "completion_date": self.delivery_date,
                "team_ids": [fields.Command.set(teams[line.product_id].ids)],
            }
            for line, batch, quantity in found
        ]

    def _workshops_of(self, products):
        """Return ``{product: teams}``: the workshops of the work centres that make a product.

        Runs as superuser, on notices of one company.
        """
        boms = self.env["mrp.bom"]._bom_find(products, company_id=self.company_id.id)
        return {
            product: boms[product].operation_ids.workcenter_id.order_team_id for product in products
        }

    # === ACTIONS === #

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        # sudo: only to name the order, which checks who opens it
        return self.env["sale.order"].browse(self.sudo().order_id.id).get_formview_action()

    def action_open_review(self):
        """Open the review of the order."""
        self.ensure_one()
        # sudo: only to find it; the review checks who opens it
        review = self.sudo().order_id.review_ids[:1]
        if not review:
            raise UserError(
                self.env._("The order of %(notice)s was not reviewed.", notice=self.display_name)
            )
        return review.with_env(self.env).get_formview_action()

    def action_view_productions(self):
        """Open the manufacturing orders of the notice."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mrp.mrp_production_action")
        return {
            **action,
            "domain": [("production_notice_id", "in", self.ids)],
            "context": {"create": False},
        }

    def action_update_from_order(self):
        """Read products, quantities and dates of a draft from the order again.

        Texts, workshops and make or outsource stay as people entered them.
        """
        self.check_access("write")
        self._check_editable()
        # sudo: a planner need not see the order
        for notice in self.sudo():
            notice.order_id._check_notice_can_be_prepared()
            notice.write(notice._prepare_snapshot(notice.order_id))
            kept = {line._match_key(): line for line in notice.line_ids}
            for vals in notice._prepare_lines():
                line = kept.pop(notice.line_ids._match_key_of(vals), None)
                if line:
                    line.write({name: vals[name] for name in READ_AGAIN if name in vals})
                else:
                    notice.line_ids = [fields.Command.create(vals)]
            notice.line_ids.browse([line.id for line in kept.values()]).unlink()
            notice._update_changes()
        return True

    # === TIME LIMIT === #

    @api.model
    def _deadline_stages(self):
        return super()._deadline_stages() | {"notice_issue": self.env._("Issue of the notice")}

    @api.model
    def _deadline_domain_open(self):
        return super()._deadline_domain_open() & Domain("state", "in", ("draft", "approval"))

    def _deadline_owner_users(self):
        # sudo: told by the system, whatever the people may read
        orders = self.sudo().order_id
        # The follower as of today, after a handover; who prepared it where nobody follows.
        responsible = orders._order_responsible_users()
        return {
            notice.id: responsible[notice.sudo().order_id.id] or notice.prepared_by_id
            for notice in self
        }

    def _deadline_leader_users(self):
        return self._leaders_of("sales")

    def _deadline_management_users(self):
        return self._leaders_of("management")

    def _leaders_of(self, function):
        teams = self.env["order.team"].sudo()  # sudo: departments of any company
        leaders = {
            company: teams._team_by_function([function], company)
            .get(function, teams.browse())
            ._users_to_notify("leader")
            for company in self.company_id
        }
        return {notice.id: leaders[notice.company_id] for notice in self}
