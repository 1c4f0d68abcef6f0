from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list

from odoo.addons.order_signoff.tools import is_uninstalling

# What Finance has checked: another value has to be checked again.
TERMS_FIELDS = {
    "name",
    "amount",
    "currency_id",
    "tolerance_percent",
    "latest_shipment_on",
    "expiry_on",
    "presentation_days",
    "partial_allowed",
    "transshipment_allowed",
    "conditions",
    "order_id",
}
# Set by the buttons.
PROTECTED_FIELDS = {"state", "checked_by_id", "checked_on", "amendment_count"}


class SaleLetterOfCredit(models.Model):
    """A letter of credit a customer has opened for an order."""

    _name = "sale.letter.of.credit"
    _description = "Letter of Credit"
    _inherit = ["mail.thread", "order.protected.mixin"]
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
    state = fields.Selection(
        selection=[
            ("expected", "Expected"),
            ("arrived", "To Check"),
            ("amendment", "To Be Amended"),
            ("checked", "Checked"),
            ("presented", "Documents Presented"),
            ("settled", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        default="expected",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary(tracking=True)
    tolerance_percent = fields.Float(
        string="Tolerance",
        tracking=True,
        help="By this share the amount may be exceeded, where the letter of credit says “about”"
        " or names a tolerance.",
    )
    issuing_bank = fields.Char()
    arrived_on = fields.Date(
        tracking=True, help="Day the letter of credit arrived at our bank. Empty: not yet."
    )
    latest_shipment_on = fields.Date(string="Latest Shipment", tracking=True)
    expiry_on = fields.Date(tracking=True)
    presentation_days = fields.Integer(
        string="Presentation Period",
        compute="_compute_presentation_days",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Days after shipment within which the documents have to be at the bank.",
    )
    partial_allowed = fields.Boolean(string="Partial Shipment Allowed", default=True, tracking=True)
    transshipment_allowed = fields.Boolean(default=True, tracking=True)
    document_ids = fields.One2many(
        comodel_name="sale.letter.of.credit.document",
        inverse_name="credit_id",
        string="Documents to Present",
    )
    conditions = fields.Text(
        string="Further Conditions",
        help="What else the bank asks for: wording of papers, routes, certificates.",
    )
    amendment_note = fields.Text(
        string="To Be Amended", help="What the customer's bank has to change."
    )
    amendment_count = fields.Integer(string="Amendments", readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        comodel_name="res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    checked_on = fields.Date(readonly=True, copy=False)

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount of a letter of credit must not be negative."
    )
    _tolerance_positive = models.Constraint(
        "CHECK(tolerance_percent IS NULL OR (tolerance_percent >= 0 AND tolerance_percent <= 1))",
        "The tolerance must be between 0 % and 100 %.",
    )
    _presentation_days_positive = models.Constraint(
        "CHECK(presentation_days IS NULL OR presentation_days >= 0)",
        "The presentation period must not be negative.",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id")
    def _compute_currency_id(self):
        for credit in self:
            credit.currency_id = credit.order_id.currency_id or credit.currency_id

    @api.depends("order_id")
    def _compute_presentation_days(self):
        for credit in self:
            credit.presentation_days = (
                credit.presentation_days
                or credit.order_id.company_id.order_credit_presentation_days
            )

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

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        credits = super().create(vals_list)
        credits._follow_arrival()
        credits.order_id._sync_letters_of_credit()
        return credits

    def write(self, vals):
        orders = self.order_id
        changed = self.filtered(
            lambda credit: credit.state == "checked" and credit._changes_terms(vals)
        )
        result = super().write(vals)
        if "arrived_on" in vals:
            self._follow_arrival()
        if changed:
            changed._set_state("arrived")
        if {"arrived_on", "order_id", "state"} & vals.keys():
            (orders | self.order_id)._sync_letters_of_credit()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._sync_letters_of_credit()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_checked(self):
        for credit in self:
            if credit.state not in ("expected", "arrived") and not is_uninstalling(self.env):
                raise UserError(
                    self.env._(
                        "Letter of credit %(number)s has been worked on and is kept: cancel it"
                        " instead.",
                        number=credit.name,
                    )
                )

    def _changes_terms(self, vals):
        self.ensure_one()
        names = TERMS_FIELDS & vals.keys()
        return any(
            self._fields[name].convert_to_cache(vals[name], self)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in names
        )

    # === ACTIONS === #

    def action_check(self):
        """Note that Finance has read the letter of credit and accepts its conditions.

        :raise AccessError: the user is not of Invoicing
        :raise UserError: it has not arrived
        """
        self._check_finance()
        for credit in self:
            if credit.state != "arrived":
                raise UserError(
                    self.env._(
                        "%(number)s cannot be checked now: enter the day it arrived, or wait for"
                        " its amendment.",
                        number=credit.name,
                    )
                )
        self._set_state("checked", checked_by_id=self.env.uid, checked_on=fields.Date.today())
        self.order_id._payment_security_changed()

    def action_ask_amendment(self):
        """Note that the customer's bank has to change the letter of credit."""
        self.check_access("write")
        for credit in self:
            if credit.state not in ("arrived", "checked"):
                raise UserError(
                    self.env._("%(number)s cannot be amended now.", number=credit.name)
                )
            if not (credit.amendment_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write under “To Be Amended” what the customer's bank has to change in"
                        " %(number)s.",
                        number=credit.name,
                    )
                )
        self._set_state("amendment")
        self.order_id._payment_security_changed()

    def action_amended(self):
        """Note that the amendment has arrived; Finance checks again."""
        self.check_access("write")
        for credit in self.filtered(lambda record: record.state == "amendment"):
            credit._set_state("arrived", amendment_count=credit.amendment_count + 1)

    def action_present(self):
        """Note that the documents are at the bank."""
        self._check_finance()
        for credit in self:
            if credit.state != "checked":
                raise UserError(
                    self.env._(
                        "%(number)s has to be checked before its documents are presented.",
                        number=credit.name,
                    )
                )
            if missing := credit._documents_to_present():
                raise UserError(
                    self.env._(
                        "Enter the day these documents went to the bank: %(documents)s.",
                        documents=format_list(self.env, missing.mapped("name")),
                    )
                )
        self._set_state("presented")

    def action_settle(self):
        """Note that the bank has paid."""
        self._check_finance()
        self.filtered(lambda credit: credit.state == "presented")._set_state("settled")

    def action_cancel(self):
        """Note that the letter of credit is no longer valid."""
        self.check_access("write")
        self.filtered(lambda credit: credit.state != "settled")._set_state("cancelled")
        self.order_id._sync_letters_of_credit()

    def action_reopen(self):
        """Take a cancelled letter of credit up again."""
        self.check_access("write")
        self.filtered(lambda credit: credit.state == "cancelled")._set_state("expected")
        self._follow_arrival()
        self.order_id._sync_letters_of_credit()

    def _check_finance(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._("Only Invoicing can do this with a letter of credit: ask Finance.")
            )

    def _set_state(self, state, **values):
        """Move on; sudo: the state is closed to typing, the caller has checked the right."""
        if state in ("expected", "arrived"):
            values.update(checked_by_id=False, checked_on=False)
        self.sudo().write({"state": state, **values})

    def _follow_arrival(self):
        """A letter of credit that has arrived is to be checked, any other is expected."""
        for credit in self:
            if credit.arrived_on and credit.state == "expected":
                credit._set_state("arrived")
            elif not credit.arrived_on and credit.state in ("arrived", "amendment", "checked"):
                credit._set_state("expected")

    # === BUSINESS METHODS === #

    def _documents_to_present(self):
        """Return the documents the bank asks for that have not been presented."""
        return self.document_ids.filtered(
            lambda document: document.required and not document.presented_on
        )

    def _present_by(self, shipped_on):
        """Return the last day for presenting the documents of a shipment."""
        self.ensure_one()
        last = shipped_on + timedelta(days=self.presentation_days)
        return min(last, self.expiry_on) if self.expiry_on else last
