from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class SaleLetterOfCredit(models.Model):
    """A letter of credit a customer has opened for an order."""

    _name = "sale.letter.of.credit"
    _description = "Letter of Credit"
    _inherit = ["mail.thread"]
    _order = "expiry_on, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(string="Number", required=True, index="trigram", tracking=True)
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary(tracking=True)
    issuing_bank = fields.Char()
    arrived_on = fields.Date(
        tracking=True, help="Day the letter of credit arrived at our bank. Empty: not yet."
    )
    latest_shipment_on = fields.Date(string="Latest Shipment", tracking=True)
    expiry_on = fields.Date(tracking=True)
    partial_allowed = fields.Boolean(string="Partial Shipment Allowed", default=True, tracking=True)
    transshipment_allowed = fields.Boolean(default=True, tracking=True)
    documents = fields.Text(
        string="Documents to Present",
        help="Papers the bank asks for: invoice, packing list, bill of lading, certificates.",
    )
    warning = fields.Text(compute="_compute_warning")

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount of a letter of credit must not be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id")
    def _compute_currency_id(self):
        for credit in self:
            credit.currency_id = credit.order_id.currency_id or credit.currency_id

    @api.depends(
        "amount",
        "currency_id",
        "latest_shipment_on",
        "expiry_on",
        "order_id.amount_total",
        "order_id.currency_id",
        "order_id.commitment_date",
        "order_id.letter_of_credit_ids.amount",
    )
    @api.depends_context("lang")
    def _compute_warning(self):
        for credit in self:
            credit.warning = "\n".join(credit._warnings()) or False

    # === CONSTRAINTS === #

    @api.constrains("latest_shipment_on", "expiry_on")
    def _check_dates(self):
        for credit in self:
            latest, expiry = credit.latest_shipment_on, credit.expiry_on
            if latest and expiry and latest > expiry:
                raise ValidationError(
                    self.env._(
                        "Letter of credit %(number)s expires before its latest shipment: correct "
                        "one of the two dates.",
                        number=credit.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        credits = super().create(vals_list)
        credits.order_id._sync_letters_of_credit()
        return credits

    def write(self, vals):
        orders = self.order_id
        result = super().write(vals)
        if "arrived_on" in vals or "order_id" in vals:
            (orders | self.order_id)._sync_letters_of_credit()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._sync_letters_of_credit()
        return result

    # === BUSINESS METHODS === #

    def _warnings(self):
        """What on the order does not keep to the letter of credit."""
        self.ensure_one()
        order = self.order_id
        warnings = []
        wanted = order.commitment_date and order.commitment_date.date()
        if wanted and self.latest_shipment_on and wanted > self.latest_shipment_on:
            warnings.append(
                self.env._(
                    "%(number)s: the delivery date %(wanted)s is after the latest shipment "
                    "%(latest)s.",
                    number=self.name,
                    wanted=format_date(self.env, wanted),
                    latest=format_date(self.env, self.latest_shipment_on),
                )
            )
        if self.expiry_on and self.expiry_on < fields.Date.context_today(self):
            warnings.append(
                self.env._(
                    "%(number)s expired on %(date)s.",
                    number=self.name,
                    date=format_date(self.env, self.expiry_on),
                )
            )
        if self.amount and self.currency_id == order.currency_id:
            total = sum(order.letter_of_credit_ids.mapped("amount"))
            if self.currency_id.compare_amounts(total, order.amount_total) < 0:
                warnings.append(
                    self.env._("%(number)s does not cover the order.", number=self.name)
                )
        return warnings
