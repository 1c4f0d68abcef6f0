from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_review_capacity_share = fields.Float(
        string="Usable Capacity (%)",
        default=100.0,
        digits=(16, 2),
        help="The share of the working hours of a work centre up to which orders may fill it.",
    )

    _order_review_capacity_share_positive = models.Constraint(
        "CHECK(order_review_capacity_share >= 0)", "The usable capacity cannot be negative."
    )
