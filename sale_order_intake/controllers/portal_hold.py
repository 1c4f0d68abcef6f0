from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers import portal


def order_hold(controller, order_id, access_token, payment=False):
    """Return why the visitor may not sign or pay an order he may see, else False."""
    try:
        order_sudo = controller._document_check_access(
            "sale.order", order_id, access_token=access_token
        )
    except (AccessError, MissingError):
        return False  # the super methods say what is wrong with the link
    return order_sudo._customer_hold_message(payment=payment)


class CustomerPortal(portal.CustomerPortal):
    @route()
    def portal_order_page(self, order_id, access_token=None, payment_amount=None, **kwargs):
        """Offer no payment by link for an order that cannot be paid now."""
        if payment_amount and order_hold(self, order_id, access_token, payment=True):
            payment_amount = None
        return super().portal_order_page(
            order_id, access_token=access_token, payment_amount=payment_amount, **kwargs
        )

    @route()
    def portal_quote_accept(self, order_id, access_token=None, name=None, signature=None):
        """Tell the customer why he cannot sign the order now."""
        token = access_token or request.httprequest.args.get("access_token")
        if message := order_hold(self, order_id, token):
            return {"error": message}
        return super().portal_quote_accept(
            order_id, access_token=access_token, name=name, signature=signature
        )


class PaymentPortal(portal.PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Refuse to start a payment for an order that cannot be paid now."""
        if message := order_hold(self, order_id, access_token, payment=True):
            raise ValidationError(message)
        return super().portal_order_transaction(order_id, access_token, **kwargs)
