from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        """Nobody takes a move off its order line while open items hold its transfer up."""
        if "sale_line_id" in vals and not self.env.su:
            taken = self.filtered(
                lambda move: move.sudo().sale_line_id.id not in (False, vals["sale_line_id"])
            )
            taken.picking_id._check_review_step()
        return super().write(vals)
