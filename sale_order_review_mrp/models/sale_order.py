from odoo import models


class SaleOrder(models.Model):
    """What is open on an order holds up its manufacturing orders."""

    _inherit = "sale.order"

    # === WHAT HOLDS PRODUCTION UP === #

    def _production_problems(self):
        """Return what is open on these orders before they may be produced, in one batch.

        A missing deposit is named once: by its item of the review where that is open.

        :return: ``{order: (open items, sentence about the deposit or False)}``, only for orders
            whose production must wait
        """
        lines = self.env["sale.order.review.line"]._step_lines(self, "production")
        deposits = self._deposit_production_problems()
        problems = {}
        for order in self:
            items = lines[order]
            deposit = deposits.get(order, False)
            if deposit and "deposit" in items.template_line_id.mapped("auto_check"):
                deposit = False
            if items or deposit:
                problems[order] = (items, deposit)
        return problems

    def _deposit_production_problems(self):
        """Production does not wait for a deposit that a manager has released it from."""
        problems = super()._deposit_production_problems()
        if not problems:
            return problems
        # sudo: the release counts, whoever may read the log
        released = (
            self.env["sale.order.review.override"]
            .sudo()
            .search(
                [
                    ("order_id", "in", [order.id for order in problems]),
                    ("covers_deposit", "=", True),
                    ("state", "=", "active"),
                ]
            )
            .order_id
        )
        return {
            order: sentence
            for order, sentence in problems.items()
            if order.sudo() not in released
        }

    def _payment_security_changed(self):
        result = super()._payment_security_changed()
        self.env["mrp.production"]._tell_released_soon()
        return result

    # === CANCELLATION === #

    def _action_cancel(self):
        """Manufacturing orders that were waiting for a cancelled order are not needed any more.

        Only those that were left drafts because of it; what was confirmed stays for a person to
        decide about, as Odoo has it.
        """
        # sudo: sales staff need not see manufacturing orders
        waiting = self.env["mrp.production"].sudo()._waiting_for_orders(self)
        result = super()._action_cancel()
        waiting._cancel_with_orders()
        return result
