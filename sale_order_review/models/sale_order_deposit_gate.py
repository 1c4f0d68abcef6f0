from odoo import SUPERUSER_ID, models


class SaleOrder(models.Model):
    """The deposit as a condition of the review: it settles its item and opens its payment."""

    _inherit = "sale.order"

    # === ITEM OF THE CHECKLIST === #

    def _payment_security_changed(self):
        """Settle the item that waited for the money, or take it up again."""
        result = super()._payment_security_changed()
        # sudo: whoever enters the money need not be a reviewer; the switch of the company counts
        orders = self.sudo().filtered("company_id.order_review_enabled")
        if not orders.ids:
            return result
        lines = orders.env["sale.order.review.line"].search(
            [
                ("review_id.order_id", "in", orders.ids),
                ("review_id.progress", "in", ("in_review", "accepted", "conditional")),
                ("template_line_id.auto_check", "=", "deposit"),
                ("result", "=", "open"),
                ("item_state", "in", ("open", "closed")),
            ]
        )
        # The system settles, not the person whose payment came in.
        lines = lines.with_user(SUPERUSER_ID)
        for line in lines:
            order = line.review_id.order_id
            missing = order._payment_security_open()
            evidence = order._payment_security_evidence()
            if line.item_state == "open" and evidence and not missing:
                line._settle("\n".join(evidence))
            elif (
                line.item_state == "closed"
                and missing
                and line.closed_by_id.id == SUPERUSER_ID
                and order.state in ("draft", "sent")
            ):
                line._unsettle("\n".join(missing))
        return result

    def _deposit_production_problems(self):
        """Production does not wait for a deposit that was waived, or settled by other means."""
        problems = super()._deposit_production_problems()
        if not problems:
            return problems
        # sudo: whether the item was settled counts, whoever may read the review
        settled = (
            self.env["sale.order.review.line"]
            .sudo()
            .search(
                [
                    ("review_id.order_id", "in", [order.id for order in problems]),
                    ("template_line_id.auto_check", "=", "deposit"),
                    ("item_state", "in", ("waived", "closed")),
                ]
            )
            .review_id.order_id
        )
        return {
            order: sentence
            for order, sentence in problems.items()
            if order.sudo() not in settled
        }

    # === ONLINE PAYMENT === #

    def _waits_for_deposit(self):
        """Whether the review accepted the order subject to its deposit: only that is missing."""
        self.ensure_one()
        # sudo: asked for the customer, who has no access to reviews
        return self.sudo().review_customer_hold == "sign"

    def _deposit_is_asked_first(self):
        return super()._deposit_is_asked_first() or self._waits_for_deposit()

    def _deposit_opens_payment(self):
        return super()._deposit_opens_payment() or self._waits_for_deposit()
