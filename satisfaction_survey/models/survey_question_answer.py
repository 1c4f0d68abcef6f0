from odoo import api, fields, models

from odoo.addons.order_signoff.tools import is_uninstalling

# What choosing it is worth.
WORTH_FIELDS = {"question_id", "matrix_question_id", "answer_score", "satisfaction_na"}


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

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

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_worth_kept()
        return records

    def write(self, vals):
        if not WORTH_FIELDS & vals.keys():
            return super().write(vals)
        self._check_worth_kept()
        result = super().write(vals)
        # It may have come from another survey.
        self._check_worth_kept()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_not_asked_now(self):
        if not is_uninstalling(self.env):
            self._check_worth_kept()

    def _check_worth_kept(self):
        (self.question_id | self.matrix_question_id).survey_id._check_worth_kept()
