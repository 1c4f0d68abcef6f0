from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_8d_team_min = fields.Integer(related="company_id.quality_8d_team_min", readonly=False)
    quality_8d_why_min = fields.Integer(related="company_id.quality_8d_why_min", readonly=False)
    quality_8d_system_causes = fields.Boolean(
        related="company_id.quality_8d_system_causes", readonly=False
    )
    quality_8d_refuse_blame = fields.Boolean(
        related="company_id.quality_8d_refuse_blame", readonly=False
    )
    quality_8d_four_eyes = fields.Boolean(related="company_id.quality_8d_four_eyes", readonly=False)
    quality_8d_effect_days = fields.Integer(
        related="company_id.quality_8d_effect_days", readonly=False
    )
    quality_8d_effect_lots = fields.Integer(
        related="company_id.quality_8d_effect_lots", readonly=False
    )
