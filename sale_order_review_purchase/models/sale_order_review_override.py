from odoo import fields, models


class SaleOrderReviewOverride(models.Model):
    _inherit = "sale.order.review.override"

    step = fields.Selection(
        selection_add=[("material", "Before material purchase"), ("packing",)],
        ondelete={"material": "cascade"},
    )
