from odoo import fields, models


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    satisfaction_na = fields.Boolean(
        string="Does Not Apply",
        help="Whoever chooses this answers, but the question is left out of his score.",
    )
