from odoo import api, models

from odoo.addons.order_signoff.tools import is_uninstalling


class SatisfactionQuestionGuardMixin(models.AbstractModel):
    """A part of a survey that stays as it is while people are asked.

    Which surveys those are, and what may be changed of them all the same, the survey says in
    ``_check_questions_kept``.
    """

    _name = "satisfaction.question.guard.mixin"
    _description = "Kept While People Are Asked"

    # What an answer is worth, and who is asked.
    _worth_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._guarded_surveys()._check_questions_kept()
        return records

    def write(self, vals):
        worth = not self._worth_fields.isdisjoint(vals)
        self._guarded_surveys()._check_questions_kept(worth)
        result = super().write(vals)
        # It may have come from another survey.
        self._guarded_surveys()._check_questions_kept(worth)
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_not_asked_now(self):
        if not is_uninstalling(self.env):
            self._guarded_surveys()._check_questions_kept()

    def _guarded_surveys(self):
        """Return the surveys that these records are part of."""
        return self.survey_id
