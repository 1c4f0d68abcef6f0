from odoo import api, models

from ..acts import Acts


class StockMoveLine(models.Model):
    """What was used or made is corrected in the details, too."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        if Acts.of(self.env) is None:
            return super().create(vals_list)
        moves = {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        with self.env["stock.move"].browse(moves)._history_correction():
            return super().create(vals_list)

    def write(self, vals):
        if "quantity" not in vals or Acts.of(self.env) is None:
            return super().write(vals)
        with self.move_id._history_correction():
            return super().write(vals)

    def unlink(self):
        if Acts.of(self.env) is None:
            return super().unlink()
        with self.move_id._history_correction():
            return super().unlink()
