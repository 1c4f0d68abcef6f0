from odoo import api, models
from odoo.tools import ormcache


class ProductOrderType(models.Model):
    _name = "product.order.type"
    _description = "Product Type of an Order"
    _inherit = ["order.code.value.mixin"]

    @api.model
    @ormcache()
    def _lookup(self):
        """Codes by id, in the order of the list, kept in memory."""
        # sudo: read by whoever confirms an order, the public visitor of a shop included
        return {order_type.id: order_type.code for order_type in self.sudo().search([])}
