import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCommon

from .common import ComplaintCommon

LETTER = """Return-Path: <whatever@example.com>
To: {to}
From: Mr Li <li@example.com>
Subject: Oil on the floor
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"
Date: Mon, 02 Nov 2026 10:00:00 +0000
Message-ID: <{id}@example.com>

--b
Content-Type: text/html; charset=utf-8

<p>It leaks.</p><script>alert('x')</script><img src=x onerror="alert(1)">
--b
Content-Type: application/octet-stream; name="{name}"
Content-Disposition: attachment; filename="{name}"
Content-Transfer-Encoding: base64

{content}
--b--
"""
PDF = "JVBERi0xLjQgdGVzdA=="
EXE = "TVqQAAMAAAAEAAAA"


@tagged("post_install", "-at_install")
class TestMail(MailCommon, ComplaintCommon):
    """A letter becomes a complaint; what could harm stays outside."""

    def _receive(self, name="photo.pdf", content=PDF, identifier="complaint-1"):
        text = LETTER.format(
            to="complaint@test.example.com", id=identifier, name=name, content=content
        )
        complaints = self.env["customer.complaint"]
        before = complaints.search([])
        self.env["mail.thread"].message_process("customer.complaint", text)
        return complaints.search([]) - before

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_letter(self):
        complaint = self._receive()
        self.assertEqual(complaint.title, "Oil on the floor")
        self.assertEqual(complaint.partner_id, self.contact)
        self.assertEqual(complaint.channel, "email")
        self.assertIn("It leaks.", complaint.customer_words)
        self.assertNotIn("script", complaint.customer_words)
        body = complaint.message_ids.filtered("attachment_ids").body
        self.assertNotIn("<script", body)
        self.assertNotIn("onerror", body)
        self.assertEqual(complaint.message_ids.attachment_ids.name, "photo.pdf")

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_what_is_sent_is_evidence(self):
        complaint = self._receive()
        lines = {line.kind: line for line in complaint.evidence_ids}
        self.assertEqual(lines["photo"].attachment_ids.name, "photo.pdf")
        self.assertEqual(lines["written"].state, "here")
        self.assertEqual(lines["sample"].state, "missing")
        self.assertEqual(complaint.activity_ids.user_id, self.officer)
        self.assertEqual(complaint._customer_files().name, "photo.pdf")

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_what_one_of_us_answers_by_mail_stays_inside(self):
        """Our own test report is not among what the customer told us."""
        complaint = self._receive()
        letter = complaint.message_ids.filtered("attachment_ids")
        text = LETTER.format(
            to="complaint@test.example.com", id="complaint-ours", name="report.pdf", content=PDF
        ).replace("MIME-Version", f"In-Reply-To: {letter.message_id}\nMIME-Version")
        self.officer.email = "officer@house.example.com"
        text = text.replace("Mr Li <li@example.com>", self.officer.email_formatted)
        self.env["mail.thread"].message_process("customer.complaint", text)
        self.assertIn("report.pdf", complaint.message_ids.attachment_ids.mapped("name"))
        self.assertEqual(complaint._customer_files().mapped("name"), ["photo.pdf"])

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_answer_goes_on_in_the_same_complaint(self):
        complaint = self._receive()
        letter = complaint.message_ids.filtered("attachment_ids")
        text = LETTER.format(
            to="complaint@test.example.com", id="complaint-answer", name="more.pdf", content=PDF
        ).replace("MIME-Version", f"In-Reply-To: {letter.message_id}\nMIME-Version")
        before = self.env["customer.complaint"].search_count([])
        self.env["mail.thread"].message_process("customer.complaint", text)
        self.assertEqual(self.env["customer.complaint"].search_count([]), before)
        photo = complaint.evidence_ids.filtered(lambda line: line.kind == "photo")
        self.assertEqual(set(photo.attachment_ids.mapped("name")), {"photo.pdf", "more.pdf"})

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_customer_of_another_company(self):
        """Whose customer he is, that company answers."""
        abroad = self.env["res.company"].create({"name": "Complaint Abroad"})
        self.contact.write({"parent_id": False, "company_id": abroad.id})
        complaint = self._receive()
        self.assertEqual((complaint.partner_id, complaint.company_id), (self.contact, abroad))

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_stranger_and_hostile_words(self):
        text = LETTER.format(
            to="complaint@test.example.com", id="complaint-x", name="a.pdf", content=PDF
        )
        text = text.replace("li@example.com", "unknown@example.com").replace(
            "Subject: Oil on the floor",
            "Subject: <img src=x onerror=alert(1)>" + "very long " * 60,
        )
        before = self.env["customer.complaint"].search([])
        self.env["mail.thread"].message_process("customer.complaint", text)
        complaint = self.env["customer.complaint"].search([]) - before
        self.assertFalse(complaint.partner_id)
        self.assertIn("unknown@example.com", complaint.email_from)
        self.assertLessEqual(len(complaint.title), 100)
        # Words stay words wherever they are shown.
        self.assertNotIn("<img", complaint.activity_ids.note or "")
        complaint.partner_id = self.contact
        report = self.env["ir.actions.report"]._render_qweb_html(
            "customer_complaint.report_complaint", complaint.ids
        )[0]
        self.assertNotIn(b"<img src=x", report)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_harmful_file_is_left_out(self):
        for name, content in (("run.exe", EXE), ("photo.pdf", EXE), ("page.html", "PGI+")):
            complaint = self._receive(name, content, f"complaint-{name}-{len(content)}")
            self.assertFalse(complaint.message_ids.attachment_ids, name)
            self.assertTrue(complaint.message_ids.filtered(lambda m: "not taken" in m.body), name)

    @mute_logger("odoo.addons.mail.models.mail_thread")
    def test_large_file_is_left_out(self):
        content = base64.b64encode(b"%PDF-1.4" + b"A" * 31_000_000).decode()
        complaint = self._receive(content=content, identifier="complaint-large")
        self.assertFalse(complaint.message_ids.attachment_ids)
        self.assertTrue(complaint.message_ids.filtered(lambda m: "not taken" in m.body))
