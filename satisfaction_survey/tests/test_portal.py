import json

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_program import ProgramCommon


@tagged("-at_install", "post_install")
class TestPortal(HttpCase, ProgramCommon):
    """The page of an invitation, and the way from one questionnaire to the next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        row = cls.program.audience_ids.filtered(lambda r: r.partner_id == cls.customers[0])
        row.contact_id = cls.contact
        cls._running()
        cls.invitation = cls._invitation()
        cls.link = cls.invitation.get_portal_url()

    def _token(self):
        return f"access_token={self.invitation.access_token}"

    def _submit(self, answer, module):
        """Send both pages of a questionnaire, as the browser does."""
        survey = module.survey_id
        result = None
        for survey_page in survey.page_ids:
            answers = {
                str(question.id): str(question.suggested_answer_ids.sorted("sequence")[0].id)
                for question in survey_page.question_ids
                if question.question_type == "simple_choice"
            }
            response = self.url_open(
                f"/survey/submit/{survey.access_token}/{answer.access_token}",
                data=json.dumps({"params": {"page_id": survey_page.id, **answers}}),
                headers={"Content-Type": "application/json"},
            )
            result = response.json()["result"]
        return result[1]["survey_content"]

    def test_from_one_to_the_next(self):
        page = self.url_open(self.link)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn("Begin", page.text)
        for module, following in zip(
            self.invitation.module_ids, [*self.invitation.module_ids[1:], None], strict=True
        ):
            url = f"/my/satisfaction/{self.invitation.id}/answer/{module.id}?{self._token()}"
            opened = self.url_open(url)
            answer = self.invitation.user_input_ids.filtered(
                lambda a, module=module: a.satisfaction_module_id == module
            )
            self.assertIn(answer.access_token, opened.url)
            self.assertEqual(answer.state, "in_progress")
            content = self._submit(answer, module)
            self.assertEqual(answer.satisfaction_status, "counted")
            if following:
                self.assertIn(f"/answer/{following.id}", content)
            else:
                self.assertNotIn("/answer/", content)
        self.assertEqual(self.invitation.state, "answered")
        self.assertIn("o_satisfaction_thanks", self.url_open(self.link).text)

    @mute_logger("odoo.http")
    def test_wrong_link_says_nothing(self):
        path = f"/my/satisfaction/{self.invitation.id}"
        for url in (path, f"{path}?access_token=wrong", f"{path}/answer/1?access_token=wrong"):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        other = self._invitation(self.customers[1])
        url = f"/my/satisfaction/{other.id}?{self._token()}"
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_questionnaire_of_somebody_else(self):
        foreign = self._new_program().module_ids[0]
        url = f"/my/satisfaction/{self.invitation.id}/answer/{foreign.id}?{self._token()}"
        self.assertIn("is not asked this questionnaire", self.url_open(url).text)
        self.assertFalse(self.invitation.user_input_ids)

    def test_closed(self):
        module = self.invitation.module_ids[0]
        self.program.action_close()
        self.assertIn("o_satisfaction_closed", self.url_open(self.link).text)
        url = f"/my/satisfaction/{self.invitation.id}/answer/{module.id}?{self._token()}"
        self.assertIn("This survey is closed", self.url_open(url).text)
        self.assertFalse(self.invitation.user_input_ids)

    def test_decline_and_come_back(self):
        text = self.url_open(self.link).text
        url = f"/my/satisfaction/{self.invitation.id}/decline"
        data = {
            "access_token": self.invitation.access_token,
            "csrf_token": text.split('name="csrf_token" value="')[1].split('"')[0],
        }
        self.assertIn("o_satisfaction_declined", self.url_open(url, data=data).text)
        self.assertEqual(self.invitation.state, "opted_out")
        self.url_open(url, data={**data, "again": "1"})
        self.assertEqual(self.invitation.state, "sent")
        self.assertFalse(self.contact.satisfaction_opt_out)

    @mute_logger("odoo.http")
    def test_our_own_people_do_not_answer(self):
        self.authenticate("sat_officer", "sat_officer")
        self.assertIn("page of your customer", self.url_open(self.link).text)
        module = self.invitation.module_ids[0]
        url = f"/my/satisfaction/{self.invitation.id}/answer/{module.id}?{self._token()}"
        self.assertEqual(self.url_open(url).status_code, 404)
        answer = self.invitation._start_answer(module)
        page = self.url_open(answer.get_start_url())
        self.assertNotIn("o_survey-fill-form", page.text)

    @mute_logger("odoo.http")
    def test_portal_user(self):
        user = new_test_user(
            self.env, "sat_lin", groups="base.group_portal", partner_id=self.contact.id
        )
        colleague = self.env["res.partner"].create(
            {"name": "Mr Chen", "parent_id": self.customers[0].id, "email": "chen@x.example"}
        )
        new_test_user(
            self.env, "sat_chen", groups="base.group_portal", partner_id=colleague.id
        )
        self.authenticate(user.login, user.login)
        self.assertIn(self.program.name, self.url_open("/my/satisfaction").text)
        path = f"/my/satisfaction/{self.invitation.id}"
        self.assertEqual(self.url_open(path).status_code, 200)
        self.authenticate("sat_chen", "sat_chen")
        self.assertNotIn(self.program.name, self.url_open("/my/satisfaction").text)
        for url in (path, f"{path}?access_token=wrong"):
            self.assertEqual(self.url_open(url).status_code, 404)
        # With the link in his hands he is the contact's deputy, logged in or not.
        module = self.invitation.module_ids[0]
        opened = self.url_open(f"{path}/answer/{module.id}?{self._token()}")
        self.assertIn("o_survey-fill-form", opened.text)

    def test_contact_per_questionnaire(self):
        """Each contact is led through his own questionnaires only."""
        program = self._new_program()
        program.action_suggest_audience()
        row = program.audience_ids.filtered(lambda r: r.partner_id == self.customers[0])
        row.contact_ids = [
            Command.create(
                {"module_id": program.module_ids[2].id, "partner_id": self.contact.id}
            )
        ]
        self._running(program)
        invitation = self._invitation(program=program).filtered(
            lambda i: i.partner_id == self.contact
        )
        text = self.url_open(invitation.get_portal_url()).text
        self.assertIn("Quality", text)
        self.assertNotIn("Overall", text)
