from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_stock_request_values(self, warehouse):
        """Tell the rules which line of the request asks for it."""
        return {
            **super()._prepare_stock_request_values(warehouse),
            "request_line_id": self.id,
        }
