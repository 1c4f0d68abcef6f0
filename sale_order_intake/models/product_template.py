from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    order_maturity = fields.Selection(
        selection=[
            ("proven", "Made before"),
            ("new", "New, not made yet"),
            ("discontinued", "Discontinued"),
        ],
        string="Production Experience",
        help="Decides whether an order for this product is regular. Leave empty to let earlier "
        "deliveries decide.",
    )
