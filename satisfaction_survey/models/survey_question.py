from odoo import api, fields, models


class SurveyQuestion(models.Model):
    """What a question counts in the score of a satisfaction programme."""

    _name = "survey.question"
    _inherit = ["survey.question", "satisfaction.question.guard.mixin"]
    # What answers are worth, and who is asked.
    _worth_fields = frozenset(
        {
            "survey_id",
            "is_page",
            "question_type",
            "matrix_subtype",
            "scale_min",
            "scale_max",
            "triggering_answer_ids",
            "satisfaction_role",
            "satisfaction_weight",
            "satisfaction_critical",
            "satisfaction_question_id",
        }
    )

    satisfaction_role = fields.Selection(
        selection=[
            ("score", "Satisfaction, Scored"),
            ("importance", "Importance"),
            ("nps", "Recommendation (0–10)"),
            ("comment", "Comment"),
            ("none", "Not Evaluated"),
        ],
        string="Evaluated As",
        compute="_compute_satisfaction_role",
        store=True,
        readonly=False,
        copy=True,
    )
    satisfaction_weight = fields.Float(
        string="Weight in the Score",
        digits=(5, 1),
        compute="_compute_satisfaction_weight",
        store=True,
        readonly=False,
        copy=True,
        aggregator=None,
        help="Weight among the scored questions of its questionnaire. 0: not scored.",
    )
    satisfaction_critical = fields.Boolean(
        string="Critical Question",
        help="A low answer here opens an 8D report, whatever the score.",
    )
    satisfaction_question_id = fields.Many2one(
        comodel_name="survey.question",
        string="Importance Of",
        index="btree_not_null",
        ondelete="set null",
        domain="[('survey_id', '=', survey_id), ('satisfaction_role', '=', 'score')]",
        help="The question whose importance is asked here.",
    )

    _satisfaction_weight_positive = models.Constraint(
        "CHECK(satisfaction_weight >= 0)", "The weight of a question cannot be negative."
    )

    @api.depends("question_type", "is_page")
    def _compute_satisfaction_role(self):
        for question in self:
            if question.is_page:
                question.satisfaction_role = False
            elif question.satisfaction_role not in (False, "none"):
                continue
            elif question.question_type in ("scale", "matrix", "simple_choice"):
                question.satisfaction_role = "score"
            elif question.question_type in ("text_box", "char_box"):
                question.satisfaction_role = "comment"
            else:
                question.satisfaction_role = "none"

    @api.depends("satisfaction_role")
    def _compute_satisfaction_weight(self):
        for question in self:
            if question.satisfaction_role != "score":
                question.satisfaction_weight = 0
            elif not question.satisfaction_weight:
                question.satisfaction_weight = 10
