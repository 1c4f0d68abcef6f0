from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers import portal


class CustomerPortal(portal.CustomerPortal):
    @route()
    def portal_order_page(self, order_id, access_token=None, payment_amount=None, **kwargs):
        """Offer no payment by link while the order is under review."""
        if payment_amount and self._review_holds_payment(order_id, access_token):
            payment_amount = None
        return super().portal_order_page(
            order_id, access_token=access_token, payment_amount=payment_amount, **kwargs
        )

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Tell the customer that an order under review cannot be signed yet."""
        token = access_token or request.httprequest.args.get("access_token")
        order_sudo = self._review_order(order_id, token)
        if order_sudo and order_sudo._review_holds_customer():
            return {"error": order_sudo._review_customer_message()}
        return super().portal_quote_accept(
            order_id, access_token=access_token, name=name, signature=signature
        )

    def _review_holds_payment(self, order_id, access_token):
        order_sudo = self._review_order(order_id, access_token)
        return order_sudo and order_sudo._review_holds_customer(payment=True)

    def _review_order(self, order_id, access_token):
        """Return the order as superuser if the visitor may see it, else nothing."""
        try:
            return self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None


class PaymentPortal(portal.PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Refuse to start a payment for an order that is under review."""
        try:
            order_sudo = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            order_sudo = None  # the super method says what is wrong with the link
        if order_sudo and order_sudo._review_holds_customer(payment=True):
            raise ValidationError(order_sudo._review_customer_message())
        return super().portal_order_transaction(order_id, access_token, **kwargs)
