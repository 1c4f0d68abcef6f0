from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_period_days = fields.Integer(
        related="company_id.complaint_period_days", readonly=False
    )
    complaint_repeat_months = fields.Integer(
        related="company_id.complaint_repeat_months", readonly=False
    )
    complaint_repeat_count = fields.Integer(
        related="company_id.complaint_repeat_count", readonly=False
    )
    complaint_cluster_count = fields.Integer(
        related="company_id.complaint_cluster_count", readonly=False
    )
    complaint_cluster_days = fields.Integer(
        related="company_id.complaint_cluster_days", readonly=False
    )
    complaint_8d_rules = fields.Boolean(related="company_id.complaint_8d_rules", readonly=False)
    complaint_evidence_required = fields.Boolean(
        related="company_id.complaint_evidence_required", readonly=False
    )
    complaint_duplicate_days = fields.Integer(
        related="company_id.complaint_duplicate_days", readonly=False
    )
    complaint_tell_delay = fields.Boolean(related="company_id.complaint_tell_delay", readonly=False)
    complaint_month_sheet = fields.Boolean(
        related="company_id.complaint_month_sheet", readonly=False
    )
    service_answer_minutes = fields.Integer(
        related="company_id.service_answer_minutes", readonly=False
    )
    group_complaint_report = fields.Boolean(
        string="Every Employee Reports Complaints",
        implied_group="customer_complaint.group_reporter",
        help="Whoever hears a complaint passes it on at once, with a photo and one sentence.",
    )
