from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_list

from .sale_order_class_mixin import ORDER_CLASSES as ORDER_CLASSES  # for other add-ons

ORDER_KINDS = [
    ("sample", "Sample order"),
    ("presale", "Pre-sale order"),
    ("customer", "Customer order"),
    ("stock", "Make-to-stock request"),
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
# How many late orders are told of before the work is saved.
CHASE_BATCH = 100
# Set by the buttons at the moment it happens, never by whoever writes the order.
PROTECTED_FIELDS = {
    "read_back_by_id",
    "read_back_on",
    "next_follower_id",
    "order_chased_on",
    "order_handover_count",
    "intake_document_count",
}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sale.order.class.mixin"]

    # === FIELDS: WHAT THE ORDER IS === #

    order_intake_enabled = fields.Boolean(related="company_id.order_intake_enabled")
    # Required in the views only: a column that must not be empty would refuse orders created
    # while this add-on is not loaded, by an upgrade of Sales for instance.
    order_kind = fields.Selection(
        selection=ORDER_KINDS,
        default="customer",
        tracking=True,
    )
    order_urgency = fields.Selection(
        selection=ORDER_URGENCIES,
        string="Urgency",
        default="normal",
        copy=False,
        tracking=True,
    )

    # === FIELDS: FOLLOWER === #

    follower_id = fields.Many2one(
        comodel_name="res.users",
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
    # Counted when it happens: a form must not ask for what most orders do not have.
    order_handover_count = fields.Integer(
        string="Number of Handovers",
        copy=False,
        readonly=True,
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
    order_chased_on = fields.Datetime(
        string="Told That It Is Late",
        copy=False,
        readonly=True,
        help="When the follower was told that the confirmation is late.",
    )
    intake_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_intake_attachment_rel",
        column1="order_id",
        column2="attachment_id",
        string="Attached Originals",
        copy=False,
        # Otherwise each reading would search all attachments of the database for readable ones;
        # the documents hang on the order and are read with its rights.
        bypass_search_access=True,
        help="The order as the customer sent it: scan, mail, sheet.",
    )
    intake_document_count = fields.Integer(
        string="Number of Original Documents",
        copy=False,
        readonly=True,
    )
    intake_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Original Documents",
        compute="_compute_intake_document_ids",
        inverse="_inverse_intake_document_ids",
        help="The order as the customer sent it: scan, mail, sheet.",
    )
    read_back_required = fields.Boolean(compute="_compute_read_back_required")
    read_back_by_id = fields.Many2one(
        comodel_name="res.users",
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
    deposit_due = fields.Date(copy=False, tracking=True)
    deposit_received_on = fields.Date(
        copy=False,
        tracking=True,
        help="Day the deposit was on our account. Entered by Invoicing.",
    )
    letter_of_credit_required = fields.Boolean(string="Letter of Credit Required", tracking=True)
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
    )

    # === COMPUTE METHODS === #

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

    @api.depends("intake_attachment_ids", "intake_document_count")
    def _compute_intake_document_ids(self):
        # Read only where there are some: every form of an order asks for this field.
        without = self.filtered(lambda order: not order.intake_document_count)
        without.intake_document_ids = False
        for order in self - without:
            order.intake_document_ids = order.intake_attachment_ids

    def _inverse_intake_document_ids(self):
        for order in self:
            order.intake_attachment_ids = order.intake_document_ids

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
        "intake_document_count",
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
            for attachment in order.intake_attachment_ids:
                self._check_order_document(attachment, order.company_id)

    @api.onchange("intake_channel")
    def _onchange_intake_channel(self):
        if self.intake_channel and not self.order_received_on:
            self.order_received_on = fields.Datetime.now()

    @api.onchange("deposit_due")
    def _onchange_deposit_due(self):
        if self.deposit_due:
            self.deposit_required = True

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order in orders:
            if order.deposit_received_on:
                self._check_may_enter_deposit()
            if order.state == "sale":
                order._check_read_back()
            if order.intake_attachment_ids:
                order._adopt_intake_attachments()
        return orders

    def write(self, vals):
        if "deposit_received_on" in vals and self._changes_value("deposit_received_on", vals):
            self._check_may_enter_deposit()
        if "follower_id" in vals:
            self._check_follower_change(vals)
        if vals.get("state") == "sale":
            self.filtered(lambda order: order.state != "sale")._check_read_back()
        result = super().write(vals)
        if vals.get("state") in ("sale", "cancel") or "order_received_on" in vals:
            self._stop_chasing()
        if "intake_attachment_ids" in vals:
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
                    "Press “Hand Over” to change the follower of %(orders)s: the new follower has "
                    "to acknowledge.",
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
            field.convert_to_cache(vals[name], order) != field.convert_to_cache(order[name], order)
            for order in self
        )

    def _adopt_intake_attachments(self):
        """Hang documents that were uploaded before the order was saved onto the order."""
        for order in self:
            loose = order.intake_attachment_ids.filtered(
                lambda a: a.res_model == "sale.order" and not a.res_id
            )
            loose.write({"res_id": order.id})
        self._count_intake_documents()

    def _count_intake_documents(self):
        # The count is closed to typing; it follows from the documents.
        for order in self.sudo():
            order.intake_document_count = len(order.intake_attachment_ids)

    # === ACTIONS === #

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
                    "Nobody follows %(orders)s yet: choose a follower on the order itself.",
                    orders=format_list(self.env, unfollowed.mapped("name")),
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
        return (
            self.read_back_required and not self.read_back_on and not self._is_confirmed_online()
        )

    def _is_confirmed_online(self):
        """Whether the customer has signed the order or paid for it online."""
        self.ensure_one()
        if self.signed_on:
            return True
        # Transactions are closed to sales staff; only whether one was paid is looked at.
        transactions = self.sudo().transaction_ids
        return any(tx.state in ("authorized", "done") for tx in transactions)

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
        return {order.id: order.follower_id.filtered("active") or order.user_id for order in self}

    @api.model
    def _cron_chase_unconfirmed(self):
        """Put late orders on the activities of those who follow them, once for each order."""
        domain = Domain(
            [
                ("state", "in", ("draft", "sent")),
                ("order_confirm_due", "<=", fields.Datetime.now()),
                ("order_chased_on", "=", False),
                ("company_id.order_intake_enabled", "=", True),
            ]
        ) & (Domain("follower_id.active", "=", True) | Domain("user_id.active", "=", True))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while orders := self.search(domain, limit=CHASE_BATCH, order="order_confirm_due, id"):
            orders._chase()
            if not cron._commit_progress(len(orders)):
                break

    def _chase(self):
        activity_type = self.env.ref("sale_order_intake.mail_activity_type_confirm")
        responsible = self._order_responsible_users()
        # No mail for each order: it stands among the activities of the person.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": order.id,
                    "activity_type_id": activity_type.id,
                    "user_id": responsible[order.id].id,
                    "date_deadline": order.order_confirm_due.date(),
                    "automated": True,
                }
                for order in self
            ]
        )
        self.write({"order_chased_on": fields.Datetime.now()})

    def _stop_chasing(self):
        chased = self.filtered("order_chased_on")
        if chased:
            chased.activity_unlink(["sale_order_intake.mail_activity_type_confirm"])
            # The mark is closed to typing; whoever moves the order on ends the chasing.
            chased.sudo().write({"order_chased_on": False})

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
        by_customer = self.order_kind in ("sample", "customer")
        by_phone = self.intake_channel == "phone"
        in_writing = self.intake_channel and not by_phone
        return [
            (not self.follower_id, self.env._("Follower")),
            (not self.order_class, self.env._("Order class")),
            (by_customer and not self.intake_channel, self.env._("How the order came in")),
            (
                by_customer and in_writing and not self.intake_document_count,
                self.env._("Original document"),
            ),
            (
                by_customer and by_phone and not self.read_back_on,
                self.env._("Reading back to the customer"),
            ),
            (
                by_customer and not self.customer_confirmed_on,
                self.env._("Customer's written confirmation"),
            ),
            (self.deposit_required and not self.deposit_received_on, self.env._("Deposit")),
            (
                self.letter_of_credit_required and not self.letter_of_credit_arrived_on,
                self.env._("Letter of credit"),
            ),
        ]

    @api.model
    def _check_order_document(self, attachment, company):
        """Refuse a file that is too large or no document a customer sends."""
        max_mb = company.order_document_max_mb
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

    @api.model
    def _is_order_document(self, attachment):
        """Whether the file has an extension we take and the content that belongs to it."""
        return attachment.type == "binary" and self._is_document_content(
            attachment.name, attachment.raw
        )

    @api.model
    def _is_document_content(self, name, content, extensions=tuple(DOCUMENT_SIGNATURES)):
        """Whether a file begins as its extension promises.

        :param str name: name of the file
        :param bytes content: what is in it
        :param extensions: the extensions that are taken here
        """
        extension = (name or "").rpartition(".")[2].lower()
        if extension not in extensions:
            return False
        head = (content or b"")[:DOCUMENT_HEAD_BYTES]
        signatures = DOCUMENT_SIGNATURES[extension]
        if signatures:
            return head.startswith(signatures)
        return bool(head) and (b"\x00" not in head or head.startswith(UTF16_MARKS))
