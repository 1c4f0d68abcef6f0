from odoo import fields, models


class SaleOrderChangeImpact(models.Model):
    _inherit = "sale.order.change.impact"

    kind = fields.Selection(
        selection_add=[("purchase", "Purchase order"), ("invoice",)],
        ondelete={"purchase": "cascade"},
    )
