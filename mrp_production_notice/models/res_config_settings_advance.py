from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    company_currency_id = fields.Many2one(
        comodel_name="res.currency", related="company_id.currency_id", string="Company Currency"
    )
    order_advance_management_amount = fields.Monetary(
        related="company_id.order_advance_management_amount",
        readonly=False,
        currency_field="company_currency_id",
    )
