from odoo import fields, models


class OrderTeam(models.Model):
    _inherit = "order.team"

    order_notice_copies = fields.Integer(
        string="Copies of a Production Notice",
        default=1,
        help="How many copies of a production notice the department gets.",
    )

    _order_notice_copies_positive = models.Constraint(
        "CHECK(order_notice_copies >= 0)", "The number of copies must not be negative."
    )
