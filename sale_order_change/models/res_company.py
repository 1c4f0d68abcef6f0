from odoo import api, fields, models


class ResCompany(models.Model):
    """How a company changes confirmed orders."""

    _inherit = "res.company"

    order_change_enabled = fields.Boolean(
        string="Order Changes",
        help="Confirmed orders are changed by request: departments sign, and the change is carried "
        "out as a whole.",
    )
    order_change_guard = fields.Boolean(
        string="Confirmed Orders Change by Request Only",
        help="Products, quantities, prices and dates of a confirmed order can no longer be edited "
        "by hand.",
    )
    order_change_window_hours = fields.Float(
        string="Changes Without Management (Hours)",
        default=24.0,
        help="So many hours after the confirmation the class alone decides who signs.",
    )
    order_change_late_management = fields.Boolean(
        string="Management Signs Later Changes",
        default=True,
        help="After these hours management signs every change.",
    )
    order_change_consent = fields.Selection(
        selection=[
            ("never", "Never"),
            ("ours", "Where the change is ours, or raises the price"),
            ("always", "Always"),
        ],
        string="The Customer Confirms",
        default="ours",
        required=True,
        help="When a change takes effect only after the customer has agreed to it.",
    )

    _order_change_window_positive = models.Constraint(
        "CHECK(order_change_window_hours >= 0)",
        "The hours in which orders are changed without management cannot be negative.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "sale.order.change",
                "name": self.env._("Order Change"),
                "prefix": "CN%(range_year)s-",
                "padding": 4,
            }
        ]
