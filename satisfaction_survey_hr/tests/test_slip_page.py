from odoo.tests import HttpCase, tagged

from .common import EmployeeCommon


@tagged("post_install", "-at_install")
class TestSlipPage(EmployeeCommon, HttpCase):
    """The page a slip leads to, on the phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_wrong_code(self):
        self._codes()
        page = self.url_open("/satisfaction/slip/AAAA-BBBB-CCCC-DDDD")
        self.assertEqual(page.status_code, 200)
        self.assertIn("This code is not good", page.text)

    def test_answer_while_logged_in(self):
        """Somebody logged in who uses a slip stays nobody."""
        codes = self._codes()
        worker = self._user("emp_logged_in", "base.group_user")
        self.authenticate("emp_logged_in", "emp_logged_in")
        page = self.url_open(f"/satisfaction/slip/{codes['Turning'][0]}")
        self.assertEqual(page.status_code, 200)
        begun = self.env["survey.user_input"].search([("survey_id", "=", self.survey.id)])
        self.assertEqual(len(begun), 1)
        token = page.url.split("?")[0].rstrip("/").split("/")[-1]
        self.assertEqual(token, begun.access_token)
        base = f"{self.survey.access_token}/{token}"
        self.make_jsonrpc_request(f"/survey/begin/{base}", {})
        begun.invalidate_recordset()
        self.assertNotEqual(begun.write_uid, worker)
        answers = {
            str(question.id): str(question.suggested_answer_ids.sorted("sequence")[0].id)
            for question in self.survey.question_ids
            if question.satisfaction_role == "score"
        }
        self.make_jsonrpc_request(f"/survey/submit/{base}", answers)
        self.assertFalse(begun.exists())
        self.assertEqual(self.program.slip_returned, 1)
        self.env.cr.execute(
            "SELECT COUNT(*) FROM mail_message WHERE author_id = %s", [worker.partner_id.id]
        )
        self.assertFalse(self.env.cr.fetchone()[0])
        page = self.url_open(f"/satisfaction/slip/{codes['Turning'][0]}")
        self.assertIn("This code is not good", page.text)

    def test_slip_on_the_phone(self):
        codes = self._codes()
        self.start_tour(
            f"/satisfaction/slip/{codes['Assembly'][0]}", "satisfaction_employee_slip"
        )
        self.assertEqual(self.program.slip_returned, 1)
