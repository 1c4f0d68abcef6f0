from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_8d_quarantine = fields.Boolean(
        related="company_id.quality_8d_quarantine", readonly=False
    )
