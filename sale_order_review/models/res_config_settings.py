from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_review_enabled = fields.Boolean(
        related="company_id.order_review_enabled", readonly=False
    )
    order_open_item_reminder = fields.Boolean(
        related="company_id.order_open_item_reminder", readonly=False
    )
