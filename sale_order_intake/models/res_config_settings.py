from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_intake_enabled = fields.Boolean(related="company_id.order_intake_enabled", readonly=False)
    order_read_back_required = fields.Boolean(
        related="company_id.order_read_back_required", readonly=False
    )
    order_document_max_mb = fields.Integer(
        related="company_id.order_document_max_mb", readonly=False
    )
    order_sheet_max_rows = fields.Integer(
        related="company_id.order_sheet_max_rows", readonly=False
    )
    order_sheet_max_mb = fields.Integer(related="company_id.order_sheet_max_mb", readonly=False)
    order_dormant_months = fields.Integer(related="company_id.order_dormant_months", readonly=False)
    order_confirm_hours = fields.Float(related="company_id.order_confirm_hours", readonly=False)
    order_fax_receipt_minutes = fields.Integer(
        related="company_id.order_fax_receipt_minutes", readonly=False
    )
    order_kind_number_enabled = fields.Boolean(
        related="company_id.order_kind_number_enabled", readonly=False
    )
    order_deposit_percent = fields.Float(
        related="company_id.order_deposit_percent", readonly=False
    )
    order_deposit_blocks = fields.Selection(
        related="company_id.order_deposit_blocks", readonly=False
    )
    order_credit_presentation_days = fields.Integer(
        related="company_id.order_credit_presentation_days", readonly=False
    )
    order_contract_reminder_days = fields.Integer(
        related="company_id.order_contract_reminder_days", readonly=False
    )
