from odoo import api, fields, models


class ResCompany(models.Model):
    """What a company decides about material beyond the bill of materials."""

    _inherit = "res.company"

    order_overissue_enabled = fields.Boolean(
        string="Over-issue Requests",
        help="More of a component than planned is issued on a signed request only.",
    )
    order_overissue_control = fields.Selection(
        selection=[
            ("none", "Say nothing"),
            ("warn", "Warn"),
            ("refuse", "Refuse"),
        ],
        string="More Used than Granted",
        default="warn",
        required=True,
        help="What happens when a manufacturing order is produced with more of a component than "
        "planned, allowed as loss and granted.",
    )
    order_overissue_max = fields.Integer(
        string="Requests per Order",
        default=2,
        help="So many requests are made for a manufacturing order; beyond that management decides, "
        "with a reason.",
    )
    order_overissue_loss_rate = fields.Float(
        string="Allowed Loss Rate",
        digits=(16, 4),
        help="Up to this rate production and planning grant an over-issue without management. "
        "Categories and lines of bills of materials may have their own.",
    )
    order_overissue_management_always = fields.Boolean(
        string="Management Always Signs",
        help="Also within the allowed loss rate.",
    )

    _order_overissue_figures = models.Constraint(
        "CHECK(order_overissue_max >= 0 AND order_overissue_loss_rate >= 0"
        " AND order_overissue_loss_rate <= 1)",
        "The number of over-issue requests cannot be negative, and the allowed loss rate lies "
        "between 0 % and 100 %.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "mrp.material.overissue",
                "name": self.env._("Over-issue Request"),
                "prefix": "OI%(range_year)s-",
                "padding": 4,
            }
        ]
