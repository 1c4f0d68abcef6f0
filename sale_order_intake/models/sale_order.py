from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

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
