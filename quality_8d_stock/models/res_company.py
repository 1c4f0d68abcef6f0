from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_8d_quarantine = fields.Boolean(
        string="Blocked Goods to Quarantine",
        help="Blocking goods also creates the transfers that bring them into quarantine. "
        "Otherwise a button of the 8D report does.",
    )
