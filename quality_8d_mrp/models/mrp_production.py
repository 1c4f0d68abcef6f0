from odoo import models

from odoo.addons.quality_8d_stock.models.stock_picking import LOTS_NAMED


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "quality.8d.origin.mixin"]

    def _prepare_8d_values(self):
        """The product, and the lots that were made."""
        made = self.move_finished_ids.filtered(lambda move: move.product_id == self.product_id)
        lots = self.lot_producing_ids | made.move_line_ids.lot_id
        return {
            **super()._prepare_8d_values(),
            "kind": "internal",
            "product_id": self.product_id.id,
            "lot_ids": lots.ids,
            "lot_names": ", ".join(lots[:LOTS_NAMED].mapped("name")),
            "failure_effect": "plant",
        }
