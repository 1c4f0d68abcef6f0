from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SurveySurvey(models.Model):
    """What answers are worth stays while customers give them."""

    _inherit = "survey.survey"

    def _check_questions_kept(self, worth=True):
        """Refuse changes of what is asked, and what answers are worth, while customers are asked.

        The system may: what comes with an add-on is brought up to date.

        :param bool worth: whether it is such a change, and not only one of words
        """
        if not worth or self.env.su or not self.ids:
            return
        # sudo: which programmes ask it, of all companies, for whoever edits the questions
        modules = self.env["satisfaction.module"].sudo()
        asked = modules.search(
            Domain("survey_id", "in", self.ids)
            & Domain("program_id.kind", "=", "customer")
            & (
                Domain("program_id.state", "=", "running")
                # Closed a moment ago: its customers are still being looked at.
                | Domain("program_id.followup_next_id", ">", 0)
            ),
            limit=1,
        )
        if asked:
            raise UserError(
                self.env._(
                    "Customers are asked “%(survey)s” at present: what is asked, and what an "
                    "answer is worth, stays until the programme is closed. Copy the survey for "
                    "the next programme and change the copy.",
                    survey=asked.survey_id.with_env(self.env).title,
                )
            )
