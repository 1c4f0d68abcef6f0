from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_form_language_mode = fields.Selection(
        related="company_id.order_form_language_mode", readonly=False, required=True
    )
    order_upload_max_mb = fields.Integer(related="company_id.order_upload_max_mb", readonly=False)
    order_upload_max_files = fields.Integer(
        related="company_id.order_upload_max_files", readonly=False
    )
    order_webhook_kind = fields.Selection(related="company_id.order_webhook_kind", readonly=False)
    order_webhook_url = fields.Char(related="company_id.order_webhook_url", readonly=False)
