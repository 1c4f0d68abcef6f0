from odoo import api, models
from odoo.tools import LazyTranslate, formatLang

from odoo.addons.order_signoff.tools import plain_number

_lt = LazyTranslate(__name__)

LABELS = {
    "form_customer_complaint": _lt("Customer Complaint Form"),
    "form_customer_complaint_answer": _lt("Answer to Your Complaint"),
    "complaint_received": _lt("Received on"),
    "complaint_channel": _lt("Came by"),
    "complaint_contact": _lt("Complainant"),
    "complaint_their_ref": _lt("Their complaint number"),
    "complaint_category": _lt("Category"),
    "complaint_severity": _lt("Severity"),
    "complaint_lots": _lt("Lots or serial numbers"),
    "complaint_delivered_on": _lt("Delivered on"),
    "complaint_delivered": _lt("Delivered"),
    "complaint_complained": _lt("Complained"),
    "complaint_defect": _lt("Kind of defect"),
    "complaint_words": _lt("In the customer's words"),
    "complaint_wish": _lt("Customer wishes"),
    "complaint_evidence": _lt("Evidence"),
    "complaint_judgement": _lt("Judgement"),
    "complaint_claim_period": _lt("Claim period"),
    "complaint_judged_by": _lt("Judged by"),
    "complaint_containment": _lt("Containment"),
    "complaint_cause": _lt("Cause found"),
    "complaint_answered_by": _lt("Answered by"),
    "complaint_solution": _lt("Solution"),
    "complaint_prevention": _lt("Prevention"),
    "complaint_follow_up": _lt("Follow-up control"),
    "complaint_inspection": _lt("Inspection of the returned goods"),
    "complaint_effect": _lt("Proof of effect"),
    "complaint_remedies": _lt("Remedies"),
    "complaint_cost": _lt("Cost"),
    "complaint_8d": _lt("8D report"),
    "complaint_limits": _lt("Time limits"),
    "complaint_due": _lt("Due"),
    "complaint_done": _lt("Done on"),
    "complaint_your": _lt("Your complaint"),
    "complaint_agree": _lt("We agree"),
    "complaint_object": _lt("We do not agree"),
    "complaint_reply": _lt("Reply of the customer"),
}


class CustomerComplaint(models.Model):
    """The printed forms of a complaint: registration, and the letter of the answer."""

    _inherit = "customer.complaint"

    @api.model
    def _form_labels(self):
        return super()._form_labels() | LABELS

    def _form_head_cells(self):
        """Return the head of the form as ``[(label key, value)]``, empty ones left blank."""
        self.ensure_one()
        order = self.sudo().order_id  # sudo: the code of the order is printed for everybody
        return [
            ("customer", self.partner_id.display_name),
            ("complaint_contact", self.contact_name),
            ("complaint_their_ref", self.partner_ref),
            ("complaint_received", self._form_datetime(self.received_at)),
            ("complaint_channel", self._form_selection(self, "channel")),
            ("responsible", self.user_id.name),
            ("order", order.order_code or order.name or self.order_text),
            ("product", self.product_id.display_name),
            ("complaint_lots", self.lot_names),
            ("complaint_delivered_on", self._form_datetime(self.delivered_on)),
            ("complaint_delivered", self._form_quantity(self.qty_delivered)),
            ("complaint_complained", self._form_quantity(self.qty_complained)),
            ("complaint_category", self._form_selection(self, "category")),
            ("complaint_severity", self._form_selection(self, "severity")),
            ("complaint_defect", self._form_text(self.defect_id, "name") if self.defect_id else ""),
        ]

    def _form_quantity(self, quantity):
        if not quantity:
            return ""
        return f"{plain_number(quantity)} {self.product_id.uom_id.name or ''}".strip()

    def _form_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _form_case_rows(self, inside):
        """Return what was found and done as ``[(label key, text)]``.

        The order is the one of the reply layout of procedure 000, C2.

        :param bool inside: whether the reader is one of us
        """
        self.ensure_one()
        rows = [
            ("complaint_containment", self.containment),
            ("complaint_inspection", self.inspection_result),
            ("complaint_cause", self.cause),
            ("complaint_solution", self.solution),
            ("complaint_prevention", self.prevention),
            ("complaint_follow_up", self.follow_up),
            ("complaint_effect", self.effect),
        ]
        if inside:
            return rows
        told = {f"complaint_{name}" for name in self._told_to_customer()}
        told.add("complaint_inspection")
        if self.is_accepted:
            told |= {"complaint_containment", "complaint_effect"}
        return [row for row in rows if row[1] and row[0] in told]

    def _told_to_customer(self):
        """Return the texts of our answer, by name.

        Where nothing was wrong, what an earlier judgement had led to is not told: neither a cause
        nor that it does not happen again.
        """
        self.ensure_one()
        if not self.is_accepted:
            return ["solution"]
        return ["cause", "solution", "prevention", "follow_up"]
