from odoo import models


class StockReference(models.Model):
    _inherit = "stock.reference"

    def write(self, vals):
        """Nobody takes a manufacturing order off its order while that holds it up."""
        if self.env.su or not vals.keys() & {"sale_ids", "production_ids"}:
            return super().write(vals)
        # sudo: whoever may write a reference need not see manufacturing orders
        productions = self.sudo().production_ids
        held = productions._production_holds()
        result = super().write(vals)
        productions._check_still_held(held)
        return result
