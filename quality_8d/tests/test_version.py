import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.quality_8d.models.quality_8d_close import Quality8d
from odoo.addons.quality_8d.models.quality_8d_task import SEND

from .common import EightDCommon


@tagged("post_install", "-at_install")
class TestVersion(EightDCommon):
    """What was sent stays as it was sent, and the customer answers it."""

    def setUp(self):
        super().setUp()
        # The file is drawn in test_print; here it is enough that it differs.
        self.startPatcher(
            patch.object(
                Quality8d,
                "_render_version",
                lambda report, kind: f"{kind} {report.symptom}".encode(),
            )
        )

    def _issue(self, report, kind):
        wizard = self.env["quality.8d.send"].with_user(self.leader).create({"report_id": report.id})
        wizard.kind = kind
        wizard.action_mark_sent()
        return report.version_ids.sorted("number")[-1]

    def test_versions_stay_as_sent(self):
        report = self._report()
        with self.refused("not accepted"):
            self._issue(report, "3d")
        self._pass(report, "d0", "d1", "d2", "d3")
        first = self._issue(report, "3d")
        self.assertEqual((first.number, first.state), (1, "sent"))
        sent = first.with_user(self.leader).file
        report._step("d0").with_user(self.quality)._return_by_manager("Correct it")
        report.symptom = "Other words"
        report._step("d0").action_submit()
        report._step("d0").with_user(self.quality).action_accept()
        self.assertEqual(first.with_user(self.leader).file, sent)
        second = self._issue(report, "3d")
        self.assertEqual((second.number, first.state), (2, "superseded"))
        self.assertNotEqual(second.checksum, first.checksum)
        self.assertEqual(base64.b64decode(second.file), b"3d Other words")
        for user in (self.leader, self.quality):
            with self.assertRaises(AccessError):
                first.with_user(user).write({"state": "accepted"})
            with self.assertRaises(AccessError):
                first.with_user(user).unlink()
        with self.assertRaises(UserError):
            first.sudo().unlink()

    def test_proposed_version(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3", "d4", "d5")
        wizard = self.env["quality.8d.send"].with_user(self.leader).create({"report_id": report.id})
        self.assertEqual(wizard.kind, "5d")
        self.assertEqual(wizard.contact_id, self.customer)

    def test_mail(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3")
        wizard = (
            self.env["quality.8d.send"]
            .with_user(self.leader)
            .create({"report_id": report.id, "wait": True})
        )
        wizard.action_send()
        version = report.version_ids
        mail = self.env["mail.mail"].sudo().search([("model", "=", version._name)])
        token = version.sudo().access_token
        self.assertIn(token, mail.body_html)
        # Whoever may read the history could answer for the customer.
        for user in (self.leader, self.quality):
            kept = mail.mail_message_id.with_user(user)
            self.assertIn("our report", kept.body)
            self.assertNotIn(token, kept.body)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertTrue(report.on_hold)
        version._answer(True, "Mr Li", "link", "")
        self.assertEqual(version.state, "accepted")
        self.assertFalse(report.on_hold)

    def test_closed_after_the_customer_accepts(self):
        report = self._report(customer_acceptance=True)
        self._pass_all(report)
        self._pass(report, "d8")
        self._sign(report)
        self.assertEqual(report.state, "open", "the customer has not accepted")
        final = self._issue(report, "final")
        with self.refused("write your name"):
            final._answer(True, "", "link", "")
        final._answer(True, "Mr Li", "link", "")
        self.assertEqual(report.state, "closed")
        with self.refused("already"):
            final._answer(False, "Mr Li", "link", "No")

    def test_customer_returns_the_final_report(self):
        report = self._report(customer_acceptance=True)
        self._pass_all(report)
        self._pass(report, "d8")
        self._sign(report)
        final = self._issue(report, "final")
        with self.refused("what has to be changed"):
            final._answer(False, "Mr Li", "link", "")
        final.with_user(self.leader)._record_answer(False, "Figures are missing")
        self.assertEqual(final.state, "returned")
        self.assertEqual(final.answer_channel, "staff")
        self.assertEqual(report._step("d8").state, "returned")
        self.assertIn("Figures are missing", report._step("d8").return_reason)
        report._step("d8").action_submit()
        self._sign(report)
        self.assertEqual(report.state, "open")
        self._issue(report, "final")._answer(True, "Mr Li", "link", "")
        self.assertEqual(report.state, "closed")

    def test_return_after_the_closing(self):
        """Where he need not accept, the final report goes to the customer when it is closed."""
        report = self._closed()
        final = self._issue(report, "final")
        final._answer(False, "Mr Li", "link", "Figures are missing")
        self.assertEqual((report.state, report.stage, report.closed_on), ("open", "d8", False))
        self.assertIn("Figures are missing", report._step("d8").return_reason)
        task = report.sudo().activity_ids.filtered("active")
        self.assertEqual(task.user_id, self.leader)
        report._step("d8").action_submit()
        self._sign(report)
        self.assertEqual(report.state, "closed")

    def test_acceptance_of_what_was_written_before_it_came_back(self):
        report = self._report(customer_acceptance=True)
        self._pass_all(report)
        self._pass(report, "d8")
        self._sign(report)
        early = self._issue(report, "3d")
        final = self._issue(report, "final")
        final._answer(True, "Mr Li", "link", "")
        self.assertEqual(report._form_reply(), final)
        report.with_user(self.quality)._take_up_recurrence("Leaks again")
        self.assertTrue(final.is_outdated)
        self.assertFalse(early.is_outdated, "D0 to D3 are as they were")
        for discipline in ("d4", "d5", "d6", "d7", "d8"):
            step = report._step(discipline)
            step.action_submit()
            if discipline != "d8":
                step.with_user(self.quality).action_accept()
        self._sign(report)
        self.assertEqual(report.state, "open", "he has not seen the new causes")
        self.assertFalse(report._form_reply())
        self._issue(report, "final")._answer(True, "Mr Li", "link", "")
        self.assertEqual(report.state, "closed")

    def test_only_to_the_customer_of_the_report(self):
        person, stranger = self.env["res.partner"].create(
            [{"name": "Li", "parent_id": self.customer.id}, {"name": "Rival", "is_company": True}]
        )
        report = self._report(contact_id=person.id)
        self._pass(report, "d0", "d1", "d2", "d3")
        wizard = self.env["quality.8d.send"].with_user(self.leader).create({"report_id": report.id})
        self.assertEqual(wizard.contact_id, person)
        wizard.contact_id = stranger
        with self.refused("works there"):
            wizard.action_mark_sent()
        version = self._issue(report, "3d")
        report._step("d2").with_user(self.quality)._return_by_manager("Whose dampers?")
        report.partner_id = stranger
        self.assertFalse(report.contact_id)
        self.assertEqual((version.partner_id, version.state), (person, "superseded"))

    def test_customer_returns_a_3d(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3", "d4")
        self._issue(report, "3d")._answer(False, "Mr Li", "link", "Check the field stock, too")
        self.assertEqual(report._step("d3").state, "returned")
        self.assertEqual(report._step("d4").state, "accepted")
        self.assertEqual(report.stage, "d3")

    def test_leader_is_told_to_send_the_final_report(self):
        report = self._report(customer_acceptance=True)
        self._pass_all(report)
        self._pass(report, "d8")
        tasks = report.sudo().activity_search
        self.assertFalse(tasks([SEND]))
        self._sign(report)
        self.assertEqual(tasks([SEND]).user_id, self.leader)
        final = self._issue(report, "final")
        self.assertFalse(tasks([SEND]))
        final._answer(False, "Mr Li", "link", "Figures are missing")
        self.assertFalse(tasks([SEND]))
        report._step("d8").action_submit()
        self._sign(report)
        self.assertTrue(tasks([SEND]))
        # Where he need not accept any more, nothing is missing.
        report.with_user(self.quality).customer_acceptance = False
        self.assertEqual(report.state, "closed")
        self.assertFalse(tasks([SEND]))

    def test_the_customers_language_stays_on_his_page(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.leader.lang = "zh_CN"
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3")
        version = self._issue(report, "3d").with_env(self.env(context={"lang": "en_US"}))
        version._answer(False, "Mr Li", "link", "Which lots?")
        reason = report._step("d3").return_reason
        self.assertIn("Which lots?", reason)
        self.assertNotIn("Returned by", reason)
