from odoo import models


class SaleOrderReviewLine(models.Model):
    """Approved production notices wait for items of the review."""

    _inherit = "sale.order.review.line"

    def _write_internal(self, vals):
        result = super()._write_internal(vals)
        if vals.get("closed_at") or vals.get("waived_at"):
            # sudo: whoever settles an item need not see the notices of the order
            self.sudo().review_id.order_id.notice_ids._tell_if_ready()
        return result
