from psycopg2 import IntegrityError

from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.order_signoff import files

PDF = b"%PDF-1.4 answer"
SCRIPT = b"<script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestOrderPage(HttpCase):
    """Somebody outside sees his document, and sends what can be taken, or nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({"order_upload_max_mb": 1, "order_upload_max_files": 2})
        partners = cls.env["res.partner"].create(
            [{"name": "Page Supplier", "is_company": True}, {"name": "Page Rival"}]
        )
        cls.document = cls.env["test.order.page"].create(
            {"access_token": "right", "partner_id": partners[0].id}
        )
        cls.other = cls.env["test.order.page"].create(
            {"access_token": "other", "partner_id": partners[1].id}
        )
        cls.colleague = new_test_user(cls.env, "page_colleague", "base.group_portal")
        cls.colleague.partner_id.parent_id = partners[0]

    def _send(self, *sent, document=None, token="right", note="See there"):
        return self.url_open(
            f"/test_order_signoff/page/{(document or self.document).id}/answer",
            data={"access_token": token, "note": note},
            files=[("files", one) for one in sent],
        )

    def _file(self, attachment, document=None, token="right"):
        return self.url_open(
            f"/test_order_signoff/page/{(document or self.document).id}/file/{attachment.id}"
            f"?access_token={token}"
        )

    def test_files_are_taken(self):
        answer = self._send(("C:/my/cause.PDF", PDF), ("remark.txt", SCRIPT))
        self.assertEqual(answer.text, "taken")
        pdf, text = self.document.attachment_ids.sorted("id")
        self.assertEqual((pdf.name, pdf.raw), ("cause.PDF", PDF))
        self.assertEqual(self.document.note, "See there")
        shown = self._file(pdf)
        self.assertEqual(shown.headers["Content-Type"], "application/pdf")
        self.assertEqual(shown.headers["X-Content-Type-Options"], "nosniff")
        saved = self._file(text)
        self.assertEqual(saved.content, SCRIPT)
        self.assertEqual(saved.headers["Content-Type"], "application/octet-stream")
        self.assertIn("attachment", saved.headers["Content-Disposition"])

    def test_refused_files_leave_nothing_behind(self):
        for sent, said in (
            ([("page.html", SCRIPT)], "page.html cannot be taken"),
            ([("page.pdf", SCRIPT)], "page.pdf cannot be taken"),
            ([("page.svg", b"<svg/>")], "page.svg cannot be taken"),
            ([("good.pdf", PDF), ("tool.png", b"MZ\x00")], "tool.png cannot be taken"),
            ([("empty.pdf", b"")], "empty.pdf cannot be taken"),
            ([("large.pdf", PDF + b"." * 1024 * 1024)], "large.pdf is too large"),
            ([(f"{number}.pdf", PDF) for number in range(3)], "too many files"),
        ):
            with self.subTest(said):
                self.assertIn(said, self._send(*sent).text)
                self.document.invalidate_recordset()
                self.assertFalse(self.document.attachment_ids)
                self.assertFalse(self.document.note)

    def test_files_of_earlier_answers_count(self):
        self.assertEqual(self._send(("1.pdf", PDF), ("2.pdf", PDF)).text, "taken")
        self.assertIn("too many files", self._send(("3.pdf", PDF)).text)
        self.assertEqual(self._send().text, "taken")

    @mute_logger("odoo.http")
    def test_requests_are_not_endless(self):
        largest = self.env["res.company"].search([]).mapped("order_upload_max_mb")
        most = self.env["res.company"].search([]).mapped("order_upload_max_files")
        body = b"." * (max(largest) * max(most) + 2) * 1024 * 1024
        self.assertEqual(self._send(("large.pdf", PDF + body)).status_code, 413)

    @mute_logger("odoo.http")
    def test_others_see_nothing(self):
        self.assertEqual(self._send(("1.pdf", PDF)).text, "taken")
        attachment = self.document.attachment_ids
        for document, token in (
            (self.document, "wrong"),
            (self.document, ""),
            (self.document, "other"),
            (self.other, "right"),
            (self.other, "other"),  # his own document, which does not have this file
        ):
            with self.subTest(token):
                self.assertEqual(self._file(attachment, document, token).status_code, 404)
        self.other.access_token = False
        self.assertEqual(self._send(document=self.other, token="").status_code, 404)
        self.assertEqual(self._send(token="wrong").status_code, 404)
        self.authenticate("page_colleague", "page_colleague")
        self.assertEqual(self._file(attachment, token="").content, PDF)
        self.assertEqual(self._send(document=self.other, token="").status_code, 404)


class TestOrderFiles(TransactionCase):
    def test_names(self):
        self.assertEqual(files.safe_name("../../etc/passwd"), "passwd")
        self.assertEqual(files.safe_name("a\u202efdp.exe\x00"), "afdp.exe")
        name = files.safe_name("x" * 300 + ".pdf")
        self.assertEqual((len(name), name[-4:]), (files.MAX_FILE_NAME, ".pdf"))
        self.assertEqual(len(files.safe_name("x." + "y" * 300)), files.MAX_FILE_NAME)

    def test_contents(self):
        self.assertTrue(files.is_content_of("a.txt", "报告".encode("utf-16")))
        self.assertFalse(files.is_content_of("a.txt", b"a\x00b"))
        self.assertFalse(files.is_content_of("a", b"%PDF"))
        self.assertFalse(files.shown_mimetype("a.pdf", b"PK\x03\x04"))
        self.assertEqual(files.shown_mimetype("a.JPG", b"\xff\xd8\xff"), "image/jpeg")

    def test_limits_are_sensible(self):
        for name, value in (("order_upload_max_mb", 0), ("order_upload_max_files", 101)):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.env.company[name] = value
                self.env.flush_all()
