from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Terms of the printed minutes that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_mrp_production_release": _lt("Release Meeting Minutes"),
    "release_notice": _lt("Production notice"),
    "release_products": _lt("New products"),
    "release_held_on": _lt("Meeting on"),
    "release_minutes_by": _lt("Minutes by"),
    "release_participants": _lt("Participants"),
    "release_guests": _lt("Others present"),
    "release_must": _lt("Must be settled before production is released"),
    "release_may": _lt("May stay open, with an owner and a written date"),
    "release_item": _lt("Item"),
    "release_settled": _lt("Settled"),
    "release_open": _lt("Still open"),
    "release_result": _lt("Result, or what is missing"),
    "release_owner": _lt("Person in charge"),
    "release_promised_on": _lt("Promised for"),
    "release_minutes": _lt("Minutes"),
    "release_decision": _lt("Decision"),
    "release_granted": _lt("Released for production"),
    "release_refused": _lt("Not released: items that must be settled are open"),
    "release_state_draft": _lt("Being prepared"),
    "release_state_held": _lt("Held"),
    "release_state_cancelled": _lt("Cancelled"),
}


class MrpProductionRelease(models.Model):
    """The printed minutes of a release meeting (form QR-PM-06)."""

    _inherit = "mrp.production.release"

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        return [
            ("release_notice", self.notice_id.display_name),
            ("order_code", self.notice_id.order_code or self.notice_id.order_name),
            ("customer", self.partner_name),
            ("state", self._form_label(f"release_state_{self.state}")),
            ("release_held_on", self._form_datetime(self.held_on or self.planned_on)),
            ("release_minutes_by", self.closed_by_id.name),
            ("release_participants", ", ".join(self.participant_ids.mapped("name"))),
            ("release_guests", self.guests),
        ]

    def _form_item_groups(self):
        """Return the items in two groups: ``(key of the heading, lines)``."""
        self.ensure_one()
        must = self.line_ids.filtered("must_be_settled")
        groups = [("release_must", must), ("release_may", self.line_ids - must)]
        return [(key, lines) for key, lines in groups if lines]
