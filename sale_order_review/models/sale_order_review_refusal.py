from odoo import api, fields, models


class SaleOrderReview(models.Model):
    """What becomes of an order that a department has returned: it may be refused."""

    _inherit = "sale.order.review"

    refusal_ids = fields.One2many(
        comodel_name="sale.order.refusal", inverse_name="review_id", string="Refusals", copy=False
    )
    refusal_state = fields.Selection(
        selection=[
            ("draft", "Being Prepared"),
            ("asked", "Waiting for Management"),
            ("confirmed", "Refused"),
            ("declined", "Not Refused"),
        ],
        string="Refusal",
        compute="_compute_refusal_state",
        store=True,
        compute_sudo=True,
    )

    @api.depends("refusal_ids.state", "refusal_ids.review_round", "round")
    def _compute_refusal_state(self):
        states = {
            "draft": "draft",
            "waiting": "asked",
            "approved": "confirmed",
            "sent": "confirmed",
            "declined": "declined",
        }
        for review in self:
            refusals = review.refusal_ids.filtered(
                lambda refusal, review=review: refusal.state != "withdrawn"
                and refusal.review_round == review.round
            )
            review.refusal_state = states.get(refusals.sorted("id")[-1:].state, False)

    def action_refuse(self):
        """Open the refusal of the order, or a new one."""
        self.ensure_one()
        return self.order_id.action_refuse()

    def _withdraw_refusals(self):
        """End refusals that have not left, because the order is reviewed again."""
        # sudo: whoever asks for the review need not have rights on the refusal
        self.sudo().refusal_ids._withdraw(self.env._("The order is reviewed again."))
