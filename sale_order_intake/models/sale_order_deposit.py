
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.order_signoff.tools import is_uninstalling

# Set by the system when it happens; a receipt is entered once and never edited.
PROTECTED_FIELDS = {"state", "transaction_id", "out_on", "out_by_id", "out_reason"}
# States of a payment whose money is, or is on its way, on our account.
PAYMENT_STATES = ("in_process", "paid")


class SaleOrderDeposit(models.Model):
    """Money received as deposit of an order, and where it came from.

    Receipts are appended and never edited. What turns out wrong is taken out with its reason and
    stays readable.
    """

    _name = "sale.order.deposit"
    _description = "Deposit Receipt"
    _inherit = "order.protected.mixin"
    _order = "received_on desc, id desc"
    _check_company_auto = True

    # === FIELDS === #

    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    commercial_partner_id = fields.Many2one(related="order_id.partner_id.commercial_partner_id")
    received_on = fields.Date(
        string="Paid On",
        required=True,
        default=fields.Date.context_today,
        help="Day the money was on our account.",
    )
    source = fields.Selection(
        selection=[
            ("transaction", "Online payment"),
            ("payment", "Payment"),
            ("statement", "Bank statement"),
            ("manual", "Entered by Finance"),
        ],
        default="payment",
        required=True,
    )
    transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        string="Online Payment",
        readonly=True,
        ondelete="restrict",
    )
    payment_id = fields.Many2one(
        comodel_name="account.payment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id), ('payment_type', '=', 'inbound'),"
        " ('state', 'in', ('in_process', 'paid')),"
        " ('partner_id', 'child_of', commercial_partner_id)]",
    )
    statement_line_id = fields.Many2one(
        comodel_name="account.bank.statement.line",
        string="Bank Statement Line",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id), ('amount', '>', 0), '|',"
        " ('partner_id', '=', False), ('partner_id', 'child_of', commercial_partner_id)]",
    )
    reference = fields.Char(help="What the money can be found by: advice of the bank, receipt.")
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_from_source",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary(
        compute="_compute_from_source", store=True, readonly=False, precompute=True
    )
    order_currency_id = fields.Many2one(
        related="order_id.currency_id", string="Currency of the Order"
    )
    amount_order = fields.Monetary(
        string="Counts For",
        compute="_compute_amount_order",
        currency_field="order_currency_id",
        help="The amount in the currency of the order, at the rate of the day it was received.",
    )
    state = fields.Selection(
        selection=[("received", "Received"), ("out", "Taken Out")],
        default="received",
        required=True,
        readonly=True,
        index=True,
    )
    out_on = fields.Datetime(string="Taken Out On", readonly=True)
    out_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken Out By",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    out_reason = fields.Char(string="Why It Was Taken Out", readonly=True)

    _amount_not_zero = models.Constraint(
        "CHECK(amount <> 0)", "Enter the amount that was received."
    )
    _transaction_once = models.UniqueIndex(
        "(transaction_id) WHERE transaction_id IS NOT NULL",
        "This online payment has been counted already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("source", "payment_id", "statement_line_id", "order_id")
    def _compute_from_source(self):
        """Propose what is left of the money chosen, or of the deposit."""
        for deposit in self:
            money = deposit._money()
            if money:
                currency, total = deposit._money_value()
                left = total - deposit._money_used(money)
                deposit.currency_id = currency
                deposit.amount = max(left, 0.0) if deposit.source != "transaction" else total
            elif not deposit.amount or not deposit.currency_id:
                order = deposit.order_id
                deposit.currency_id = order.currency_id or self.env.company.currency_id
                deposit.amount = order._deposit_to_receive() if order else 0.0

    @api.depends("amount", "currency_id", "received_on", "order_currency_id")
    def _compute_amount_order(self):
        for deposit in self:
            target = deposit.order_currency_id
            if not deposit.currency_id or not target or deposit.currency_id == target:
                deposit.amount_order = deposit.amount
            else:
                deposit.amount_order = deposit.currency_id._convert(
                    deposit.amount,
                    target,
                    deposit.company_id,
                    deposit.received_on or fields.Date.context_today(deposit),
                )

    @api.depends("order_id", "source", "received_on")
    def _compute_display_name(self):
        labels = dict(self._fields["source"]._description_selection(self.env))
        for deposit in self:
            parts = [
                deposit.order_id.name,
                labels.get(deposit.source),
                deposit.received_on and format_date(self.env, deposit.received_on),
            ]
            deposit.display_name = " · ".join(filter(None, parts))

    @api.onchange("source")
    def _onchange_source(self):
        if self.source != "payment":
            self.payment_id = False
        if self.source != "statement":
            self.statement_line_id = False

    @api.onchange("payment_id", "statement_line_id")
    def _onchange_money(self):
        if money := self._money():
            self.received_on = money.date
            self.reference = self._money_label(money)

    # === CONSTRAINTS === #

    @api.constrains("source", "payment_id", "statement_line_id", "transaction_id", "reference")
    def _check_source(self):
        for deposit in self.filtered(lambda record: record.state == "received"):
            money = deposit._money()
            chosen = [deposit.transaction_id, deposit.payment_id, deposit.statement_line_id]
            if deposit.source == "manual":
                if any(chosen) or not (deposit.reference or "").strip():
                    raise ValidationError(
                        self.env._("Enter the reference by which the money can be found.")
                    )
            elif not money or sum(map(bool, chosen)) > 1:
                raise ValidationError(
                    self.env._("Choose where the deposit came from: one payment or bank line.")
                )

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        """Record receipts and bring their orders up to date.

        :raise AccessError: the user is not of Invoicing
        :raise UserError: the money is not there, or has been used already
        """
        deposits = super().create(vals_list)
        deposits._check_receivable()
        deposits._check_money()
        deposits.order_id._sync_deposit()
        deposits._log_on_order(self.env._("Deposit received"))
        return deposits

    def write(self, vals):
        """Receipts are not edited: a wrong one is taken out, and entered again."""
        if not self.env.su and vals:
            raise UserError(
                self.env._(
                    "A receipt cannot be changed. Take it out with the reason and enter it again."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(
                self.env._("A receipt is never deleted. Take it out with the reason instead.")
            )

    # === ACTIONS === #

    def action_take_out(self):
        """Ask for the reason why a receipt no longer counts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Take Out Receipt"),
            "res_model": "sale.order.deposit.take.out",
            "view_mode": "form",
            "target": "new",
            "context": {"default_deposit_id": self.id},
        }

    def action_open_money(self):
        """Open the payment the receipt was entered from, with the rights of the user."""
        self.ensure_one()
        money = self.payment_id or self.sudo().transaction_id.payment_id.with_env(self.env)
        if not money:
            raise UserError(
                self.env._(
                    "There is no payment behind this receipt. Look for it by %(reference)s.",
                    reference=self.reference or self.display_name,
                )
            )
        return money.get_formview_action()

    def _take_out_by_user(self, reason):
        """Take receipts out for a person of Invoicing."""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only Invoicing can take a receipt out: ask Finance."))
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the receipt is taken out."))
        if self.filtered(lambda deposit: deposit.source == "transaction"):
            raise UserError(
                self.env._(
                    "An online payment cannot be taken out by hand. Refund it: the receipt"
                    " follows by itself."
                )
            )
        self._take_out(reason.strip())

    def _take_out(self, reason):
        """Take receipts out: they no longer count and stay readable.

        sudo: nobody may write receipts; the caller has checked the right, or the system itself
        found that the money is gone.
        """
        deposits = self.sudo().filtered(lambda deposit: deposit.state == "received")
        if not deposits:
            return
        deposits.write(
            {
                "state": "out",
                "out_on": fields.Datetime.now(),
                "out_by_id": self.env.uid,
                "out_reason": reason,
            }
        )
        deposits.order_id._sync_deposit()
        deposits._log_on_order(self.env._("Deposit receipt taken out (%(reason)s)", reason=reason))

    def _forget_money(self, field_name, reason):
        """Take receipts out whose source is being deleted, and keep what it was called."""
        # sudo: whoever may delete a payment need not see every order
        for deposit in self.sudo():
            label = deposit._money_label(deposit._money())
            deposit._take_out(reason)
            deposit.write(
                {
                    field_name: False,
                    "reference": deposit.reference or label,
                }
            )
