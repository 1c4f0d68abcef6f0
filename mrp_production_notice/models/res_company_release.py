from odoo import api, fields, models


class ResCompany(models.Model):
    """Whether new products are released in a meeting."""

    _inherit = "res.company"

    order_release_meeting = fields.Boolean(
        string="Release Meeting for New Products",
        help="A notice with a new product is issued only after the release meeting: tooling, "
        "equipment and raw material settled, the rest with an owner and a written date.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "mrp.production.release",
                "name": self.env._("Release Meeting"),
                "prefix": "RM%(range_year)s-",
                "padding": 4,
            }
        ]
