from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Terms of the printed record that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_sale_order_phone_record": _lt("Customer Order Information Record"),
    "phone_caller": _lt("Caller"),
    "phone_number": _lt("Phone or fax no."),
    "phone_channel": _lt("Received by"),
    "phone_received_on": _lt("Received on"),
    "phone_taken_by": _lt("Taken by"),
    "phone_purpose": _lt("What it is about"),
    "phone_confirm_due": _lt("To be confirmed before"),
    "phone_wanted_on": _lt("Delivery wanted on"),
    "phone_delivery_place": _lt("Delivery place"),
    "phone_goods": _lt("Goods ordered"),
    "phone_named": _lt("As the customer named it"),
    "phone_article": _lt("Our article"),
    "phone_said": _lt("What was said"),
    "phone_read_back": _lt("Reading back"),
    "phone_read_back_by": _lt("Read back by"),
    "phone_read_back_to": _lt("Confirmed by (customer)"),
    "phone_read_back_on": _lt("Read back on"),
    "phone_receipt": _lt("Receipt of the fax confirmed"),
    "phone_orders": _lt("Orders made of it"),
    "phone_answer": _lt("What we answered"),
    "phone_original": _lt("Original"),
    "phone_checked_by": _lt("Checked by"),
    "channel_phone": _lt("Phone"),
    "channel_fax": _lt("Fax"),
    "purpose_order": _lt("Order"),
    "purpose_inquiry": _lt("Inquiry"),
}
# So that clerks can go on writing by hand on what they have printed.
MIN_FORM_LINES = 6


class SaleOrderPhoneRecord(models.Model):
    """The printed record of a phone or fax order (form QR-SA-05)."""

    _inherit = "sale.order.phone.record"

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        return [
            ("customer", self.partner_id.display_name),
            ("customer_code", self.partner_id.customer_code),
            ("phone_caller", self.caller),
            ("phone_number", self.phone),
            ("phone_channel", self._form_selection(self, "channel")),
            ("phone_received_on", self._form_datetime(self.received_on)),
            ("phone_purpose", self._form_selection(self, "purpose")),
            ("phone_taken_by", self.user_id.name),
            ("phone_wanted_on", self._form_datetime(self.wanted_on)),
            ("phone_confirm_due", self._form_datetime(self.confirm_due)),
            ("phone_delivery_place", self.delivery_place),
            ("phone_orders", ", ".join(self.order_ids.mapped("name"))),
        ]

    def _form_blank_lines(self):
        """Return how many empty lines follow the goods."""
        self.ensure_one()
        return range(max(MIN_FORM_LINES - len(self.line_ids), 0))
