from odoo import models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "customer.complaint.link.mixin"]
    _complaint_field = "lot_ids"

    def _complaint_context(self):
        return {"default_product_id": self.product_id.id, "default_lot_text": self.name}
