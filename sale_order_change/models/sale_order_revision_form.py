from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

FORM_LABELS = {
    "order_revision": _lt("Revision of the order"),
    "revision_history": _lt("Revision history"),
    "revision_changed": _lt("What changed"),
    "revision_by": _lt("By change"),
    "revision_agreed": _lt("Customer agreed"),
}


class SaleOrder(models.Model):
    """The order confirmation form (QR-SA-02) shows to which revision it was printed."""

    _inherit = "sale.order"

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_document_number(self):
        number = super()._form_document_number()
        return f"{number} {self.revision_label}" if self.revision_no else number

    def _form_head_cells(self):
        cells = super()._form_head_cells()
        if self.revision_no:
            cells.append(("order_revision", self.revision_label))
        return cells

    def _form_revisions(self):
        """Return a row for every revision: when, by which change, what, who agreed."""
        self.ensure_one()
        if not self.revision_no:
            return []
        # sudo: who prints the order prints its history, whatever he may see of the changes
        changes = self.sudo().change_ids.filtered(lambda change: change.revision)
        return [
            {
                "revision": f"R{change.revision}",
                "date": self._form_datetime(change.applied_on, with_time=False),
                "change": change.name,
                "what": [
                    (row["what"], row["product"])
                    for row in change.with_context(order_form_langs=self._form_langs())._form_lines(
                        show_prices=False
                    )
                ],
                "agreed": " ".join(
                    filter(
                        None,
                        [
                            change.consent_by,
                            self._form_datetime(change.consent_on, with_time=False),
                        ],
                    )
                )
                if change.consent_state == "accepted"
                else "",
            }
            for change in changes.sorted("revision")
        ]
