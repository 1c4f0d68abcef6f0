from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class SurveySurvey(models.Model):
    """What answers are worth stays while customers give them."""

    _inherit = "survey.survey"

    @api.constrains(
        "active", "users_login_required", "is_attempts_limited", "is_time_limited"
    )
    def _check_open_to_answers(self):
        """Refuse settings that would shut out people who are asked at present."""
        # sudo: which programmes ask it, of all companies, for whoever edits the survey
        modules = self.env["satisfaction.module"].sudo()
        for module in modules.search(
            [("survey_id", "in", self.ids), ("program_id.state", "=", "running")]
        ):
            missing = module._missing_for_answers()
            if not module.survey_id.active:
                missing.append(
                    self.env._(
                        "“%(module)s” is asked at present: archive its survey when the programme "
                        "is closed.",
                        module=module.with_env(self.env).name,
                    )
                )
            if missing:
                raise ValidationError("\n".join(missing))

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
