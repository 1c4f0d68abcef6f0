from odoo import api, models

from odoo.addons.order_signoff.tools import is_uninstalling


class SurveyQuestionAnswer(models.Model):
    """What an answer of employees is worth stays while they answer."""

    _inherit = "survey.question.answer"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_not_asked()
        return records

    def write(self, vals):
        self._check_not_asked()
        result = super().write(vals)
        self._check_not_asked()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_not_asked(self):
        if not is_uninstalling(self.env):
            self._check_not_asked()

    def _check_not_asked(self):
        (self.question_id | self.matrix_question_id).survey_id._check_not_asked()
