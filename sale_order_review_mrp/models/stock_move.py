from odoo import models

# What makes Odoo take a manufacturing order for begun.
BEGINNING = {"picked", "quantity"}


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        """Nobody begins a manufacturing order by consuming its components."""
        if self.env.su or not vals.keys() & BEGINNING:
            return super().write(vals)
        moves = self.filtered(lambda move: move.company_id._order_holds_production())
        productions = moves.raw_material_production_id | moves.production_id
        before = productions._states_before_start()
        result = super().write(vals)
        productions._check_started(before)
        return result
