from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    overissue_loss_rate = fields.Float(
        string="Allowed Loss Rate",
        digits=(16, 4),
        help="How much more than the quantity of the bill of materials may be lost in production "
        "before management has to sign. Zero: the rate of the category above, else of the company.",
    )

    _overissue_loss_rate_range = models.Constraint(
        "CHECK(overissue_loss_rate >= 0 AND overissue_loss_rate <= 1)",
        "The allowed loss rate lies between 0 % and 100 %.",
    )
