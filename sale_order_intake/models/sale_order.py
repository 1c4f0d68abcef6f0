from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL, format_date, format_list

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
# Documents a customer sends, by file extension, and the content each may have.
ZIP_TYPES = ("application/zip", "application/x-zip-compressed", "application/octet-stream")
OLE_TYPES = ("application/CDFV2", "application/x-ole-storage", "application/octet-stream")
DOCUMENT_TYPES = {
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "tif": ("image/tiff", "application/octet-stream"),
    "tiff": ("image/tiff", "application/octet-stream"),
    "webp": ("image/webp", "application/octet-stream"),
    "docx": ZIP_TYPES + ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xlsx": ZIP_TYPES + ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "odt": ZIP_TYPES + ("application/vnd.oasis.opendocument.text",),
    "ods": ZIP_TYPES + ("application/vnd.oasis.opendocument.spreadsheet",),
    "doc": OLE_TYPES + ("application/msword",),
    "xls": OLE_TYPES + ("application/vnd.ms-excel",),
    "msg": OLE_TYPES + ("application/vnd.ms-outlook",),
    "eml": ("text/plain", "message/rfc822", "application/octet-stream"),
    "txt": ("text/plain",),
    "csv": ("text/plain", "text/csv"),
}
DOCUMENT_SNIFF_BYTES = 4096
# Entered by a person at the moment it happens, never by whoever writes the order.
READ_BACK_FIELDS = ("read_back_by_id", "read_back_on")


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
        groups = self.env["sale.order.handover"]._read_group(
            [("order_ids", "in", self.ids)], ["order_ids"], ["__count"]
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
