from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_form_language_mode = fields.Selection(
        related="company_id.order_form_language_mode", readonly=False, required=True
    )
    order_webhook_kind = fields.Selection(related="company_id.order_webhook_kind", readonly=False)
    order_webhook_url = fields.Char(related="company_id.order_webhook_url", readonly=False)
