from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    order_type_id = fields.Many2one(
        comodel_name="product.order.type",
        string="Product Type (Order)",
        ondelete="restrict",
        help="The product type in the order codes of this product. Empty: as in its category.",
    )
