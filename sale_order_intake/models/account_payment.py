from odoo import models

from .sale_order_deposit import PAYMENT_STATES


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state", "paid") not in PAYMENT_STATES:
            if receipts := self._order_deposits():
                receipts._take_out(self.env._("The payment was cancelled or set back to draft."))
        return result

    def unlink(self):
        """Money that is deleted no longer counts for the deposit of an order."""
        # Before anything else: Odoo deletes the journal entry first, and the payment with it.
        if receipts := self._order_deposits(all_states=True):
            receipts._forget_money("payment_id", self.env._("The payment was deleted."))
        return super().unlink()

    def _order_deposits(self, all_states=False):
        domain = [("payment_id", "in", self.ids)]
        if not all_states:
            domain.append(("state", "=", "received"))
        # sudo: whoever cancels a payment need not see the order it was counted for
        return self.env["sale.order.deposit"].sudo().search(domain)
