from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route
from odoo.tools import format_amount

from odoo.addons.sale.controllers import portal


class CustomerPortal(portal.CustomerPortal):
    @route()
    def portal_order_page(
        self, order_id, access_token=None, payment_amount=None, amount_selection=None, **kwargs
    ):
        """Where the deposit is to be paid, offer exactly that, whatever the link says."""
        if (payment_amount or amount_selection) and self._order_deposit_asked(
            order_id, access_token
        ):
            payment_amount = amount_selection = None
        return super().portal_order_page(
            order_id,
            access_token=access_token,
            payment_amount=payment_amount,
            amount_selection=amount_selection,
            **kwargs,
        )

    def _determine_is_down_payment(self, order_sudo, amount_selection, payment_amount):
        return bool(order_sudo._deposit_asked_online()) or super()._determine_is_down_payment(
            order_sudo, amount_selection, payment_amount
        )

    def _order_deposit_asked(self, order_id, access_token):
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return 0.0  # the super method says what is wrong with the link
        return order_sudo._deposit_asked_online()


class PaymentPortal(portal.PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Take no other amount than the deposit, where the deposit is to be paid."""
        try:
            order_sudo = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order_sudo = None  # the super method says what is wrong with the link
        asked = order_sudo and order_sudo._deposit_asked_online()
        if asked:
            currency = order_sudo.currency_id
            amount = self._cast_as_float(kwargs.get("amount"))
            if not amount or currency.compare_amounts(amount, asked):
                raise ValidationError(
                    request.env._(
                        "The deposit to be paid is %(amount)s. Reload the page and pay that"
                        " amount.",
                        amount=format_amount(request.env, asked, currency),
                    )
                )
        return super().portal_order_transaction(order_id, access_token, **kwargs)
