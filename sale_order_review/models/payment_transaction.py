from odoo import models
from odoo.exceptions import UserError


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Confirm what may be confirmed; a paid order that is not reviewed stays a quotation.

        This runs when a payment comes back from the provider and must not fail, or the payment
        would be left half processed.
        """
        confirmed = self.env["sale.order"]
        for transaction in self:
            quotation = transaction.sale_order_ids.filtered(
                lambda order: order.state in ("draft", "sent")
                and order.company_id.order_review_enabled
            )
            if len(transaction.sale_order_ids) != 1 or not quotation:
                confirmed |= transaction._review_confirm_as_usual()
                continue
            problems = quotation._review_gate_problems()
            if not problems:
                try:
                    with self.env.cr.savepoint():
                        confirmed |= transaction._review_confirm_as_usual()
                except UserError as error:
                    problems = {quotation: [error.args[0]]}
            if problems and quotation._is_confirmation_amount_reached():
                quotation._review_hold_paid(transaction, problems[quotation])
        return confirmed

    def _review_confirm_as_usual(self):
        return super()._check_amount_and_confirm_order()
