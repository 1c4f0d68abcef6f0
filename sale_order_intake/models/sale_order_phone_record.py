from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling

CHANNELS = [("phone", "Phone"), ("fax", "Fax")]
# Set by the buttons at the moment it happens.
PROTECTED_FIELDS = {
    "name",
    "state",
    "read_back_by_id",
    "read_back_on",
    "receipt_confirmed_by_id",
    "receipt_confirmed_on",
    "closed_on",
}
# What was read back: whoever changes it reads it back once more.
READ_BACK_FIELDS = {"partner_id", "caller", "said", "line_ids", "wanted_on", "delivery_place"}


class SaleOrderPhoneRecord(models.Model):
    """What a customer ordered or asked by phone or fax, written down while he speaks."""

    _name = "sale.order.phone.record"
    _description = "Phone and Fax Record"
    _inherit = ["order.form.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "received_on desc, id desc"
    _rec_names_search = ["name", "caller", "phone"]
    _check_company_auto = True
    _form_key = "sale_order_phone_record"

    # === FIELDS === #

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)
    channel = fields.Selection(selection=CHANNELS, required=True, default="phone", tracking=True)
    purpose = fields.Selection(
        selection=[("order", "Order"), ("inquiry", "Inquiry")],
        string="What It Is About",
        required=True,
        default="order",
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken By",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index=True,
        tracking=True,
    )
    received_on = fields.Datetime(
        required=True, default=fields.Datetime.now, copy=False, tracking=True
    )
    # Who called
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    caller = fields.Char(required=True, help="The person who called or sent the fax.")
    phone = fields.Char(
        string="Phone or Fax Number",
        compute="_compute_phone",
        store=True,
        readonly=False,
        help="Under which we can call back.",
    )
    # What was said
    said = fields.Text(string="What Was Said", help="In the words of the customer.")
    line_ids = fields.One2many(
        comodel_name="sale.order.phone.record.line",
        inverse_name="record_id",
        string="Goods",
        copy=True,
    )
    wanted_on = fields.Date(string="Delivery Wanted On")
    delivery_place = fields.Char()
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_phone_record_attachment_rel",
        column1="record_id",
        column2="attachment_id",
        string="Original",
        copy=False,
        bypass_search_access=True,
        help="The fax as it came, or a note taken by hand.",
    )
    # Time limits
    confirm_due = fields.Datetime(
        string="Confirm Before",
        compute="_compute_confirm_due",
        store=True,
        help="The customer expects our confirmation before this moment.",
    )
    receipt_due = fields.Datetime(
        string="Confirm Receipt Before",
        compute="_compute_receipt_due",
        store=True,
        help="Until then the sender of a fax is told that it has arrived.",
    )
    receipt_confirmed_on = fields.Datetime(copy=False, readonly=True, tracking=True)
    receipt_confirmed_by_id = fields.Many2one(
        comodel_name="res.users", copy=False, readonly=True, ondelete="restrict"
    )
    # Reading back
    read_back_to = fields.Char(
        string="Confirmed By",
        copy=False,
        help="The person at the customer to whom it was read back and who agreed.",
    )
    read_back_on = fields.Datetime(copy=False, readonly=True, tracking=True)
    read_back_by_id = fields.Many2one(
        comodel_name="res.users", copy=False, readonly=True, ondelete="restrict"
    )
    # What came of it
    order_ids = fields.One2many(
        comodel_name="sale.order", inverse_name="phone_record_id", string="Orders", copy=False
    )
    order_count = fields.Integer(compute="_compute_order_count")
    answer = fields.Text(
        string="What We Answered",
        copy=False,
        help="Where no order came of it: what the caller was told.",
    )
    closed_on = fields.Datetime(copy=False, readonly=True)
    state = fields.Selection(
        selection=[("open", "Open"), ("ordered", "Order Made"), ("closed", "Closed")],
        default="open",
        required=True,
        copy=False,
        readonly=True,
        index=True,
        tracking=True,
    )
    missing = fields.Text(string="Still Missing", compute="_compute_missing")

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_phone(self):
        for record in self:
            record.phone = record.phone or record.partner_id.phone

    @api.depends("received_on", "company_id", "purpose")
    def _compute_confirm_due(self):
        for record in self:
            hours = record.company_id.order_confirm_hours
            record.confirm_due = (
                record.received_on
                and hours
                and record.purpose == "order"
                and record.company_id.resource_calendar_id.plan_hours(
                    hours, record.received_on, compute_leaves=True
                )
            )

    @api.depends("received_on", "company_id", "channel")
    def _compute_receipt_due(self):
        for record in self:
            minutes = record.company_id.order_fax_receipt_minutes
            record.receipt_due = (
                record.channel == "fax"
                and record.received_on
                and minutes
                and record.received_on + timedelta(minutes=minutes)
            )

    @api.depends("order_ids")
    def _compute_order_count(self):
        groups = self.env["sale.order"]._read_group(
            [("phone_record_id", "in", self.ids)], ["phone_record_id"], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.order_count = counts.get(record._origin.id, 0)

    @api.depends(
        "state",
        "channel",
        "purpose",
        "partner_id",
        "phone",
        "said",
        "line_ids",
        "attachment_ids",
        "read_back_on",
        "receipt_confirmed_on",
        "receipt_due",
    )
    @api.depends_context("lang")
    def _compute_missing(self):
        for record in self:
            lacking = [text for lacks, text in record._missing_checks() if lacks]
            record.missing = record.state != "closed" and "\n".join(lacking)

    def _missing_checks(self):
        """Checks of one record as (lacking, text)."""
        self.ensure_one()
        ordered = self.purpose == "order"
        return [
            (not self.phone, self.env._("Number to call back")),
            (not self.said and not self.line_ids, self.env._("What was said")),
            (
                self.channel == "fax" and not self.attachment_ids,
                self.env._("The fax as it came"),
            ),
            (
                self.receipt_due and not self.receipt_confirmed_on,
                self.env._("Telling the sender that the fax has arrived"),
            ),
            (
                ordered and self.channel == "phone" and not self.read_back_on,
                self.env._("Reading back to the customer"),
            ),
            (ordered and not self.partner_id, self.env._("Customer")),
            (ordered and self.state == "open", self.env._("Quotation")),
            (
                not ordered and self.state == "open",
                self.env._("Answer to the caller"),
            ),
        ]

    # === CONSTRAINTS AND ONCHANGE === #

    @api.constrains("attachment_ids")
    def _check_attachments(self):
        orders = self.env["sale.order"]
        for record in self:
            for attachment in record.attachment_ids:
                orders._check_order_document(attachment, record.company_id)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id and not self.partner_id.is_company and not self.caller:
            self.caller = self.partner_id.name

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        # The number is given by the system and closed to typing.
        for record in records.sudo():
            record.name = record.company_id._next_document_number(self._name)
        records._adopt_attachments()
        return records

    def write(self, vals):
        result = super().write(vals)
        if READ_BACK_FIELDS & vals.keys():
            self._forget_read_back()
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_used(self):
        if is_uninstalling(self.env):
            return
        used = self.filtered(lambda record: record.state != "open" or record.read_back_on)
        if used:
            raise UserError(
                self.env._(
                    "%(records)s are kept: they were read back, answered or became orders. Archive"
                    " them instead.",
                    records=format_list(self.env, used.mapped("name")),
                )
            )

    def _adopt_attachments(self):
        for record in self:
            loose = record.attachment_ids.filtered(
                lambda a: a.res_model == "sale.order.phone.record" and not a.res_id
            )
            loose.write({"res_id": record.id})

    def _forget_read_back(self):
        """What was changed after it had been read back is read back once more."""
        changed = self.filtered(lambda record: record.read_back_on and record.state == "open")
        if not changed:
            return
        # sudo: closed to typing, so that nobody can record it for somebody else
        changed.sudo().write({"read_back_on": False, "read_back_by_id": False})
        for record in changed:
            record._message_log(
                body=self.env._("Changed after it had been read back: read it back again.")
            )
