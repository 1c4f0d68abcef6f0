from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _quality_8d_label(self):
        """8D reports call an order by its code."""
        return self.order_code or super()._quality_8d_label()
