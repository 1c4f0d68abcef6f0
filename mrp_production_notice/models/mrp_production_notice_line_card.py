from odoo import api, models
from odoo.tools import LazyTranslate

from .mrp_production_notice_print import FORM_LABELS as NOTICE_LABELS

_lt = LazyTranslate(__name__)

# Terms of the card that neither the common catalogue nor the notice has.
FORM_LABELS = {
    "form_mrp_production_notice_card": _lt("Workshop Card"),
    "card_notice": _lt("Production notice"),
    "card_production": _lt("Manufacturing order"),
    "card_what": _lt("What"),
    "card_how_many": _lt("How many"),
    "card_until": _lt("Until"),
    "card_specification": _lt("Specification"),
    "card_special": _lt("Special matters"),
    "card_done": _lt("Done / date / signature"),
}


class MrpProductionNoticeLine(models.Model):
    """The card of a workshop (form QR-PM-02): what, how many, until when."""

    _name = "mrp.production.notice.line"
    _inherit = ["mrp.production.notice.line", "order.form.mixin"]

    _form_key = "mrp_production_notice_card"

    # === HOOKS OF THE FORM === #

    @api.model
    def _form_labels(self):
        return {**super()._form_labels(), **NOTICE_LABELS, **FORM_LABELS}

    def _form_partner(self):
        return self.notice_id.partner_id

    def _form_document_number(self):
        card = self.env.context.get("workshop_card_production")
        return card or self.notice_id.display_name

    def _form_url(self):
        """Return what the QR code opens: the manufacturing order, else the notice."""
        self.ensure_one()
        production = self.env.context.get("workshop_card_production_id")
        if production:
            return f"{self.get_base_url()}/odoo/mrp.production/{production}"
        return f"{self.get_base_url()}/odoo/mrp.production.notice/{self.notice_id.id}"

    # === CARDS === #

    def _cards(self):
        """Return a card for every workshop and manufacturing order of these lines."""
        result = []
        # sudo: a card names manufacturing orders and workshops, whoever prints it
        for line in self.sudo():
            if line.sourcing != "make" or line.uom_id.compare(line.make_quantity, 0) <= 0:
                continue
            productions = line.production_ids.filtered(lambda mo: mo.state != "cancel")
            for team in line.team_ids or [line.env["order.team"]]:
                for production in productions or [line.env["mrp.production"]]:
                    result.append(line._prepare_card(team, production))
        return result

    def _prepare_card(self, team, production):
        self.ensure_one()
        line = self.with_context(
            workshop_card_production=production.name,
            workshop_card_production_id=production.id,
        )
        return {
            "line": line,
            "team": team,
            "production": production.name,
            "quantity": production.product_qty if production else self.make_quantity,
            "unit": (production.product_uom_id if production else self.uom_id).name,
        }
