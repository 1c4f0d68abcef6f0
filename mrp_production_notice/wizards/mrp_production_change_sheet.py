from odoo import api, fields, models
from odoo.tools import LazyTranslate

from odoo.addons.order_signoff.tools import plain_number

from ..models.mrp_production_change_text import LABELS

_lt = LazyTranslate(__name__)

FORM_LABELS = {
    "form_mrp_production_change": _lt("MO Change History"),
    "manufacturing_order": _lt("Manufacturing order"),
    "change_quantity": _lt("Quantity now"),
    "change_when": _lt("When"),
    "change_who": _lt("Who"),
    "change_what": _lt("What"),
    "change_old": _lt("Old value"),
    "change_new": _lt("New value"),
    "change_followed": _lt("Followed"),
    "change_automatic": _lt("Automatic"),
    "change_no_reason": _lt("No reason given"),
    "change_seal": _lt("Seal"),
    "change_unsealed": _lt("Not sealed yet"),
    "change_none": _lt("Nothing was changed after this order was confirmed."),
    "change_newest_seal": _lt("Newest seal of this log"),
    "change_sealed_on": _lt("Sealed on"),
    "change_checked_on": _lt("Seals checked on"),
    "check_never": _lt("Not checked yet"),
    "check_ok": _lt("In order"),
    "check_broken": _lt("Broken"),
    "kind_quantity": _lt("Quantity"),
    "kind_dates": _lt("Planned Dates"),
    "kind_bom": _lt("Bill of Materials"),
    "kind_components": _lt("Components"),
    "kind_byproducts": _lt("By-products"),
    "kind_operations": _lt("Operations"),
    "kind_responsible": _lt("Responsible"),
    "kind_cancel": _lt("Cancelled"),
    "kind_correction": _lt("Correction after Closing"),
    "kind_unbuild": _lt("Unbuilt"),
}


class MrpProductionChangeSheet(models.TransientModel):
    """The printed history of one manufacturing order. Never stored: made for the print."""

    _name = "mrp.production.change.sheet"
    _description = "Printed history of a manufacturing order"
    _inherit = ["order.form.mixin"]

    _form_key = "mrp_production_change"

    production_id = fields.Many2one(comodel_name="mrp.production")
    company_id = fields.Many2one(related="production_id.company_id")

    # ------------------------------------------------------------------
    # Form
    # ------------------------------------------------------------------
    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS, **LABELS}

    def _form_document_number(self):
        return self.production_id.name

    def _form_url(self):
        return f"{self.get_base_url()}/odoo/mrp.production/{self.production_id.id}"

    def _form_head_cells(self):
        """Return ``[(label, value)]`` of the head."""
        production = self.production_id
        quantity = production.product_uom_id.round(production.product_qty)
        return [
            ("manufacturing_order", production.name),
            ("product", production.product_id.display_name),
            ("change_quantity", f"{plain_number(quantity)} {production.product_uom_id.name}"),
            ("responsible", production.user_id.name or ""),
        ]

    def _form_changes(self):
        """Return the entries as they are printed, oldest first."""
        changes = self.env["mrp.production.change"].search(
            [("production_id", "=", self.production_id.id)], order="id"
        )
        zone = changes._history_zone()
        langs = list(self._form_langs())
        rows = []
        for change in changes:
            lines = [
                [
                    self._form_markup(list(dict.fromkeys(filter(None, texts))))
                    for texts in zip(
                        *(self._form_line_texts(change, row, lang, zone) for lang in langs),
                        strict=True,
                    )
                ]
                for row in change.values or []
            ]
            rows.append({"change": change, "lines": lines or [["", "", ""]]})
        return rows

    def _form_line_texts(self, change, row, lang, zone):
        return (
            change._history_head(row, lang, True),
            change._history_text(row, "old", lang, zone),
            change._history_text(row, "new", lang, zone),
        )

    def _form_head_seal(self):
        """Return the newest seal of the log of the company: the anchor outside the database."""
        # sudo: everybody who may print the history prints the newest seal
        head = self.env["order.sealed.log.head"].sudo()
        return head._get("mrp.production.change", self.company_id)
