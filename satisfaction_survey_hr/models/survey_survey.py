from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# While these last, the questionnaire of employees is answered by slip only.
ACTIVE_STATES = ("prepared", "running")


class SurveySurvey(models.Model):
    """A questionnaire of employees is answered by slip, by nobody in particular."""

    _inherit = "survey.survey"

    def _anonymous(self):
        """Return those that employees are asked with at present."""
        return self._asks_employees(Domain("program_id.state", "in", ACTIVE_STATES))

    def _asks_employees(self, programs=None):
        """Return those that employees are, were or will be asked with.

        :param Domain programs: only by these, on questionnaires of programmes; by default by all
            that were not cancelled
        """
        # sudo: whether a questionnaire is one of employees, for whoever opens it
        modules = self.env["satisfaction.module"].sudo().search(
            Domain("survey_id", "in", self.ids)
            & Domain("program_id.kind", "=", "employee")
            & (programs or Domain("program_id.state", "!=", "cancelled"))
        )
        return self & modules.survey_id.with_env(self.env)

    @api.constrains("questions_layout", "users_login_required", "access_mode")
    def _check_anonymous(self):
        """What makes the answers anonymous stays while employees are asked."""
        for survey in self._anonymous():
            if missing := survey._missing_for_anonymity():
                raise ValidationError("\n".join(missing))

    def _missing_for_anonymity(self):
        """Return the sentences that say why this questionnaire would not be anonymous."""
        missing = []
        for survey in self:
            if survey.questions_layout != "one_page":
                missing.append(
                    self.env._(
                        "“%(survey)s” has to show all its questions on one page, so that nothing "
                        "is kept of an answer before it is complete.",
                        survey=survey.title,
                    )
                )
            if survey.users_login_required or survey.access_mode not in ("public", "token"):
                missing.append(
                    self.env._(
                        "“%(survey)s” asks people to log in: it would not be anonymous.",
                        survey=survey.title,
                    )
                )
        return missing

    def _refuse_without_slip(self):
        raise UserError(self.env._("This questionnaire is anonymous: use the code on your slip."))

    def _check_questions_kept(self, worth=True):
        """Refuse any change of the questions while employees answer them, whoever makes it.

        Whoever could change what an answer is worth for the moment in which somebody answers
        would find that answer again in the sum.
        """
        for survey in self._anonymous():
            raise UserError(
                self.env._(
                    "Employees are asked “%(survey)s” at present: its questions stay as they are "
                    "until the programme is closed.",
                    survey=survey.title,
                )
            )
        return super()._check_questions_kept(worth)

    # === BUSINESS === #

    def _create_answer(
        self,
        user=False,
        partner=False,
        email=False,
        test_entry=False,
        check_attempts=True,
        **additional_vals,
    ):
        """Answers of employees are begun with a slip, and belong to nobody.

        The public user creates them whoever is logged in: no name, no address, no author.
        """
        if test_entry or not self._anonymous():
            return super()._create_answer(
                user=user,
                partner=partner,
                email=email,
                test_entry=test_entry,
                check_attempts=check_attempts,
                **additional_vals,
            )
        if not additional_vals.get("satisfaction_slip_id") or not self.env.su:
            self._refuse_without_slip()
        nobody = self.env.ref("base.public_user")
        # sudo: as the public user, who has no rights of his own
        survey = self.with_user(nobody).sudo().with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        answers = super(SurveySurvey, survey)._create_answer(
            check_attempts=False, **{**additional_vals, "nickname": False, "invite_token": False}
        )
        return answers
