from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Terms of the printed record that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_sale_order_refusal": _lt("Order Refusal Record"),
    "refusal_client_order_ref": _lt("Customer's order no."),
    "refusal_review": _lt("Review"),
    "refusal_salesperson": _lt("Salesperson"),
    "refusal_follower": _lt("Follower"),
    "refusal_proposed_by": _lt("Proposed by"),
    "refusal_products": _lt("Products asked for"),
    "refusal_returned": _lt("Returned by the departments"),
    "refusal_explanation": _lt("Explanation to the customer"),
    "refusal_alternatives": _lt("Alternatives offered"),
    "refusal_sent": _lt("Letter sent"),
    "refusal_letter": _lt("Letter to the customer"),
    "refusal_state_draft": _lt("Draft"),
    "refusal_state_waiting": _lt("Waiting for management"),
    "refusal_state_approved": _lt("Signed, not sent yet"),
    "refusal_state_sent": _lt("Letter sent"),
    "refusal_state_declined": _lt("Not refused"),
    "refusal_state_withdrawn": _lt("Withdrawn"),
}


class SaleOrderRefusal(models.Model):
    """The printed refusal record (form QR-SA-04)."""

    _inherit = "sale.order.refusal"

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        # sudo: management prints the head of an order that it may not open
        refusal = self.sudo()
        return [
            ("customer", self.partner_id.display_name),
            ("customer_code", refusal.partner_id.customer_code),
            ("order", self.order_name),
            ("refusal_client_order_ref", self.client_order_ref),
            ("refusal_review", refusal.review_id.name),
            ("state", self._form_label(f"refusal_state_{self.state}")),
            ("refusal_salesperson", refusal.user_id.name),
            ("refusal_follower", refusal.follower_id.name),
            ("refusal_proposed_by", self._form_signed_by(refusal.proposed_by_id, self.proposed_on)),
            ("refusal_sent", self._form_signed_by(refusal.sent_by_id, self.sent_on)),
        ]

    def _form_returns(self):
        """Return ``[(department, comment)]`` of the departments that returned the order."""
        self.ensure_one()
        # sudo: what departments wrote belongs on the record, whoever prints it
        signoffs = self.sudo().review_id.signoff_ids.filtered(
            lambda signoff: signoff.state == "rejected"
        )
        return [(self._form_text(signoff.team_id, "name"), signoff.comment) for signoff in signoffs]
