from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    satisfaction_8d_auto = fields.Boolean(related="company_id.satisfaction_8d_auto", readonly=False)
    satisfaction_customer_plan = fields.Boolean(
        related="company_id.satisfaction_customer_plan", readonly=False
    )
    satisfaction_reply_required = fields.Boolean(
        related="company_id.satisfaction_reply_required", readonly=False
    )
    satisfaction_effect_required = fields.Boolean(
        related="company_id.satisfaction_effect_required", readonly=False
    )
    satisfaction_review_required = fields.Boolean(
        related="company_id.satisfaction_review_required", readonly=False
    )
