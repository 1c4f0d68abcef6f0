from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

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

    # === BUSINESS METHODS === #

    def _money(self):
        """Return the record the money came by; empty when Finance entered it by hand."""
        self.ensure_one()
        return {
            "transaction": self.transaction_id,
            "payment": self.payment_id,
            "statement": self.statement_line_id,
        }.get(self.source, self.browse())

    @api.model
    def _money_label(self, money):
        if money._name == "account.bank.statement.line":
            return money.payment_ref or money.move_id.name
        if money._name == "payment.transaction":
            return money.reference
        return money.name or getattr(money, "memo", False) or ""

    def _money_value(self):
        """Return ``(currency, amount)`` of the money chosen, as it reached us."""
        self.ensure_one()
        # sudo: sales staff read receipts, the records of accounting are closed to them
        money = self._money().sudo()
        if money._name == "account.bank.statement.line" and money.foreign_currency_id:
            return money.foreign_currency_id, money.amount_currency
        return money.currency_id, money.amount

    def _money_used(self, money):
        """Return how much of this money other receipts have used."""
        self.ensure_one()
        # sudo: the money may have been used for an order the user does not see
        ((used,),) = self.sudo()._read_group(
            [
                (self._money_field(), "=", money._origin.id or money.id),
                ("state", "=", "received"),
                ("id", "!=", self._origin.id),
            ],
            aggregates=["amount:sum"],
        )
        return used or 0.0

    def _money_field(self):
        self.ensure_one()
        return {"transaction": "transaction_id", "payment": "payment_id"}.get(
            self.source, "statement_line_id"
        )

    def _check_receivable(self):
        """Refuse receipts for orders that ask for none."""
        for deposit in self:
            order = deposit.order_id
            if not order.order_intake_enabled or not order.deposit_required:
                raise UserError(
                    self.env._(
                        "No deposit is agreed for %(order)s: tick “Deposit” on its page “Intake”"
                        " first.",
                        order=order.name,
                    )
                )
            if order.state == "cancel":
                raise UserError(
                    self.env._("%(order)s is cancelled and takes no deposit.", order=order.name)
                )
            if deposit.source != "transaction" and deposit.amount <= 0:
                raise UserError(self.env._("Enter the amount that was received."))
            if deposit.received_on > fields.Date.context_today(deposit):
                raise UserError(
                    self.env._("A deposit cannot be received in the future: correct the date.")
                )

    def _check_money(self):
        """Refuse money that did not arrive, is used up, or is counted under another name."""
        by_money = self.filtered(lambda deposit: deposit.source in ("payment", "statement"))
        by_money._touch_money()
        for deposit in by_money:
            # sudo: whether money is used up does not depend on who asks
            money = deposit._money().sudo()
            label = deposit._money_label(money)
            currency, total = deposit._money_value()
            if deposit.source == "payment" and (
                money.state not in PAYMENT_STATES or money.payment_type != "inbound"
            ):
                raise UserError(
                    self.env._(
                        "%(payment)s is no payment that has been received.", payment=label
                    )
                )
            if deposit.currency_id != currency:
                raise UserError(
                    self.env._(
                        "%(payment)s came in %(currency)s: enter the amount in that currency.",
                        payment=label,
                        currency=currency.name,
                    )
                )
            left = total - deposit._money_used(money)
            if currency.compare_amounts(deposit.amount, left) > 0:
                raise UserError(
                    self.env._(
                        "Only %(left)s of %(payment)s is left: enter that amount at most.",
                        left=format_amount(self.env, max(left, 0.0), currency),
                        payment=label,
                    )
                )
            if twin := deposit._same_money():
                raise UserError(
                    self.env._(
                        "%(payment)s is the money counted already for %(orders)s (%(receipt)s).",
                        payment=label,
                        orders=", ".join(twin.order_id.mapped("name")),
                        receipt=twin[:1].display_name,
                    )
                )

    def _touch_money(self):
        """Let two people who use the same money at the same time wait for each other.

        A lock is not enough: the second would not see what the first has just used. Updating the
        row makes the database refuse the second, and Odoo repeats his request.
        """
        for records in (self.payment_id, self.statement_line_id):
            if records:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET write_date = write_date WHERE id IN %s",
                        SQL.identifier(records._table),
                        tuple(sorted(records.ids)),
                    )
                )

    def _same_money(self):
        """Return receipts that count the same money by its payment, bank line or transaction."""
        self.ensure_one()
        # sudo: the money may have been used for an order the user does not see
        deposit = self.sudo()
        domains = []
        if payment := deposit.payment_id:
            lines = payment.reconciled_statement_line_ids
            domains = [
                Domain("transaction_id", "in", payment.payment_transaction_id.ids),
                Domain("statement_line_id", "in", lines.ids),
            ]
        elif line := deposit.statement_line_id:
            entries = line.move_id.line_ids
            counterpart = (
                entries.matched_debit_ids.debit_move_id | entries.matched_credit_ids.credit_move_id
            )
            payments = line.payment_ids | counterpart.payment_id
            domains = [
                Domain("payment_id", "in", payments.ids),
                Domain("transaction_id", "in", payments.payment_transaction_id.ids),
            ]
        return deposit.search(Domain.OR(domains) & Domain("state", "=", "received"))

    def _log_on_order(self, what):
        by_order = defaultdict(list)
        for deposit in self:
            by_order[deposit.order_id].append(
                self.env._(
                    "%(what)s: %(amount)s on %(date)s, %(origin)s",
                    what=what,
                    amount=format_amount(self.env, deposit.amount, deposit.currency_id),
                    date=format_date(self.env, deposit.received_on),
                    origin=deposit.reference
                    or dict(self._fields["source"]._description_selection(self.env))[
                        deposit.source
                    ],
                )
            )
        for order, sentences in by_order.items():
            # sudo: a note of the system in the name of the user
            order.sudo()._message_log(
                body="\n".join(sentences), author_id=self.env.user.partner_id.id
            )
