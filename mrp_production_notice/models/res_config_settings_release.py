from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_release_meeting = fields.Boolean(
        related="company_id.order_release_meeting", readonly=False
    )
