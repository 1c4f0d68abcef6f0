from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_notice_enabled = fields.Boolean(
        string="Production Notice",
        help="The shop works on a signed notice: manufacturing orders of confirmed orders wait "
        "until it is issued.",
    )
    order_notice_auto = fields.Boolean(
        string="Prepare Automatically",
        help="A draft of the notice is made when the order is confirmed.",
    )
    order_notice_release_on = fields.Selection(
        selection=[
            ("approved", "Management has approved it"),
            ("countersigned", "All departments have confirmed it"),
        ],
        string="A Notice Is Issued When",
        default="approved",
        required=True,
    )
    order_notice_max_corrections = fields.Integer(
        string="Corrections per Notice",
        default=3,
        help="After so many corrections the notice has to be revised.",
    )
    order_notice_packing_days = fields.Integer(
        string="Packing (Working Days)",
        default=1,
        help="So many working days before delivery the goods are complete.",
    )
    order_notice_packing_days_set = fields.Integer(
        string="Packing of Sets (Working Days)",
        default=3,
        help="The same for kits and sets, whose parts come together in packing.",
    )

    _order_notice_figures_positive = models.Constraint(
        "CHECK(order_notice_max_corrections >= 0 AND order_notice_packing_days >= 0"
        " AND order_notice_packing_days_set >= 0)",
        "Corrections and packing days of the production notice must not be negative.",
    )

    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "mrp.production.notice",
                "name": self.env._("Production Notice"),
                "prefix": "PN%(range_year)s-",
                "padding": 4,
            },
        ]
