from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common_program import ProgramCommon


@tagged("-at_install", "post_install")
class TestTours(HttpCase, ProgramCommon):
    """The programme at the desk, and the answer on the phone."""

    def test_officer_from_programme_to_report(self):
        officer = new_test_user(
            self.env,
            "sat_tour",
            groups="satisfaction_survey.group_officer",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.env["ir.default"].set(
            "satisfaction.program",
            "audience_domain",
            f"[('id', 'in', {self.customers.ids})]",
            company_id=self.company.id,
        )
        self.start_tour("/odoo/satisfaction", "satisfaction_survey_program", login=officer.login)
        program = self.env["satisfaction.program"].search([("responsible_id", "=", officer.id)])
        self.assertEqual(program.state, "reported")
        self.assertEqual(program.issued_count, 3)


@tagged("-at_install", "post_install")
class TestPhoneTour(HttpCase, ProgramCommon):
    """A customer answers in Chinese on the phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_customer_answers_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.surveys.with_context(lang="zh_CN")
        for survey, title in zip(chinese, ("整体满意度", "服务满意度", "质量满意度"), strict=True):
            survey.title = title
            question = survey.question_ids[0]
            question.title = f"第一个问题：{title}"
            question.suggested_answer_ids.sorted("sequence")[0].value = "很满意"
        self.customers[0].lang = "zh_CN"
        self._running()
        invitation = self._invitation()
        self.start_tour(invitation.get_portal_url(), "satisfaction_survey_answer_phone")
        self.assertEqual(invitation.state, "answered")
        self.assertEqual(
            set(invitation.user_input_ids.mapped("satisfaction_status")), {"counted"}
        )

    def test_customer_does_not_want_to_be_asked(self):
        self._running()
        invitation = self._invitation()
        self.start_tour(invitation.get_portal_url(), "satisfaction_survey_decline_phone")
        self.assertEqual(invitation.state, "sent")
        self.assertFalse(invitation.partner_id.satisfaction_opt_out)
