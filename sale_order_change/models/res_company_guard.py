from odoo import fields, models


class ResCompany(models.Model):
    """How long a manager may edit a confirmed order by hand."""

    _inherit = "res.company"

    order_change_edit_minutes = fields.Integer(
        string="Editing by a Manager (Minutes)",
        default=30,
        help="So long a confirmed order stays open for the manager who opened it with a reason.",
    )

    _order_change_edit_positive = models.Constraint(
        "CHECK(order_change_edit_minutes > 0)",
        "A manager needs at least a minute to edit an order.",
    )
