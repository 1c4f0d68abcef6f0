from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class AnonymousSurvey(Survey):
    """Whoever is logged in, an answer with a slip is nobody's."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        survey_sudo, answer_sudo = super()._fetch_from_access_token(survey_token, answer_token)
        if answer_sudo.satisfaction_slip_id:
            # sudo: as the public user, so that no record names who is logged in
            nobody = request.env.ref("base.public_user")
            survey_sudo = survey_sudo.with_user(nobody).sudo()
            answer_sudo = answer_sudo.with_user(nobody).sudo()
        return survey_sudo, answer_sudo

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        return super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            check_partner=check_partner and not answer_sudo.satisfaction_slip_id,
        )
