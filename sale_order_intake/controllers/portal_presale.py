from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers import portal


class CustomerPortal(portal.CustomerPortal):
    @route()
    def portal_order_page(self, order_id, access_token=None, payment_amount=None, **kwargs):
        """Offer no payment by link for a pre-sale order."""
        if payment_amount and self._presale_message(order_id, access_token):
            payment_amount = None
        return super().portal_order_page(
            order_id, access_token=access_token, payment_amount=payment_amount, **kwargs
        )

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Tell the customer that a pre-sale order is not signed."""
        token = access_token or request.httprequest.args.get("access_token")
        if message := self._presale_message(order_id, token):
            return {"error": message}
        return super().portal_quote_accept(
            order_id, access_token=access_token, name=name, signature=signature
        )

    def _presale_message(self, order_id, access_token):
        """Return what the customer of a pre-sale order reads, else nothing."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order._never_confirms() and order._presale_customer_message()


class PaymentPortal(portal.PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Refuse to start a payment for a pre-sale order."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order = None  # the super method says what is wrong with the link
        if order and order._never_confirms():
            raise ValidationError(order._presale_customer_message())
        return super().portal_order_transaction(order_id, access_token, **kwargs)
