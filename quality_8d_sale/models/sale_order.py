from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "quality.8d.origin.mixin"]

    def _prepare_8d_values(self):
        """The customer, and what he has got so far."""
        lines = self.order_line.filtered(
            lambda line: line.product_id.type == "consu" and not line.display_type
        )
        # sudo: sales people need no right on lots; they are facts of their order
        pickings = self.sudo().picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id.usage == "customer"
        )
        return {
            **super()._prepare_8d_values(),
            "kind": "customer",
            **self._prepare_8d_partner(self.partner_id),
            **pickings._prepare_8d_goods(lines.product_id),
            **(
                {"qty_delivered": sum(lines.mapped("qty_delivered"))}
                if len(lines.product_id) == 1 and len(lines.product_uom_id) == 1
                else {}
            ),
        }
