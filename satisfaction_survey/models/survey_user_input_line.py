from odoo import fields, models


class SurveyUserInputLine(models.Model):
    """Single answers are stored in one go."""

    _inherit = "survey.user_input.line"

    # As in Odoo, but known before the line is stored; otherwise each line is written twice.
    survey_id = fields.Many2one(related="user_input_id.survey_id", precompute=True)
    question_sequence = fields.Integer(related="question_id.sequence", precompute=True)
