from odoo import models


class MrpProduction(models.Model):
    """The workshop cards of manufacturing orders that a notice has released."""

    _inherit = "mrp.production"

    def _notice_cards(self):
        """Return a card for every workshop of these manufacturing orders."""
        return [
            card
            for production in self
            for card in production.notice_line_id._cards()
            if card["line"].env.context["workshop_card_production_id"] == production.id
        ]
