from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    # A topic with a file of its own.
    _inherit = "res.config.settings"

    order_release_meeting = fields.Boolean(
        related="company_id.order_release_meeting", readonly=False
    )
