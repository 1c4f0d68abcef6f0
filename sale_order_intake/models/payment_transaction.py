from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _post_process(self):
        """Count what was paid online for the deposit, before the order is confirmed by it."""
        self._link_order_deposits()
        return super()._post_process()

    def _link_order_deposits(self):
        """Enter a receipt for each payment of an order of which a deposit is agreed.

        This runs when a payment comes back from the provider and must not fail, or the payment
        would be left half processed. A refund is counted as a negative receipt.
        """
        for transaction in self:
            order = transaction._deposit_order()
            if not order or transaction._deposit_receipts():
                continue
            try:
                with self.env.cr.savepoint():
                    # sudo: receipts of the system, entered for whoever processes the payment
                    self.env["sale.order.deposit"].sudo().create(
                        transaction._prepare_order_deposit(order)
                    )
            except UserError as error:
                text = self.env._(
                    "Paid online (%(reference)s), but not counted for the deposit: %(error)s",
                    reference=transaction.reference,
                    error=error.args[0],
                )
                order.sudo()._message_log(body=plaintext2html(text))

    def _deposit_order(self):
        """Return the one order that was paid, if a deposit is agreed of it."""
        self.ensure_one()
        orders = self.env["sale.order"]
        if self.state != "done" or self.operation == "validation":
            return orders
        if self.operation == "refund":
            if not self.source_transaction_id._deposit_receipts():
                return orders
            orders = self.source_transaction_id.sale_order_ids
        else:
            # Like Odoo: a payment of several orders at once belongs to none of them.
            orders = self.sale_order_ids if len(self.sale_order_ids) == 1 else orders
        return orders.filtered(
            lambda order: order.deposit_required
            and order.company_id.order_intake_enabled
            and order.state != "cancel"
        )

    def _deposit_receipts(self):
        # sudo: whoever processes a payment need not read receipts
        return (
            self.env["sale.order.deposit"].sudo().search([("transaction_id", "in", self.ids)])
        )

    def _prepare_order_deposit(self, order):
        self.ensure_one()
        done_at = self.last_state_change or fields.Datetime.now()
        return {
            "order_id": order.id,
            "source": "transaction",
            "transaction_id": self.id,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "received_on": min(
                order.company_id._order_local_date(done_at),
                fields.Date.context_today(order),
            ),
            "reference": self.reference,
        }
