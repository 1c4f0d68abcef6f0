from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    review_new_process = fields.Boolean(
        string="New or Complex Process",
        help="Orders of this product are reviewed by all departments.",
    )
