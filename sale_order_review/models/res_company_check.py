from odoo import fields, models


class ResCompany(models.Model):
    """Figures by which the automatic checks of a review judge."""

    _inherit = "res.company"

    order_review_price_tolerance = fields.Float(
        string="Price Tolerance (%)",
        digits=(16, 2),
        help="How far a price may lie from the price list before the check says so.",
    )
    order_review_margin_floor = fields.Float(
        string="Margin Floor (%)",
        digits=(16, 2),
        help="The least margin on the net amount of an order, from the costs of its products.",
    )
    order_review_overdue_days = fields.Integer(
        string="Overdue Working Days",
        default=5,
        help="So many working days after its due date a receivable counts as overdue.",
    )
    order_review_part_limit = fields.Integer(
        string="Products Asked One by One",
        default=10,
        help="Orders with more different products get the items marked per product once for the"
        " whole order.",
    )
    order_review_take_over_months = fields.Integer(
        string="Answers Known for Months",
        default=12,
        help="The answer for a part that has not changed is taken over from an accepted review of"
        " the same customer that is not older. 0: never taken over.",
    )

    _order_review_overdue_days_positive = models.Constraint(
        "CHECK(order_review_overdue_days >= 0)", "Enter the working days as a positive number."
    )
    _order_review_part_limit_positive = models.Constraint(
        "CHECK(order_review_part_limit >= 0)", "Enter the number of products as a positive number."
    )
    _order_review_take_over_months_positive = models.Constraint(
        "CHECK(order_review_take_over_months >= 0)", "Enter the months as a positive number."
    )
