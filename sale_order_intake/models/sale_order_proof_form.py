from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Terms of the sample record and of the stamp that the common catalogue does not have.
FORM_LABELS = {
    "form_sale_order_sample": _lt("Sample Approval"),
    "sample_stamp": _lt("SAMPLE STAMP"),
    "client_order_ref": _lt("Customer's order no."),
    "sample_no": _lt("Sample no."),
    "sample_kind": _lt("Kind of sample"),
    "sample_kind_customer": _lt("Customer's sample"),
    "sample_kind_retained": _lt("Retained sample"),
    "sample_content": _lt("Type and content"),
    "sample_color": _lt("Colour"),
    "finish_position": _lt("Position of foil / UV / embossing"),
    "sample_check": _lt("To be checked"),
    "proof_type": _lt("Type"),
    "proof_type_label": _lt("Label"),
    "proof_type_artwork": _lt("Artwork"),
    "proof_type_sample": _lt("Sample"),
    "proof_version": _lt("Version"),
    "sent_by": _lt("Sent by"),
    "sample_signatory": _lt("Signatory"),
    "sample_decision": _lt("Decision"),
    "state_draft": _lt("Not sent yet"),
    "state_sent": _lt("Waiting for answer"),
    "state_approved": _lt("Approved"),
    "state_returned": _lt("Returned"),
    "state_superseded": _lt("Superseded"),
    "decision_channel": _lt("Given"),
    "decision_channel_portal": _lt("by the customer, logged in"),
    "decision_channel_link": _lt("by the customer, by link"),
    "decision_channel_staff": _lt("by the customer's message"),
    "decision_channel_sales": _lt("by Sales"),
    "decision_channel_quality": _lt("by Quality"),
    "signs_customer": _lt("Signed by the customer or by Sales"),
    "signs_quality": _lt("Signed by Quality"),
    "file_fingerprint": _lt("File and its fingerprint"),
}


class SaleOrderProof(models.Model):
    """The printed sample record (form QR-SA-06) and the stamp on the sample."""

    _inherit = "sale.order.proof"

    # === HOOKS OF THE FORM === #

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_document_number(self):
        return self.display_name

    # === PARTS OF THE FORM === #

    def _form_cells(self):
        """Return the cells of the record: ``(key of the term, value)``."""
        self.ensure_one()
        # sudo: people of the workshops print the record of an order that they may not open
        order = self.sudo().order_id
        sent = [self.sent_by_id.name, self._form_datetime(self.sent_on)]
        return [
            ("customer", self.partner_id.display_name),
            ("order", order.order_code or order.name),
            ("client_order_ref", order.client_order_ref),
            ("product", self.product_id.display_name),
            ("proof_type", self._form_selection(self, "proof_type")),
            ("proof_version", f"V{self.version}"),
            ("sample_kind", self._form_selection(self, "sample_kind")),
            ("sample_color", self.sample_color),
            ("sample_content", self.sample_content),
            ("sent_by", " ".join(filter(None, sent))),
        ]
