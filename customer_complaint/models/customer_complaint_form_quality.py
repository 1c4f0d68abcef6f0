from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

LABELS = {
    "form_customer_complaint_feedback": _lt("Complaint and Return Feedback Form"),
    "form_customer_complaint_effect": _lt("Confirmation of the Improvement"),
    "feedback_goods": _lt("Returned goods"),
    "feedback_transfer": _lt("Return transfer"),
    "feedback_came": _lt("Came back"),
    "feedback_inspected_by": _lt("Inspected by"),
    "feedback_handling": _lt("What happens"),
    "feedback_return": _lt("Goods back to stock"),
    "feedback_rework": _lt("Rework or repair"),
    "feedback_replace": _lt("Replacement or make-up delivery"),
    "feedback_order_change": _lt("Change of the order"),
    "feedback_credit": _lt("Accounts settled (credit note)"),
    "feedback_other": _lt("Something else"),
    "feedback_quality": _lt("Improvement by quality, and its result"),
    "feedback_service": _lt("Service"),
    "feedback_stock": _lt("Warehouse"),
    "feedback_finance": _lt("Finance"),
    "feedback_by_quality": _lt("Quality"),
    "effect_problem": _lt("Problem"),
    "effect_person": _lt("Responsible for the improvement"),
    "effect_found": _lt("What was found afterwards"),
    "effect_answered": _lt("Answered on"),
    "effect_again": _lt("Complained about again since"),
    "effect_called": _lt("Customer called back on"),
    "effect_mark": _lt("Customer on the handling"),
    "effect_verdict": _lt("Is the problem solved?"),
    "effect_good": _lt("The improvement is effective"),
    "effect_bad": _lt("Not effective: work on"),
}
# What procedure 001 asks about: one line each, whatever is chosen in the complaint.
WAYS = ("return", "rework", "replace", "order_change", "credit")


class CustomerComplaint(models.Model):
    """The forms between service, quality and the customer: what came back, and did it help."""

    _inherit = "customer.complaint"

    @api.model
    def _form_labels(self):
        return super()._form_labels() | LABELS

    def _form_returned(self):
        """Return the returns of the complaint, and how much of the product came with them."""
        self.ensure_one()
        # sudo: the form is printed by service clerks without access to stock
        pickings = self.sudo().remedy_ids.return_id
        done = pickings.move_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )
        return {
            "names": ", ".join(pickings.mapped("name")),
            "quantity": self._form_quantity(
                sum(
                    move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id)
                    for move in done
                )
            ),
        }

    def _form_handling(self):
        """Return a line for each way of handling, with the remedies that take it."""
        self.ensure_one()
        given = self.remedy_ids.filtered(lambda remedy: not remedy.withdrawn)
        lines = [
            {
                "label": f"feedback_{kind}",
                "remedies": given.filtered(lambda remedy, kind=kind: remedy.kind == kind),
            }
            for kind in WAYS
        ]
        other = given.filtered(lambda remedy: remedy.kind not in WAYS)
        return [*lines, {"label": "feedback_other", "remedies": other}]

    def _form_again(self):
        """Return how often the same problem was complained about since it was answered."""
        self.ensure_one()
        if not self.answered_on or not self.defect_id:
            return ""
        # sudo: other customers' complaints count, unseen
        complaints = self.sudo()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("defect_id", "=", self.defect_id.id),
            ("product_categ_id", "=", self.product_categ_id.id),
            ("received_at", ">", self.answered_on),
            ("validity", "not in", ("invalid", "expired")),
            ("state", "!=", "cancelled"),
            ("id", "!=", self.id),
        ]
        return str(complaints.search_count(domain))
