from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    review_standard_files = fields.Boolean(
        string="Supplies Stable Standard Files",
        help="The customer's files can be produced as they are: its orders need no review"
        " unless a rule asks for one.",
    )
