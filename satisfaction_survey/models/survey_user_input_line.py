from odoo import api, fields, models

from odoo.addons.order_signoff.tools import is_uninstalling


class SurveyUserInputLine(models.Model):
    """Single answers are stored in one go, and stay as they were given."""

    _inherit = "survey.user_input.line"

    # As in Odoo, but known before the line is stored; otherwise each line is written twice.
    survey_id = fields.Many2one(related="user_input_id.survey_id", precompute=True)
    question_sequence = fields.Integer(related="question_id.sequence", precompute=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_kept()
        return lines

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_kept()
        result = super().write(vals)
        # It may have been put to another answer.
        self._check_kept()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_not_kept(self):
        if not self.env.su and not is_uninstalling(self.env):
            self._check_kept()

    def _check_kept(self):
        # Odoo itself, for those who answer, writes as the superuser.
        answers = self.user_input_id
        answers._check_kept(answers.filtered("satisfaction_status"))
