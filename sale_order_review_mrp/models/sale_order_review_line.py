from odoo import models


class SaleOrderReviewLine(models.Model):
    _inherit = "sale.order.review.line"

    def _write_internal(self, vals):
        result = super()._write_internal(vals)
        if vals.get("closed_at") or vals.get("waived_at"):
            self.env["mrp.production"]._tell_released_soon()
        return result
