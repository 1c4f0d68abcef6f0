from odoo import api, fields, models


class ResCompany(models.Model):
    """What a company decides about material that is released in advance."""

    _inherit = "res.company"

    order_advance_management_amount = fields.Monetary(
        string="Management Signs Above",
        default=50000.0,
        currency_field="currency_id",
        help="Value at risk above which management signs an advance material request, too.",
    )

    _order_advance_management_amount_positive = models.Constraint(
        "CHECK(order_advance_management_amount >= 0)",
        "The value above which management signs cannot be negative.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "mrp.production.advance",
                "name": self.env._("Advance Material Request"),
                "prefix": "AM%(range_year)s-",
                "padding": 4,
            }
        ]
