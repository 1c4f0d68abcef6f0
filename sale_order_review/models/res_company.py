from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_review_enabled = fields.Boolean(
        string="Order Review",
        help="Quotations of this company are confirmed only once their review is complete.",
    )

    order_open_item_reminder = fields.Boolean(
        string="Daily Reminder of Open Items",
        default=True,
        help="Follower and owner are reminded every day of the items that are still open; the "
        "leader of the department, too, once the promised date has passed.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "sale.order.review",
                "name": "Order Review",
                "prefix": "OR%(range_year)s-",
                "padding": 4,
            },
            {
                "code": "sale.order.refusal",
                "name": self.env._("Order Refusal"),
                "prefix": "RF%(range_year)s-",
                "padding": 4,
            },
        ]
