from odoo import models


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _create_return(self):
        """Goods that wait in quarantine go back to the supplier from there."""
        picking = super()._create_return()
        if picking.location_dest_id.usage == "supplier":
            picking.move_ids._take_from_quarantine()
        return picking
