from odoo import api, fields, models
from odoo.tools import format_amount, format_date


class SaleOrderReview(models.Model):
    """What secures the payment of the order under review: deposit and letter of credit."""

    _inherit = "sale.order.review"

    # === FIELDS === #

    letter_of_credit_warning = fields.Text(
        compute="_compute_payment_security",
        # sudo: reviewers need no access to orders; the sentences carry no amounts
        compute_sudo=True,
    )
    deposit_production_problem = fields.Text(
        string="Production Waits for the Deposit",
        compute="_compute_payment_security",
        compute_sudo=True,
    )
    deposit_terms = fields.Char(
        string="Deposit",
        compute="_compute_deposit_terms",
        # sudo: reviewers need no access to orders; amounts are for those who see prices
        compute_sudo=True,
        groups="sale_order_review.group_price",
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id", "progress")
    @api.depends_context("lang")
    def _compute_payment_security(self):
        waiting = self.order_id._deposit_production_problems()
        for review in self:
            order = review.order_id
            warnings = (
                order._letter_of_credit_warnings() if order.letter_of_credit_count else []
            )
            review.letter_of_credit_warning = "\n".join(warnings) or False
            review.deposit_production_problem = waiting.get(order, False)

    @api.depends("order_id")
    @api.depends_context("lang")
    def _compute_deposit_terms(self):
        for review in self:
            order = review.order_id
            review.deposit_terms = order._deposit_text() if order.deposit_required else False

    # === AUTOMATIC CHECKS === #

    def _auto_check_deposit(self, lines, facts):
        """Whether deposit and letter of credit are there, as far as they are agreed (F05)."""
        result = {}
        for line in lines:
            order = line.review_id.order_id
            missing = order._payment_security_open()
            evidence = order._payment_security_evidence() + missing
            if not order.deposit_required and not order.letter_of_credit_required:
                result[line.id] = (
                    "na",
                    self.env._("Neither a deposit nor a letter of credit is agreed."),
                )
                continue
            if missing and order.deposit_due and not order.deposit_received_on:
                evidence.append(
                    self.env._(
                        "The deposit is due on %(date)s.",
                        date=format_date(self.env, order.deposit_due),
                    )
                )
            figures = [order._deposit_text()] if order.deposit_amount else []
            if order.deposit_required and not order.deposit_amount:
                evidence.append(self.env._("The amount of the deposit has not been entered."))
            result[line.id] = (
                "open" if missing else "ok",
                {
                    "auto_evidence": "\n".join(evidence) or False,
                    "auto_evidence_price": "\n".join(figures) or False,
                },
            )
        return result

    def _auto_check_letter_of_credit(self, lines, facts):
        """Show the terms of payment, and whether the order keeps to its letters of credit (F01).

        Whether the terms are acceptable is for Finance to say: nothing is proposed unless the
        order breaks a letter of credit.
        """
        result = {}
        for line in lines:
            order = line.review_id.order_id
            warnings = (
                order._letter_of_credit_warnings() if order.letter_of_credit_count else []
            )
            evidence = list(warnings)
            if order.payment_term_id:
                evidence.append(
                    self.env._("Payment term: %(term)s", term=order.payment_term_id.name)
                )
            if order.deposit_required:
                evidence.append(
                    self.env._("Deposit: %(share)s %%", share=f"{100 * order.deposit_percent:g}")
                )
            if order.letter_of_credit_required and not order.letter_of_credit_count:
                evidence.append(
                    self.env._("A letter of credit is agreed and has not been entered yet.")
                )
            figures = []
            letters = order._valid_letters_of_credit() if order.letter_of_credit_count else ()
            for letter in letters:
                evidence.append(self._letter_of_credit_terms(letter))
                figures.append(
                    f"{letter.name}: {format_amount(self.env, letter.amount, letter.currency_id)}"
                )
            result[line.id] = (
                "nok" if warnings else False,
                {
                    "auto_evidence": "\n".join(evidence) or False,
                    "auto_evidence_price": "\n".join(figures) or False,
                },
            )
        return result

    def _letter_of_credit_terms(self, letter):
        parts = []
        if letter.latest_shipment_on:
            parts.append(
                self.env._(
                    "latest shipment %(date)s",
                    date=format_date(self.env, letter.latest_shipment_on),
                )
            )
        if letter.expiry_on:
            parts.append(
                self.env._("expires %(date)s", date=format_date(self.env, letter.expiry_on))
            )
        parts.append(
            self.env._("partial shipment allowed")
            if letter.partial_allowed
            else self.env._("no partial shipment")
        )
        return f"{letter.name}: {', '.join(parts)}"
