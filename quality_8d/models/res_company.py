from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    quality_8d_team_min = fields.Integer(
        string="Smallest 8D Team",
        default=3,
        help="Team leader and members together; 4 to 10 are usual.",
    )
    quality_8d_why_min = fields.Integer(
        string="Fewest Whys", default=3, help="So many answers a verified cause needs at least."
    )
    quality_8d_system_causes = fields.Boolean(
        string="System Causes Required",
        default=True,
        help="Each 8D also names why the system let the problem happen and let it pass.",
    )
    quality_8d_refuse_blame = fields.Boolean(
        string="Refuse Operator Error and Training Alone",
        default=True,
        help="People as the only cause, and training as the only action, are not accepted.",
    )
    quality_8d_four_eyes = fields.Boolean(
        string="Four Eyes",
        default=True,
        help="Whoever submits a discipline does not accept it; the quality manager has the group "
        "for it, works in no team he decides on, and is not the champion, too.",
    )
    quality_8d_effect_days = fields.Integer(string="Days of Observation", default=30)
    quality_8d_effect_lots = fields.Integer(string="Lots of Observation", default=3)

    _quality_8d_figures_positive = models.Constraint(
        "CHECK(quality_8d_team_min >= 1 AND quality_8d_why_min >= 1 "
        "AND quality_8d_effect_days >= 0 AND quality_8d_effect_lots >= 0)",
        "Team, whys, days and lots of 8D reports cannot be negative, and a team has one person.",
    )

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    @api.model
    def _order_sequence_specs(self):
        return super()._order_sequence_specs() + [
            {
                "code": "quality.8d",
                "name": "8D Report",
                "prefix": "8D-%(range_year)s-",
                "padding": 4,
            }
        ]
