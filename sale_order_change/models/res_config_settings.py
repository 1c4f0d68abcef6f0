from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_change_enabled = fields.Boolean(
        related="company_id.order_change_enabled", readonly=False
    )
    order_change_guard = fields.Boolean(related="company_id.order_change_guard", readonly=False)
    order_change_window_hours = fields.Float(
        related="company_id.order_change_window_hours", readonly=False
    )
    order_change_late_management = fields.Boolean(
        related="company_id.order_change_late_management", readonly=False
    )
    order_change_consent = fields.Selection(
        related="company_id.order_change_consent", readonly=False, required=True
    )
