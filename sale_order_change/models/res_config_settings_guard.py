from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_change_edit_minutes = fields.Integer(
        related="company_id.order_change_edit_minutes", readonly=False
    )
