from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, plaintext2html

from .sale_order import REVIEW_GROUPS


class SaleOrder(models.Model):
    """While an order is reviewed, its customer neither signs nor pays."""

    _inherit = "sale.order"

    # === FIELDS === #

    review_customer_hold = fields.Selection(
        selection=[("all", "May neither sign nor pay"), ("sign", "May only pay")],
        string="Customer Waits for Review",
        compute="_compute_review_customer_hold",
        compute_sudo=True,
        groups=REVIEW_GROUPS,
    )

    # === COMPUTE METHODS === #

    # A field, so that a portal page that asks a dozen times computes it once.
    @api.depends(
        "state",
        "order_kind",
        "amount_total",
        "order_line",
        "deposit_received_on",
        "deposit_received_amount",
        "review_ids.state",
        "review_ids.line_ids.item_state",
    )
    def _compute_review_customer_hold(self):
        self.review_customer_hold = False
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        for order in orders._review_gate_problems():
            # An order accepted subject to its deposit opens exactly the payment.
            review = order.review_ids[:1]
            payable = (
                review and not order._review_never_message() and review._waits_for_payment()
            )
            order.review_customer_hold = "sign" if payable else "all"

    # === PORTAL AND PAYMENT === #

    def _customer_hold_message(self, payment=False):
        """Let the customer sign and pay only once that can confirm the order."""
        message = super()._customer_hold_message(payment=payment)
        if not message and self._review_holds_customer(payment=payment):
            message = self._review_customer_message()
        return message

    def _has_to_be_paid(self):
        """Ask the customer's payment, too, where it is the condition of the review."""
        if self._waits_for_deposit():
            # Whatever Sales asks to be paid online: the deposit was agreed, and nothing else.
            return not self.is_expired and self._deposit_left_to_pay() > 0
        return super()._has_to_be_paid()

    def _review_holds_customer(self, payment=False):
        """Return whether the customer has to wait for the review.

        :param bool payment: whether he wants to pay; an order accepted subject to its deposit
            waits for exactly that
        """
        self.ensure_one()
        # sudo: asked for the customer, who has no access to reviews
        hold = self.sudo().review_customer_hold
        return hold == "all" or (hold == "sign" and not payment)

    def _review_customer_message(self):
        """Return what the customer reads instead of the buttons to sign and pay."""
        self.ensure_one()
        if self._review_never_message():
            return self._presale_customer_message()
        if self._waits_for_deposit():
            return self.env._(
                "It is confirmed as soon as the deposit of %(amount)s has been received. Pay it"
                " here, or by bank transfer with the reference %(order)s.",
                amount=format_amount(self.env, self._deposit_to_receive(), self.currency_id),
                order=self.name,
            )
        return self.env._(
            "Our departments are checking it. We will tell you as soon as it has been accepted;"
            " until then it cannot be signed or paid."
        )

    def _review_hold_paid(self, transaction, sentences):
        """Keep a paid order a quotation, tell its responsible and start its review.

        Payments are processed in the background: whatever happens here must not stop them.
        """
        self.ensure_one()
        # sudo: runs for whoever processes the payment, often the public user
        order = self.sudo()
        responsible = order._order_responsible_users()[order.id].filtered(
            lambda user: user.active and not user.share
        )
        lines = list(sentences)
        if order._review_can_start():
            requester = responsible or self.env["res.users"].browse(SUPERUSER_ID)
            try:
                with self.env.cr.savepoint():
                    # sudo: the order was paid, its review starts without anybody asking for it
                    order.with_user(requester).sudo().env[
                        "sale.order.review"
                    ]._request_for(order.with_user(requester).sudo())
            except UserError as error:
                lines.append(
                    self.env._("The review could not be started: %(error)s", error=error.args[0])
                )
            else:
                lines.append(self.env._("Its review has been started."))
        note = self.env._(
            "Paid online (%(reference)s) but not confirmed:",
            reference=transaction.reference,
        )
        order = order.with_user(SUPERUSER_ID)
        text = "\n".join([note, *(f"- {line}" for line in lines)])
        order.message_post(body=plaintext2html(text), subtype_xmlid="mail.mt_note")
        xmlid = "sale_order_review.mail_activity_type_paid_order"
        if responsible and not order.activity_search([xmlid], user_id=responsible.id):
            order.activity_schedule(xmlid, user_id=responsible.id, note=plaintext2html(text))

    def _review_can_start(self):
        """Return whether a review of this order can be started or started again."""
        self.ensure_one()
        return not self._review_never_message() and self.review_ids[:1].state not in (
            "in_review",
            "accepted",
            "conditional",
            "rejected",
        )
