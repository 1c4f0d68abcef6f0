from odoo import models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "quality.8d.origin.mixin"]

    def _prepare_8d_values(self):
        """The supplier, and what he has delivered so far."""
        lines = self.order_line.filtered(
            lambda line: line.product_id.type == "consu" and not line.display_type
        )
        # sudo: buyers need no right on lots; they are facts of their order
        receipts = self.sudo().picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.location_id.usage == "supplier"
        )
        return {
            **super()._prepare_8d_values(),
            "kind": "supplier",
            **self._prepare_8d_partner(self.partner_id),
            **receipts._prepare_8d_goods(lines.product_id),
        }
