from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, format_list

from odoo.addons.order_signoff.tools import refuse_protected

from ..tools import without_defaults

ORDER_KINDS = [
    ("sample", "Sample order"),
    ("presale", "Pre-sale order"),
    ("customer", "Customer order"),
    ("stock", "Make-to-stock request"),
]
ORDER_CLASSES = [
    ("regular", "Regular"),
    ("irregular", "Non-regular"),
    ("repeat", "Repeat order"),
]
ORDER_URGENCIES = [
    ("normal", "Normal"),
    ("special", "Special"),
    ("urgent", "Urgent"),
]
INTAKE_CHANNELS = [
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("fax", "Fax"),
    ("portal", "Customer portal"),
    ("platform", "Trading platform"),
    ("visit", "Visit"),
    ("letter", "Letter"),
]
# Documents a customer sends: file extension -> how such a file begins (None: plain text).
ZIP_SIGNATURES = (b"PK\x03\x04",)
OLE_SIGNATURES = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
JPEG_SIGNATURES = (b"\xff\xd8\xff",)
TIFF_SIGNATURES = (b"II*\x00", b"MM\x00*")
DOCUMENT_SIGNATURES = {
    "pdf": (b"%PDF",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": JPEG_SIGNATURES,
    "jpeg": JPEG_SIGNATURES,
    "tif": TIFF_SIGNATURES,
    "tiff": TIFF_SIGNATURES,
    "docx": ZIP_SIGNATURES,
    "xlsx": ZIP_SIGNATURES,
    "odt": ZIP_SIGNATURES,
    "ods": ZIP_SIGNATURES,
    "doc": OLE_SIGNATURES,
    "xls": OLE_SIGNATURES,
    "msg": OLE_SIGNATURES,
    "eml": None,
    "txt": None,
    "csv": None,
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
DOCUMENT_HEAD_BYTES = 2048
# How many products the reason of a class names.
CLASS_REASON_PRODUCTS = 5
# Set by the buttons at the moment it happens, never by whoever writes the order.
PROTECTED_FIELDS = {
    "read_back_by_id",
    "read_back_on",
    "next_follower_id",
    "order_class_proposed",
    "order_class_basis",
}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS: WHAT THE ORDER IS === #

    order_intake_enabled = fields.Boolean(related="company_id.order_intake_enabled")
    order_kind = fields.Selection(
        selection=ORDER_KINDS,
        required=True,
        default="customer",
        tracking=True,
    )
    order_class = fields.Selection(
        selection=ORDER_CLASSES,
        copy=False,
        tracking=True,
        help="Regular: delivered before. Non-regular: new, changed, discontinued or long not made. "
        "Repeat order: the customer has had the same products on one order before.",
    )
    order_class_proposed = fields.Selection(
        selection=ORDER_CLASSES,
        string="Proposed Class",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    order_class_basis = fields.Json(
        string="Basis of the Class",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    order_class_reason = fields.Text(
        string="Reason for the Class",
        compute="_compute_order_class_reason",
        groups="base.group_user",
    )
    order_class_note = fields.Text(
        string="Why Another Class",
        copy=False,
        tracking=True,
        groups="base.group_user",
    )
    order_urgency = fields.Selection(
        selection=ORDER_URGENCIES,
        string="Urgency",
        required=True,
        default="normal",
        copy=False,
        tracking=True,
    )
    quality_above_standard = fields.Boolean(
        tracking=True,
        help="The customer asks for a quality above our standard.",
    )
    new_process = fields.Boolean(
        string="New or Complex Process",
        tracking=True,
        help="The order needs a process that is new or very complex for us.",
    )
    has_penalty_clause = fields.Boolean(
        string="Penalty Clause",
        tracking=True,
        help="The contract holds a penalty for late or faulty delivery.",
    )
    framework_contract_ref = fields.Char(
        string="Framework Contract",
        tracking=True,
        help="Number of the framework contract this order refers to.",
    )

    # === FIELDS: FOLLOWER === #

    follower_id = fields.Many2one(
        comodel_name="res.users",
        string="Follower",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
        help="The clerk who follows the order from intake to the last payment.",
    )
    next_follower_id = fields.Many2one(
        comodel_name="res.users",
        string="Handed Over To",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Becomes the follower as soon as he or she has acknowledged the handover.",
    )
    order_handover_ids = fields.Many2many(
        comodel_name="sale.order.handover",
        relation="sale_order_handover_rel",
        column1="order_id",
        column2="handover_id",
        string="Handovers",
        copy=False,
        groups="base.group_user",
    )
    order_handover_count = fields.Integer(
        string="Number of Handovers",
        compute="_compute_order_handover_count",
        groups="order_signoff.group_user,sales_team.group_sale_salesman",
    )

    # === FIELDS: HOW THE ORDER CAME IN === #

    intake_channel = fields.Selection(
        selection=INTAKE_CHANNELS,
        string="Received By",
        copy=False,
        tracking=True,
    )
    intake_contact = fields.Char(
        string="Placed By",
        copy=False,
        help="The person at the customer who placed the order.",
    )
    order_received_on = fields.Datetime(string="Received On", copy=False, tracking=True)
    order_confirm_due = fields.Datetime(
        string="Confirm Before",
        compute="_compute_order_confirm_due",
        store=True,
        precompute=True,
        copy=False,
        help="The customer expects our confirmation before this moment.",
    )
    intake_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_intake_attachment_rel",
        column1="order_id",
        column2="attachment_id",
        string="Original Documents",
        copy=False,
        # Otherwise each reading would search all attachments of the database for readable ones;
        # the documents hang on the order and are read with its rights.
        bypass_search_access=True,
        help="The order as the customer sent it: scan, mail, sheet.",
    )
    read_back_required = fields.Boolean(compute="_compute_read_back_required")
    read_back_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Read Back By",
        copy=False,
        readonly=True,
        ondelete="restrict",
    )
    read_back_on = fields.Datetime(copy=False, readonly=True, tracking=True)

    # === FIELDS: DATES THAT START THE DELIVERY TIME === #

    customer_confirmed_on = fields.Date(
        copy=False,
        tracking=True,
        help="Date of the customer's written confirmation of specifications and quantities.",
    )
    deposit_required = fields.Boolean(
        tracking=True,
        help="The contract asks for a deposit before the delivery time starts.",
    )
    deposit_due = fields.Date(copy=False, tracking=True)
    deposit_received_on = fields.Date(
        copy=False,
        tracking=True,
        help="Day the deposit was on our account. Entered by Invoicing.",
    )
    letter_of_credit_required = fields.Boolean(tracking=True)
    letter_of_credit_arrived_on = fields.Date(
        string="Letter of Credit Arrived On",
        copy=False,
        tracking=True,
    )
    delivery_start_on = fields.Date(
        string="Delivery Time Starts On",
        compute="_compute_delivery_start_on",
        store=True,
        precompute=True,
        copy=False,
        help="Latest of customer confirmation, deposit on account and arrival of the letter of "
        "credit, as far as they are agreed. Empty while one of them is missing.",
    )
    intake_missing = fields.Text(
        string="Still Missing",
        compute="_compute_intake_missing",
        # Original documents are counted whether or not the reader may open them.
        compute_sudo=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("order_class_basis")
    @api.depends_context("lang")
    def _compute_order_class_reason(self):
        for order in self:
            order.order_class_reason = order._format_class_basis(order.order_class_basis)

    def _compute_order_handover_count(self):
        # Without a follower there is nothing to hand over, and nothing to look up.
        followed = self.filtered("follower_id")
        groups = followed and self.env["sale.order.handover"]._read_group(
            [("order_ids", "in", followed.ids)], ["order_ids"], ["__count"]
        )
        count_by_order = {order.id: count for order, count in groups}
        for order in self:
            order.order_handover_count = count_by_order.get(order.id, 0)

    @api.depends("order_received_on", "company_id")
    def _compute_order_confirm_due(self):
        due_by_key = {}
        for order in self:
            company = order.company_id
            if not order.order_received_on or not company.order_confirm_hours:
                order.order_confirm_due = False
                continue
            key = (company, order.order_received_on)
            if key not in due_by_key:
                due_by_key[key] = company.resource_calendar_id.plan_hours(
                    company.order_confirm_hours, order.order_received_on, compute_leaves=True
                )
            order.order_confirm_due = due_by_key[key]

    @api.depends("intake_channel", "company_id.order_read_back_required")
    def _compute_read_back_required(self):
        for order in self:
            company = order.company_id
            order.read_back_required = (
                order.intake_channel == "phone"
                and company.order_intake_enabled
                and company.order_read_back_required
            )

    @api.depends(
        "customer_confirmed_on",
        "deposit_required",
        "deposit_received_on",
        "letter_of_credit_required",
        "letter_of_credit_arrived_on",
    )
    def _compute_delivery_start_on(self):
        for order in self:
            dates = [order.customer_confirmed_on]
            if order.deposit_required:
                dates.append(order.deposit_received_on)
            if order.letter_of_credit_required:
                dates.append(order.letter_of_credit_arrived_on)
            order.delivery_start_on = max(dates) if all(dates) else False

    @api.depends(
        "state",
        "order_kind",
        "order_class",
        "follower_id",
        "intake_channel",
        "intake_attachment_ids",
        "read_back_on",
        "customer_confirmed_on",
        "deposit_required",
        "deposit_received_on",
        "letter_of_credit_required",
        "letter_of_credit_arrived_on",
    )
    @api.depends_context("lang")
    def _compute_intake_missing(self):
        missing = self._intake_missing_items()
        for order in self:
            order.intake_missing = "\n".join(missing[order.id]) or False

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("order_class", "order_class_proposed", "order_class_note")
    def _check_order_class_note(self):
        for order in self:
            proposed = order.order_class_proposed
            if not proposed or not order.order_class or order.order_class == proposed:
                continue
            if not (order.order_class_note or "").strip():
                raise ValidationError(
                    self.env._(
                        "Order %(order)s: say in “Why Another Class” why the proposed class is "
                        "not taken.",
                        order=order.name,
                    )
                )

    @api.constrains("follower_id", "company_id")
    def _check_follower(self):
        for order in self:
            # Users of other companies are not readable by everybody who may write the order.
            follower = order.follower_id.sudo()
            if follower and (follower.share or order.company_id not in follower.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot follow order %(order)s: choose an internal user of "
                        "%(company)s.",
                        user=follower.name,
                        order=order.name,
                        company=order.company_id.name,
                    )
                )

    @api.constrains("intake_attachment_ids")
    def _check_intake_attachments(self):
        for order in self:
            max_mb = order.company_id.order_document_max_mb
            for attachment in order.intake_attachment_ids:
                if attachment.file_size > max_mb * 1024 * 1024:
                    raise ValidationError(
                        self.env._(
                            "%(file)s is too large: order documents may have up to %(size)s MB.",
                            file=attachment.name,
                            size=max_mb,
                        )
                    )
                if not self._is_order_document(attachment):
                    raise ValidationError(
                        self.env._(
                            "%(file)s cannot be taken as an order document: attach a PDF, a "
                            "picture, a mail, a text or an office document.",
                            file=attachment.name,
                        )
                    )

    @api.onchange("intake_channel")
    def _onchange_intake_channel(self):
        if self.intake_channel and not self.order_received_on:
            self.order_received_on = fields.Datetime.now()

    @api.onchange("deposit_due")
    def _onchange_deposit_due(self):
        if self.deposit_due:
            self.deposit_required = True

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        refuse_protected(self, vals_list, PROTECTED_FIELDS)
        # A value that is not accepted does not come in as a default of the caller either.
        orders = super(SaleOrder, without_defaults(self, PROTECTED_FIELDS)).create(vals_list)
        for order in orders:
            if order.deposit_received_on:
                self._check_may_enter_deposit()
            if order.state == "sale":
                order._check_read_back()
            if order.intake_attachment_ids:
                order._adopt_intake_attachments()
        return orders.with_env(self.env)

    def write(self, vals):
        refuse_protected(self, [vals], PROTECTED_FIELDS)
        if "deposit_received_on" in vals and self._changes_value("deposit_received_on", vals):
            self._check_may_enter_deposit()
        if "follower_id" in vals:
            self._check_follower_change(vals)
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._check_read_back()
        result = super().write(vals)
        if vals.get("intake_attachment_ids"):
            self._adopt_intake_attachments()
        return result

    def _check_follower_change(self, vals):
        """An order changes hands by a handover; the system itself may name a follower."""
        if self.env.su:
            return
        followed = self.filtered(lambda order: order.order_intake_enabled and order.follower_id)
        if followed._changes_value("follower_id", vals):
            raise UserError(
                self.env._(
                    "%(orders)s already has a follower: press “Hand Over” and let the new "
                    "follower acknowledge.",
                    orders=format_list(self.env, followed.mapped("name")),
                )
            )

    def _check_may_enter_deposit(self):
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only Invoicing can enter the day a deposit was received: ask Finance.")
            )

    def _check_read_back(self):
        """Confirming by any way, not only by the button, needs the reading back."""
        for order in self:
            if order._is_read_back_missing():
                raise UserError(order._read_back_message())

    def _changes_value(self, name, vals):
        field = self._fields[name]
        return any(
            field.convert_to_cache(vals[name], order)
            != field.convert_to_cache(order[name], order)
            for order in self
        )

    def _adopt_intake_attachments(self):
        """Hang documents that were uploaded before the order was saved onto the order."""
        for order in self:
            loose = order.intake_attachment_ids.filtered(
                lambda a: a.res_model == "sale.order" and not a.res_id
            )
            loose.write({"res_id": order.id})

    # === ACTIONS === #

    def action_propose_order_class(self):
        """Look at the lines and earlier deliveries again and propose the class of the orders."""
        self.check_access("write")
        self._refresh_order_class()
        return True

    def action_confirm_read_back(self):
        """Record that the current user has read the order back to the customer."""
        self.check_access("write")
        if self.env.su or self.env.user.share:
            raise UserError(self.env._("Only the person who read the order back can record it."))
        # The fields are closed to typing, so that nobody can record it for somebody else.
        self.filtered(lambda order: not order.read_back_on).sudo().write(
            {"read_back_by_id": self.env.uid, "read_back_on": fields.Datetime.now()}
        )
        return True

    def action_hand_over(self):
        """Open a new handover of the orders to another follower.

        :return: action of the form, nothing is saved yet
        """
        unfollowed = self.filtered(lambda order: not order.follower_id)
        if unfollowed:
            raise UserError(
                self.env._(
                    "%(order)s has no follower yet: choose one on the order itself.",
                    order=format_list(self.env, unfollowed.mapped("name")),
                )
            )
        if len(self.follower_id) > 1:
            raise UserError(
                self.env._("Choose orders of one follower: each follower hands over for himself.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "sale.order.handover",
            "view_mode": "form",
            "context": {"default_order_ids": [Command.set(self.ids)]},
        }

    def action_view_order_handovers(self):
        """Open the handovers of the order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_order_intake.sale_order_handover_action"
        )
        action["domain"] = [("order_ids", "in", self.ids)]
        action["context"] = {}
        return action

    # === CONFIRMATION === #

    def _confirmation_error_message(self):
        message = super()._confirmation_error_message()
        if not message and self._is_read_back_missing():
            message = self._read_back_message()
        return message

    def _read_back_message(self):
        self.ensure_one()
        return self.env._(
            "Order %(order)s came by phone: read it back to the customer and press "
            "“Read Back” before you confirm.",
            order=self.name,
        )

    def _is_read_back_missing(self):
        """A phone order nobody has read back; a customer who signed or paid online has read it."""
        self.ensure_one()
        if not self.read_back_required or self.read_back_on or self.signed_on:
            return False
        # Transactions are closed to sales staff; only whether one was paid is looked at.
        transactions = self.sudo().transaction_ids
        return not any(tx.state in ("authorized", "done") for tx in transactions)

    # === ORDER CODE === #

    @api.depends("order_kind")
    def _compute_order_code_preview(self):
        return super()._compute_order_code_preview()

    def _order_code_kind(self):
        scheme = self.company_id._get_order_code_scheme()
        if all(segment.type != "kind" for segment in scheme._segments()):
            return super()._order_code_kind()
        return scheme._kind_codes()[self.order_kind] or super()._order_code_kind()

    # === ACTIVITIES === #

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Give what Odoo schedules for the salesperson to the follower, if there is one."""
        result = self.env["mail.activity"]
        by_follower = defaultdict(self.browse)
        if act_values.get("automated", True):
            for order in self.filtered("follower_id"):
                asked = act_values.get("user_id")
                if order.order_intake_enabled and asked in (False, None, order.user_id.id):
                    by_follower[order.follower_id] |= order
        others = self - self.browse().union(*by_follower.values())
        if others or not by_follower:
            result = super(SaleOrder, others).activity_schedule(
                act_type_xmlid, date_deadline, summary, note, **act_values
            )
        for follower, orders in by_follower.items():
            values = dict(act_values, user_id=follower.id)
            activities = super(SaleOrder, orders).activity_schedule(
                act_type_xmlid, date_deadline, summary, note, **values
            )
            result = (result or self.env["mail.activity"]) | (activities or result)
        return result

    def _order_responsible_users(self):
        """Whom to remind of an order: the follower first, else the salesperson.

        :return: {order id: res.users}
        """
        return {order.id: order.follower_id or order.user_id for order in self}

    # === FOLLOWER === #

    def _take_over(self, follower):
        """Make ``follower`` the follower; called once the handover is acknowledged."""
        activities = self.env["mail.activity"]
        for order in self:
            previous = order.follower_id
            activities |= order.activity_ids.filtered(
                lambda activity, previous=previous: activity.user_id == previous
            )
        self.write({"follower_id": follower.id, "next_follower_id": False})
        activities.write({"user_id": follower.id})

    # === WHAT IS MISSING === #

    def _intake_missing_items(self):
        """What an unconfirmed order still lacks, in the reader's language.

        :return: {order id: [str]}
        """
        missing = {}
        for order in self:
            if order.state not in ("draft", "sent"):
                missing[order.id] = []
            else:
                missing[order.id] = [text for lacks, text in order._intake_checks() if lacks]
        return missing

    def _intake_checks(self):
        """Checks of one order as (lacking, text); extend it to list more."""
        self.ensure_one()
        _ = self.env._
        by_customer = self.order_kind in ("sample", "customer")
        has_original = bool(self.intake_attachment_ids)
        return [
            (not self.follower_id, _("Follower")),
            (not self.order_class, _("Order class")),
            (by_customer and not self.intake_channel, _("How the order came in")),
            (
                by_customer and self.intake_channel not in (False, "phone") and not has_original,
                _("Original document"),
            ),
            (
                by_customer and self.intake_channel == "phone" and not self.read_back_on,
                _("Reading back to the customer"),
            ),
            (by_customer and not self.customer_confirmed_on, _("Customer's written confirmation")),
            (self.deposit_required and not self.deposit_received_on, _("Deposit")),
            (
                self.letter_of_credit_required and not self.letter_of_credit_arrived_on,
                _("Letter of credit"),
            ),
        ]

    @api.model
    def _is_order_document(self, attachment):
        """Whether the file has an extension we take and the content that belongs to it."""
        extension = (attachment.name or "").rpartition(".")[2].lower()
        if attachment.type != "binary" or extension not in DOCUMENT_SIGNATURES:
            return False
        head = (attachment.raw or b"")[:DOCUMENT_HEAD_BYTES]
        signatures = DOCUMENT_SIGNATURES[extension]
        if signatures:
            return head.startswith(signatures)
        return bool(head) and (b"\x00" not in head or head.startswith(UTF16_MARKS))

    # === CLASS === #

    def _refresh_order_class(self):
        """Propose the class anew and take it over where no person has chosen another with a note.

        Called by the button and by whatever needs to know the class now.
        """
        for order, (order_class, basis) in self._classify_orders().items():
            if not order_class:
                continue
            values = {"order_class_proposed": order_class, "order_class_basis": basis}
            chosen = order.order_class and order.order_class != order.order_class_proposed
            if not (chosen and (order.order_class_note or "").strip()):
                values.update(order_class=order_class, order_class_note=False)
            if any(order[name] != value for name, value in values.items()):
                # The proposal is closed to typing; the caller may write the order (checked).
                order.sudo().write(values)

    def _propose_order_class(self):
        """Class of the orders as their lines and the earlier deliveries suggest.

        Nothing is written. Class and reason are False and text for an order without goods.

        :return: {order id: (class, reason)}
        """
        return {
            order.id: (order_class, self._format_class_basis(basis))
            for order, (order_class, basis) in self._classify_orders().items()
        }

    def _effective_order_class(self):
        """The class that counts now, for whoever decides by it.

        What a person chose counts if he wrote why; otherwise what the lines and deliveries say at
        this moment, however long ago the class on the order was proposed. Nothing is written.

        :return: {order id: (class or False, reason)}
        """
        result = {}
        for order, (order_class, basis) in self._classify_orders().items():
            note = (order.order_class_note or "").strip()
            if order.order_class and (note or not order_class):
                result[order.id] = (order.order_class, note)
            else:
                result[order.id] = (order_class, self._format_class_basis(basis))
        return result

    def _classify_orders(self):
        """
        :return: {order: (class or False, [fact])}; a fact is a dict with its ``code``
        """
        products_by_order = {order: order._goods_lines().product_id for order in self}
        delivered_on = self._last_deliveries(products_by_order)
        repeated = self._repeated_orders(products_by_order)
        result = {}
        for order, products in products_by_order.items():
            if not products:
                result[order] = (False, [{"code": "no_goods"}])
                continue
            facts = order._irregular_facts(products, delivered_on)
            if facts:
                result[order] = ("irregular", facts)
            elif order in repeated:
                result[order] = ("repeat", [{"code": "repeat", "order": repeated[order]}])
            else:
                result[order] = ("regular", [{"code": "known"}])
        return result

    def _goods_lines(self):
        return self.order_line.filtered(
            lambda line: (
                not line.display_type and not line.is_downpayment and line.product_type == "consu"
            )
        )

    def _irregular_facts(self, products, delivered_on):
        """What makes the order non-regular.

        :param delivered_on: {(company id, product id): date of the last delivery}
        :return: list of facts
        """
        self.ensure_one()
        company = self.company_id
        months = company.order_dormant_months
        limit = fields.Date.context_today(self) - relativedelta(months=months) if months else None
        by_code = defaultdict(list)
        for product in products:
            label = product.default_code or product.name
            last = delivered_on.get((company.id, product.id))
            if product.order_maturity == "discontinued" or not product.active:
                by_code["discontinued"].append(label)
            elif product.order_maturity == "proven":
                continue
            elif product.order_maturity == "new" or not last:
                by_code["new"].append(label)
            elif limit and last < limit:
                by_code["dormant"].append(label)
        facts = [{"code": code, "products": labels} for code, labels in by_code.items()]
        if self.quality_above_standard:
            facts.append({"code": "quality"})
        if self.new_process:
            facts.append({"code": "process"})
        if self.has_penalty_clause and self._is_date_tight():
            facts.append({"code": "tight"})
        return facts

    def _is_date_tight(self):
        """Whether the customer wants the goods earlier than their usual lead time allows."""
        self.ensure_one()
        if not self.commitment_date:
            return False
        lead = max(self._goods_lines().mapped("customer_lead"), default=0)
        return self.commitment_date < self.date_order + timedelta(days=lead)

    @api.model
    def _last_deliveries(self, products_by_order):
        """Date of the last delivery of each product by the order's company, in one query.

        Read past the record rules: what the company has delivered does not depend on who asks.

        :return: {(company id, product id): date}
        """
        pairs = {
            (order.company_id.id, product.id)
            for order, products in products_by_order.items()
            for product in products
        }
        if not pairs:
            return {}
        self._flush_delivery_history()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT past.company_id, line.product_id,
                       MAX(COALESCE(past.effective_date, past.date_order))
                  FROM sale_order_line line
                  JOIN sale_order past ON past.id = line.order_id
                 WHERE line.product_id IN %(products)s
                   AND past.company_id IN %(companies)s
                   AND past.state = 'sale'
                   AND line.qty_delivered > 0
              GROUP BY past.company_id, line.product_id
                """,
                products=tuple({product for _company, product in pairs}),
                companies=tuple({company for company, _product in pairs}),
            )
        )
        return {(company, product): last.date() for company, product, last in rows}

    @api.model
    def _repeated_orders(self, products_by_order):
        """Name of the customer's latest order on which all products were delivered, in one query.

        :return: {order: name of the earlier order}
        """
        wanted = [
            (order.id, order.company_id.id, order.partner_id.commercial_partner_id.id, product.id)
            for order, products in products_by_order.items()
            for product in products
        ]
        if not wanted:
            return {}
        self._flush_delivery_history()
        order_ids, company_ids, customer_ids, product_ids = (
            list(column) for column in zip(*wanted, strict=True)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (wanted.order_id) wanted.order_id, past.name
                  FROM unnest(%(orders)s::int[], %(companies)s::int[], %(customers)s::int[],
                              %(products)s::int[])
                       AS wanted(order_id, company_id, customer_id, product_id)
                  JOIN res_partner customer
                    ON customer.commercial_partner_id = wanted.customer_id
                  JOIN sale_order past
                    ON past.partner_id = customer.id
                   AND past.company_id = wanted.company_id
                   AND past.id != wanted.order_id
                   AND past.state = 'sale'
                  JOIN sale_order_line line
                    ON line.order_id = past.id
                   AND line.product_id = wanted.product_id
                   AND line.qty_delivered > 0
              GROUP BY wanted.order_id, past.id
                HAVING COUNT(DISTINCT line.product_id) = (
                       SELECT COUNT(*) FROM unnest(%(orders)s::int[]) AS own(order_id)
                        WHERE own.order_id = wanted.order_id)
              ORDER BY wanted.order_id, past.date_order DESC, past.id DESC
                """,
                orders=order_ids,
                companies=company_ids,
                customers=customer_ids,
                products=product_ids,
            )
        )
        return {self.browse(order_id): name for order_id, name in rows}

    @api.model
    def _flush_delivery_history(self):
        self.env["sale.order.line"].flush_model(["order_id", "product_id", "qty_delivered"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.flush_model(
            ["company_id", "date_order", "effective_date", "name", "partner_id", "state"]
        )

    @api.model
    def _format_class_basis(self, basis):
        """Say the stored facts in the reader's language."""
        return "\n".join(self._format_class_fact(fact) for fact in basis or []) or False

    @api.model
    def _format_class_fact(self, fact):
        _ = self.env._
        products = fact.get("products") or []
        names = format_list(self.env, products[:CLASS_REASON_PRODUCTS])
        if len(products) > CLASS_REASON_PRODUCTS:
            names = _("%(products)s and others", products=names)
        texts = {
            "no_goods": _("There are no goods on the order yet."),
            "discontinued": _("Discontinued: %(products)s", products=names),
            "new": _("Never delivered before: %(products)s", products=names),
            "dormant": _("Not delivered for a long time: %(products)s", products=names),
            "quality": _("A quality above our standard is asked for."),
            "process": _("The process is new or very complex."),
            "tight": _("The date is tight and the contract holds a penalty clause."),
            "repeat": _(
                "The customer had all products on order %(order)s.", order=fact.get("order")
            ),
            "known": _("All products were delivered before."),
        }
        return texts.get(fact.get("code"), "")
