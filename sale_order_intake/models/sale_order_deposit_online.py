from odoo import models
from odoo.tools import format_amount, format_date


class SaleOrder(models.Model):
    """The deposit of an order is paid online: exactly what is missing of it."""

    _inherit = "sale.order"

    # === ONLINE PAYMENT === #

    def _deposit_is_asked_first(self):
        """Whether an online payment is the deposit and nothing else.

        True for a quotation of which a deposit is agreed that must arrive before the
        confirmation. Sales' own prepayment share has no meaning then.
        """
        self.ensure_one()
        return (
            self.state in ("draft", "sent")
            and self.company_id.order_intake_enabled
            and self.company_id.order_deposit_blocks == "confirmation"
            and self.deposit_required
            and self.deposit_amount > 0
        )

    def _deposit_opens_payment(self):
        """Whether the customer may pay online at all; by itself the deposit opens nothing."""
        self.ensure_one()
        return self.require_payment

    def _deposit_asked_online(self):
        """Return the amount the customer is asked to pay online now; 0 when it is no deposit.

        What was authorised counts as paid, so that nobody pays twice.
        """
        self.ensure_one()
        if not self._deposit_is_asked_first() or not self._has_to_be_paid():
            return 0.0
        return self._deposit_left_to_pay()

    def _deposit_left_to_pay(self):
        self.ensure_one()
        missing = self._deposit_to_receive()
        if not missing:
            return 0.0
        # sudo: asked for the customer, who has no access to transactions
        authorized = sum(
            transaction.amount
            for transaction in self.sudo().transaction_ids
            if transaction.state == "authorized"
        )
        return max(self.currency_id.round(min(missing, self.amount_total) - authorized), 0.0)

    def _deposit_text(self):
        """Return the amount of the deposit and its date, for the customer."""
        self.ensure_one()
        amount = format_amount(self.env, self.deposit_amount, self.currency_id)
        if self.deposit_received_on:
            return self.env._(
                "Deposit of %(amount)s received on %(date)s. Thank you.",
                amount=amount,
                date=format_date(self.env, self.deposit_received_on),
            )
        if self.deposit_received_amount > 0:
            return self.env._(
                "Deposit of %(amount)s: %(left)s still to be paid.",
                amount=amount,
                left=format_amount(self.env, self._deposit_to_receive(), self.currency_id),
            )
        if self.deposit_due:
            return self.env._(
                "Deposit of %(amount)s, to be paid by %(date)s.",
                amount=amount,
                date=format_date(self.env, self.deposit_due),
            )
        return self.env._("Deposit of %(amount)s, to be paid.", amount=amount)

    def _get_prepayment_required_amount(self):
        """Ask for the deposit agreed instead of the prepayment share of Sales."""
        if self._deposit_opens_payment() and self._deposit_is_asked_first():
            return self._deposit_left_to_pay()
        return super()._get_prepayment_required_amount()

    def _is_confirmation_amount_reached(self):
        if self._deposit_opens_payment() and self._deposit_is_asked_first():
            return not self._deposit_left_to_pay()
        return super()._is_confirmation_amount_reached()

    def _get_default_payment_link_values(self):
        """Offer the missing deposit for payment links."""
        values = super()._get_default_payment_link_values()
        if left := self.order_intake_enabled and self._deposit_left_to_pay():
            values["amount"] = left
            if self._deposit_is_asked_first():
                values["amount_max"] = left
                values["prepayment_amount"] = left
        return values
