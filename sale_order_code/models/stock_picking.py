from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # not stored, searched and grouped through the order; read for users of Inventory
    # who may not see sales orders
    order_code = fields.Char(related="sale_id.order_code")

    @property
    def _rec_names_search(self):
        names = super()._rec_names_search or [self._rec_name]
        if self.env.company.order_code_enabled:
            return [*names, "order_code"]
        return names
