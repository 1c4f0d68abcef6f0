from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class SatisfactionSurvey(Survey):
    """Odoo's survey pages, from which an invited contact is led on to the next questionnaire."""

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        # The link of an invitation is the contact's, also while somebody of his company is logged
        # in. Our own people do not answer in his name: for them Odoo's check stays.
        if (
            answer_token
            and answer_sudo.satisfaction_invitation_id
            and not request.env.user._is_internal()
        ):
            check_partner = False
        return super()._check_validity(
            survey_sudo,
            answer_sudo,
            answer_token,
            ensure_token=ensure_token,
            check_partner=check_partner,
        )

    def _prepare_survey_finished_values(self, survey, answer, token=False):
        values = super()._prepare_survey_finished_values(survey, answer, token=token)
        if invitation := answer.satisfaction_invitation_id:
            following = invitation._may_answer() and invitation._next_module()
            suffix = f"/answer/{following.id}" if following else ""
            values.update(
                satisfaction_next=following and following.name,
                satisfaction_url=invitation.get_portal_url(suffix=suffix),
            )
        return values
