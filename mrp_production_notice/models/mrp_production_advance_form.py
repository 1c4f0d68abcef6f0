from odoo import api, models
from odoo.tools import LazyTranslate, formatLang

_lt = LazyTranslate(__name__)

# Terms of the printed request that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_mrp_production_advance": _lt("Advance Material Request"),
    "advance_customer_order": _lt("Customer's order no."),
    "advance_requested_by": _lt("Requested by"),
    "advance_requested_on": _lt("Requested on"),
    "advance_needed_on": _lt("Needed on"),
    "advance_released_on": _lt("Released on"),
    "advance_value": _lt("Value at risk"),
    "advance_components": _lt("Components released before the production notice"),
    "advance_component": _lt("Component"),
    "advance_level": _lt("Level"),
    "advance_needed": _lt("Needed"),
    "advance_quantity": _lt("Released"),
    "advance_reason": _lt("Why it cannot wait"),
    "advance_fallback": _lt("If the order falls away"),
    "advance_state_draft": _lt("Draft"),
    "advance_state_waiting": _lt("Being signed"),
    "advance_state_released": _lt("Released"),
    "advance_state_declined": _lt("Declined"),
    "advance_state_cancelled": _lt("Cancelled"),
    "fallback_other_orders": _lt("Used for other orders"),
    "fallback_stock": _lt("Kept in stock"),
    "fallback_return": _lt("Returned to the supplier"),
    "fallback_sell": _lt("Sold off"),
    "fallback_scrap": _lt("Scrapped: a loss"),
}


class MrpProductionAdvance(models.Model):
    """The printed advance material request (form QR-PM-05)."""

    _inherit = "mrp.production.advance"

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        return [
            ("order_code", self.order_code or self.order_name),
            ("customer", self.partner_id.display_name),
            ("advance_customer_order", self.customer_order_ref),
            ("state", self._form_label(f"advance_state_{self.state}")),
            ("advance_requested_by", self.user_id.name),
            ("advance_requested_on", self._form_datetime(self.requested_on)),
            ("advance_needed_on", self._form_datetime(self.needed_on)),
            ("advance_released_on", self._form_datetime(self.released_on)),
        ]

    def _form_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)
