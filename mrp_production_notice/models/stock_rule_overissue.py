from odoo import models


class StockRule(models.Model):
    """The transfer that brings a granted over-issue to the shop knows its request."""

    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return super()._get_custom_move_fields() + ["overissue_id"]
