from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from .sale_order_deposit import PAYMENT_STATES


class SaleOrderDeposit(models.Model):
    """The money of a deposit: a payment, an online transaction or an entry in the books."""

    _inherit = "sale.order.deposit"

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
