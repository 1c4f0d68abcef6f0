from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.quality_8d.models.quality_8d_close import Quality8d

from .common import EightDCommon


@tagged("post_install", "-at_install")
class TestPortal(EightDCommon, HttpCase):
    """A customer sees what was sent to him, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "8D Rival", "is_company": True})

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(Quality8d, "_render_version", lambda report, kind: b"%PDF-1.4 sent")
        )

    def _version(self, **values):
        report = self._report(**values)
        self._pass(report, "d0", "d1", "d2", "d3")
        version = (
            self.env["quality.8d.version"]
            .with_user(self.leader)
            ._issue(report, "3d", report.partner_id)
        )
        return version

    def _portal_user(self, login, partner):
        return new_test_user(
            self.env,
            login,
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            partner_id=self.env["res.partner"]
            .create({"name": login, "parent_id": partner.id, "email": f"{login}@example.com"})
            .id,
        )

    def test_link(self):
        version = self._version()
        page = self.url_open(version.get_portal_url())
        self.assertEqual(page.status_code, 200)
        self.assertIn(version.report_id.name, page.text)
        file = self.url_open(version.get_portal_url(suffix="/file"))
        self.assertEqual(file.content, b"%PDF-1.4 sent")
        answer = self.url_open(
            f"/my/8d/{version.id}/answer",
            data={
                "access_token": version.access_token,
                "answer": "return",
                "name": "Mr Li",
                "comment": "Which lots?",
                "csrf_token": self._csrf(page.text),
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(version.state, "returned")
        self.assertEqual(version.answer_text, "Which lots?")
        self.assertEqual(version.answer_channel, "link")

    def _csrf(self, text):
        return text.split('name="csrf_token" value="')[1].split('"')[0]

    @mute_logger("odoo.http")
    def test_strangers(self):
        mine = self._version()
        theirs = self._version(partner_id=self.other.id)
        for url in (
            f"/my/8d/{mine.id}",
            f"/my/8d/{mine.id}/file",
            f"/my/8d/{mine.id}?access_token={theirs.access_token}",
            f"/my/8d/{mine.id}/file?access_token={theirs.access_token}",
            "/my/8d/99999999",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        rival = self._portal_user("eightd_rival", self.other)
        own = self._portal_user("eightd_own", self.customer)
        self.authenticate(rival.login, rival.login)
        self.assertEqual(self.url_open(f"/my/8d/{mine.id}").status_code, 404)
        self.assertEqual(self.url_open(f"/my/8d/{mine.id}/file").status_code, 404)
        self.assertEqual(self.url_open(f"/my/8d/{theirs.id}").status_code, 200)
        report = f"/report/pdf/quality_8d.report_quality_8d/{mine.report_id.id}"
        self.assertNotEqual(self.url_open(report).status_code, 200)
        # Neither the files nor the records themselves, with whatever token.
        self.env.flush_all()
        files = self.env["ir.attachment"].search(
            [("res_model", "=", mine._name), ("res_id", "=", mine.id), ("res_field", "=", "file")]
        )
        self.assertTrue(files)
        for url in (
            f"/web/content/{files.id}",
            f"/web/content/{files.id}?access_token={theirs.access_token}",
            f"/web/content/quality.8d.version/{mine.id}/file",
            f"/web/content/quality.8d.version/{mine.id}/file?access_token={theirs.access_token}",
            f"/web/image/quality.8d/{mine.report_id.id}/picture_nok",
            f"/my/8d/{mine.id}/file?access_token={mine.report_id.id}",
        ):
            self.assertNotIn(b"sent", self.url_open(url).content, url)
        for record in (mine, mine.report_id, mine.report_id.step_ids, theirs, theirs.report_id):
            self.assertFalse(record.with_user(rival).has_access("read"), record)
        self.authenticate(own.login, own.login)
        self.assertEqual(self.url_open(f"/my/8d/{mine.id}").status_code, 200)
        self.assertEqual(self.url_open(f"/my/8d/{theirs.id}").status_code, 404)

    @mute_logger("odoo.http")
    def test_whom_it_was_sent_to(self):
        """A report that turns out to be about somebody else does not show him what was sent."""
        version = self._version()
        version.report_id.sudo().partner_id = self.other
        rival = self._portal_user("eightd_rival", self.other)
        self.authenticate(rival.login, rival.login)
        self.assertEqual(self.url_open(f"/my/8d/{version.id}").status_code, 404)
        self.assertNotIn(version.report_id.name, self.url_open("/my/8d").text)

    def test_staff_do_not_answer_for_the_customer(self):
        version = self._version()
        self.authenticate(self.quality.login, self.quality.login)
        page = self.url_open(f"/my/8d/{version.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_portal_8d_form", page.text)
        self.assertNotIn(version.access_token, page.text)
