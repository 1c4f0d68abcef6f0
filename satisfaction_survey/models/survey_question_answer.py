from odoo import api, fields, models


class SurveyQuestionAnswer(models.Model):
    _name = "survey.question.answer"
    _inherit = ["survey.question.answer", "satisfaction.question.guard.mixin"]
    _worth_fields = frozenset(
        {"question_id", "matrix_question_id", "answer_score", "satisfaction_na"}
    )

    satisfaction_na = fields.Boolean(
        string="Does Not Apply",
        help="Whoever chooses this answers, but the question is left out of his score.",
    )

    @api.depends_context("lang")
    def _compute_value_label(self):
        """Odoo keeps the label for all languages, sheets are read and written in several."""
        return super()._compute_value_label()

    @api.depends_context("lang", "satisfaction_value_only")
    def _compute_display_name(self):
        """Where the question stands beside it, only the answer is shown."""
        result = super()._compute_display_name()
        if self.env.context.get("satisfaction_value_only"):
            for answer in self:
                answer.display_name = answer.value_label
        return result

    def _guarded_surveys(self):
        return (self.question_id | self.matrix_question_id).survey_id
