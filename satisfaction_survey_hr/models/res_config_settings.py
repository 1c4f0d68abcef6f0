from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    satisfaction_min_service_months = fields.Integer(
        related="company_id.satisfaction_min_service_months", readonly=False
    )
    satisfaction_min_group = fields.Integer(
        related="company_id.satisfaction_min_group", readonly=False
    )
    satisfaction_employee_target = fields.Float(
        related="company_id.satisfaction_employee_target", readonly=False
    )
    satisfaction_employee_response = fields.Float(
        related="company_id.satisfaction_employee_response", readonly=False
    )
