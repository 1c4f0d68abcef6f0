from odoo import models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

PAGE = _lt("How important is it to you?")
LEAST = _lt("Not important")
MOST = _lt("Very important")


class SatisfactionModule(models.Model):
    """Asking, besides how satisfied customers are, how important it is to them (ISO 10004)."""

    _inherit = "satisfaction.module"

    def action_ask_importance(self):
        """Add a section to the questionnaire that asks the importance of each scored question.

        :raise UserError: when it is asked already, or the programme was sent
        """
        self.check_access("write")
        self._check_program_open()
        for module in self:
            questions = module.survey_id.question_ids
            asked = questions.satisfaction_question_id
            wanted = questions.filtered("satisfaction_weight") - asked
            if not wanted:
                raise UserError(
                    self.env._(
                        "Every question of this questionnaire has its importance asked already."
                    )
                )
            module._add_importance(wanted)
        return True

    def _add_importance(self, questions):
        survey = self.survey_id
        sequence = max(survey.question_and_page_ids.mapped("sequence")) + 1
        page = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": str(PAGE),
                "is_page": True,
                "sequence": sequence,
            }
        )
        for question in questions:
            sequence += 1
            # Copied for its title in all languages.
            copy = question.copy(
                {
                    "sequence": sequence,
                    "question_type": "scale",
                    "suggested_answer_ids": [],
                    "matrix_row_ids": [],
                    "satisfaction_role": "importance",
                    "satisfaction_weight": 0,
                    "satisfaction_critical": False,
                    "satisfaction_question_id": question.id,
                    "constr_mandatory": False,
                    "scale_min": 1,
                    "scale_max": 5,
                }
            )
            self._translate(copy, "scale_min_label", LEAST)
            self._translate(copy, "scale_max_label", MOST)
        self._translate(page, "title", PAGE)

    def _translate(self, record, name, term):
        for code, _name in self.env["res.lang"].get_installed():
            record.with_context(lang=code)[name] = term._translate(code)
