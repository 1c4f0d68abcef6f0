from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_review_capacity_share = fields.Float(
        related="company_id.order_review_capacity_share", readonly=False
    )
