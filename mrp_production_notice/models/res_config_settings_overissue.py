from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_overissue_enabled = fields.Boolean(
        related="company_id.order_overissue_enabled", readonly=False
    )
    order_overissue_control = fields.Selection(
        related="company_id.order_overissue_control", readonly=False
    )
    order_overissue_max = fields.Integer(
        related="company_id.order_overissue_max", readonly=False
    )
    order_overissue_loss_rate = fields.Float(
        related="company_id.order_overissue_loss_rate", readonly=False
    )
    order_overissue_management_always = fields.Boolean(
        related="company_id.order_overissue_management_always", readonly=False
    )
