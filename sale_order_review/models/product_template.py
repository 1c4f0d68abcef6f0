from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    review_new_process = fields.Boolean(
        string="New or Complex Process",
        help="Orders of this product are reviewed by all departments.",
    )
    order_minimum_qty = fields.Float(
        string="Minimum Order Quantity",
        digits="Product Unit",
        help="The least quantity of one order, in the unit of the product. 0: no minimum."
        " A minimum agreed with a customer for his part number comes first.",
    )

    _order_minimum_qty_positive = models.Constraint(
        "CHECK(order_minimum_qty >= 0)", "The minimum order quantity cannot be negative."
    )
