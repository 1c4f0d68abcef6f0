from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_code_enabled = fields.Boolean(
        related="company_id.order_code_enabled", readonly=False
    )
    order_code_scheme_id = fields.Many2one(
        related="company_id.order_code_scheme_id", readonly=False
    )
    order_code_counter_scope = fields.Selection(
        related="company_id.order_code_counter_scope", readonly=False
    )
    order_code_tz = fields.Selection(related="company_id.order_code_tz", readonly=False)
    order_code_as_name = fields.Boolean(
        related="company_id.order_code_as_name", readonly=False
    )
