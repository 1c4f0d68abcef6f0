from odoo import api, models
from odoo.tools import LazyTranslate, formatLang

_lt = LazyTranslate(__name__)

# Terms of the printed request that the common catalogue of forms does not have.
FORM_LABELS = {
    "form_mrp_material_overissue": _lt("Over-issue Request"),
    "overissue_production": _lt("Manufacturing order"),
    "overissue_product_made": _lt("Product made"),
    "overissue_workshop": _lt("Workshop"),
    "overissue_requested_by": _lt("Requested by"),
    "overissue_requested_on": _lt("Requested on"),
    "overissue_needed_on": _lt("Needed on"),
    "overissue_granted_on": _lt("Granted on"),
    "overissue_component": _lt("Component"),
    "overissue_standard": _lt("Standard quantity"),
    "overissue_issued": _lt("Already issued"),
    "overissue_granted_before": _lt("Granted or asked for before"),
    "overissue_over": _lt("Over-issue"),
    "overissue_loss_rate": _lt("Loss rate"),
    "overissue_allowed_rate": _lt("Allowed loss rate"),
    "overissue_value": _lt("Value"),
    "overissue_cause": _lt("Cause"),
    "overissue_reason": _lt("What happened"),
    "overissue_limit_reason": _lt("Why once more"),
    "overissue_responsible": _lt("Responsible for it"),
    "overissue_settlement": _lt("Settlement"),
    "overissue_exchange": _lt("The supplier exchanges it"),
    "overissue_loss": _lt("Counts as loss"),
    "overissue_warehouse": _lt("Noted by the warehouse"),
    "overissue_state_draft": _lt("Draft"),
    "overissue_state_waiting": _lt("Being signed"),
    "overissue_state_granted": _lt("Granted"),
    "overissue_state_rejected": _lt("Rejected"),
    "overissue_state_cancelled": _lt("Cancelled"),
    "reason_type_scrap": _lt("Scrap in process"),
    "reason_type_supplier": _lt("Supplier's fault"),
    "reason_type_lost": _lt("Lost or damaged"),
    "reason_type_design": _lt("Drawing or bill of materials wrong"),
    "reason_type_setup": _lt("Setting up"),
    "reason_type_other": _lt("Other"),
}


class MrpMaterialOverissue(models.Model):
    """The printed over-issue request (form QR-PM-03)."""

    _inherit = "mrp.material.overissue"

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **FORM_LABELS}

    def _form_head_cells(self):
        """Return the cells of the head table: ``(key of the term, value)``."""
        self.ensure_one()
        # sudo: signers need no access to manufacturing orders to print what they sign
        production = self.sudo().production_id
        return [
            ("order_code", self.order_code or self.order_name),
            ("customer", self.partner_id.display_name),
            ("overissue_production", production.name),
            ("overissue_product_made", self.sudo().made_product_id.display_name),
            ("overissue_workshop", self._form_text(self.team_id, "name") if self.team_id else ""),
            ("state", self._form_label(f"overissue_state_{self.state}")),
            ("overissue_requested_by", self.user_id.name),
            ("overissue_requested_on", self._form_datetime(self.requested_on)),
            ("overissue_needed_on", self._form_datetime(self.needed_on)),
            ("overissue_granted_on", self._form_datetime(self.granted_on)),
        ]

    def _form_responsible(self):
        """Return who is responsible, as one line: department, person, supplier."""
        self.ensure_one()
        names = [
            self.responsible_team_id.name,
            self.responsible_name,
            self.supplier_id.display_name if self.reason_type == "supplier" else "",
        ]
        return " / ".join(filter(None, names))

    def _form_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    @api.model
    def _form_rate(self, rate):
        """Return a rate (0.05) as people read it (5.0 %)."""
        return f"{rate * 100:.1f} %"
