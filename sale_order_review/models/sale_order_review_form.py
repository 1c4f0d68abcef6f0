from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Terms of the printed checklist that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_review_checklist": _lt("Contract / Order Review Checklist"),
    # head
    "client_order_ref": _lt("Customer's order no."),
    "order_class": _lt("Order class"),
    "order_urgency": _lt("Urgency"),
    "requested_date": _lt("Requested delivery"),
    "destination": _lt("Destination"),
    "delivery_terms": _lt("Delivery terms"),
    "salesperson": _lt("Salesperson"),
    "follower": _lt("Follower"),
    "requested_by": _lt("Review requested by"),
    "review_kind": _lt("Kind of review"),
    "round": _lt("Round"),
    "template": _lt("Checklist"),
    "why_review": _lt("Why this review"),
    # tables
    "products": _lt("Products"),
    "customer_part_no": _lt("Customer part no."),
    "drawing_revision": _lt("Drawing rev."),
    "checklist": _lt("Checklist"),
    "item": _lt("Item"),
    "requirement": _lt("Requirement"),
    "result_ok": _lt("Met"),
    "result_nok": _lt("Not met"),
    "result_open": _lt("Open"),
    "result_na": _lt("N/A"),
    "auto_check": _lt("Automatic check"),
    "taken_over_from": _lt("Taken over from"),
    # comparison
    "differences": _lt("Differences from the last order"),
    "difference": _lt("What differs"),
    "last_order": _lt("Last order"),
    "this_order": _lt("This order"),
    "no_differences": _lt("None"),
    "clause": _lt("ISO 9001"),
    "open_items": _lt("Open items and conditions"),
    "owner": _lt("Owner"),
    "promise_date": _lt("Promised by"),
    "gate": _lt("To be settled before"),
    "status": _lt("Status"),
    "item_state_open": _lt("Open"),
    "item_state_closed": _lt("Settled"),
    "item_state_waived": _lt("Waived"),
    "no_open_items": _lt("None"),
    # decision
    "review_decision": _lt("Decision of the review"),
    "decision_accepted": _lt("Accept"),
    "decision_conditional": _lt("Accept with conditions"),
    "decision_rejected": _lt("Reject (refusal record)"),
    "conditions": _lt("Conditions or reason"),
    "release": _lt("Released without a complete review"),
    # gates
    "gate_none": _lt("Acceptance"),
    "gate_confirmation": _lt("Order confirmation"),
    "gate_material": _lt("Material purchase"),
    "gate_production": _lt("Production release"),
    "gate_packing": _lt("Packing"),
    "gate_shipment": _lt("Shipment"),
}


class SaleOrderReview(models.Model):
    """The printed checklist of a review (form QR-SA-01)."""

    _inherit = "sale.order.review"

    # === HOOKS OF THE FORM === #

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    # === PARTS OF THE FORM === #

    def _form_departments(self):
        """Return ``[(team, items)]`` of the current round, in the order of the checklist."""
        self.ensure_one()
        groups = self.line_ids.sorted("sequence").grouped("team_id")
        return list(groups.items())

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        # sudo: reviewers print the head of an order that they may not open
        order = self.sudo().order_id
        return [
            ("customer", self.partner_id.display_name),
            ("customer_code", order.partner_id.customer_code),
            ("order", self.order_name),
            ("order_code", order.order_code or order.order_code_preview),
            ("client_order_ref", self.client_order_ref),
            ("requested_date", self._form_datetime(self.requested_date, with_time=False)),
            ("order_class", self._form_selection(self, "order_class")),
            ("order_urgency", self._form_selection(self, "order_urgency")),
            ("destination", self.destination),
            ("delivery_terms", self.delivery_terms),
            ("salesperson", self.user_id.name),
            ("follower", self.follower_id.name),
            ("review_kind", self._form_selection(self, "kind")),
            ("template", f"{self.template_id.name} V{self.template_id.version} · {self.round}"),
            ("requested_by", self._form_signed_by(self.requested_by_id, self.requested_at)),
            ("deadline", self._form_datetime(self.deadline)),
        ]

    def _form_open_lines(self):
        """Return the items that were not simply met, with what became of them."""
        self.ensure_one()
        return self.line_ids.filtered(lambda line: line.result == "open" or line.item_state)

    def _form_conditions(self):
        """Return ``[(who, text)]``: what signers wrote with their decision."""
        self.ensure_one()
        # sudo: who may read the review reads what the other departments decided
        signoffs = self.sudo().signoff_ids.filtered(
            lambda signoff: signoff.state in ("conditional", "rejected")
            and not signoff.voided_at
        )
        return [(self._form_text(signoff.team_id, "name"), signoff.comment) for signoff in signoffs]

    def _form_releases(self):
        """Return the releases of this order by a manager."""
        self.ensure_one()
        # sudo: a release belongs on the paper, whoever prints it
        return self.sudo().order_id.review_override_ids.filtered(
            lambda entry: entry.kind == "override" and entry.state != "lapsed"
        )
