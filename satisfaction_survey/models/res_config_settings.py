from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    satisfaction_enabled = fields.Boolean(related="company_id.satisfaction_enabled", readonly=False)
    satisfaction_responsible_id = fields.Many2one(
        related="company_id.satisfaction_responsible_id", readonly=False
    )
    satisfaction_plan_month = fields.Selection(
        related="company_id.satisfaction_plan_month", readonly=False
    )
    satisfaction_send_month = fields.Selection(
        related="company_id.satisfaction_send_month", readonly=False
    )
    satisfaction_prepare_days = fields.Integer(
        related="company_id.satisfaction_prepare_days", readonly=False
    )
    satisfaction_remind_days = fields.Integer(
        related="company_id.satisfaction_remind_days", readonly=False
    )
    satisfaction_close_days = fields.Integer(
        related="company_id.satisfaction_close_days", readonly=False
    )
    satisfaction_report_days = fields.Integer(
        related="company_id.satisfaction_report_days", readonly=False
    )
    satisfaction_act_days = fields.Integer(
        related="company_id.satisfaction_act_days", readonly=False
    )
    satisfaction_remind_max = fields.Integer(
        related="company_id.satisfaction_remind_max", readonly=False
    )
    satisfaction_warn_days = fields.Integer(
        related="company_id.satisfaction_warn_days", readonly=False
    )
    satisfaction_overdue_days = fields.Integer(
        related="company_id.satisfaction_overdue_days", readonly=False
    )
    satisfaction_target = fields.Float(related="company_id.satisfaction_target", readonly=False)
    satisfaction_response_target = fields.Float(
        related="company_id.satisfaction_response_target", readonly=False
    )
    satisfaction_total_method = fields.Selection(
        related="company_id.satisfaction_total_method", readonly=False
    )
    satisfaction_answered_share = fields.Float(
        related="company_id.satisfaction_answered_share", readonly=False
    )
    satisfaction_low_answer = fields.Integer(
        related="company_id.satisfaction_low_answer", readonly=False
    )
    satisfaction_trigger = fields.Float(related="company_id.satisfaction_trigger", readonly=False)
    satisfaction_drop = fields.Float(related="company_id.satisfaction_drop", readonly=False)
    satisfaction_band_excellent = fields.Float(
        related="company_id.satisfaction_band_excellent", readonly=False
    )
    satisfaction_band_good = fields.Float(
        related="company_id.satisfaction_band_good", readonly=False
    )
    satisfaction_band_fair = fields.Float(
        related="company_id.satisfaction_band_fair", readonly=False
    )
    satisfaction_sample_all = fields.Integer(
        related="company_id.satisfaction_sample_all", readonly=False
    )
    satisfaction_sample_error = fields.Float(
        related="company_id.satisfaction_sample_error", readonly=False
    )
    satisfaction_sample_b = fields.Float(related="company_id.satisfaction_sample_b", readonly=False)
    satisfaction_sample_c = fields.Float(related="company_id.satisfaction_sample_c", readonly=False)
    satisfaction_sample_c_min = fields.Integer(
        related="company_id.satisfaction_sample_c_min", readonly=False
    )
    satisfaction_class_a = fields.Float(related="company_id.satisfaction_class_a", readonly=False)
    satisfaction_class_b = fields.Float(related="company_id.satisfaction_class_b", readonly=False)
