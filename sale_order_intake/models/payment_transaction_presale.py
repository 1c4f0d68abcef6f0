from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Leave pre-sale orders as they are, whoever pays them.

        This runs when a payment comes back from the provider and must not fail, or the payment
        would be left half processed.
        """
        intents = self.filtered(
            lambda transaction: any(
                order._never_confirms() for order in transaction.sale_order_ids
            )
        )
        return super(PaymentTransaction, self - intents)._check_amount_and_confirm_order()
