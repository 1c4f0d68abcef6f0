from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_notice_enabled = fields.Boolean(
        related="company_id.order_notice_enabled", readonly=False
    )
    order_notice_auto = fields.Boolean(related="company_id.order_notice_auto", readonly=False)
    order_notice_release_on = fields.Selection(
        related="company_id.order_notice_release_on", readonly=False
    )
    order_notice_max_corrections = fields.Integer(
        related="company_id.order_notice_max_corrections", readonly=False
    )
    order_notice_packing_days = fields.Integer(
        related="company_id.order_notice_packing_days", readonly=False
    )
    order_notice_packing_days_set = fields.Integer(
        related="company_id.order_notice_packing_days_set", readonly=False
    )
