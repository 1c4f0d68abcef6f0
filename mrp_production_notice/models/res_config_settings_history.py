from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_history_enabled = fields.Boolean(
        related="company_id.order_history_enabled", readonly=False
    )
    order_history_reason_days = fields.Integer(
        related="company_id.order_history_reason_days", readonly=False
    )
