from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import PDF, IntakeCommon

PNG = b"\x89PNG\r\n\x1a\n picture"


@tagged("post_install", "-at_install")
class TestDocuments(IntakeCommon):
    def test_usual_documents_are_taken(self):
        order = self._order().with_user(self.clerk)
        for name, raw in (
            ("order.pdf", PDF),
            ("ORDER.PDF", PDF),
            ("scan.png", PNG),
            ("scan.jpg", b"\xff\xd8\xff\xe0 picture"),
            ("fax.tif", b"II*\x00 fax"),
            ("order.xlsx", b"PK\x03\x04 sheet"),
            ("order.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 text"),
            ("mail.eml", b"From: a@b.cn\n\nhello"),
            ("订单.csv", "零件;数量".encode()),
            ("utf16.csv", "零件;数量".encode("utf-16")),
        ):
            with self.subTest(name):
                order.intake_attachment_ids = self._attachment(
                    name, raw, res_model="sale.order", res_id=order.id
                )

    def test_other_files_are_refused(self):
        order = self._order().with_user(self.clerk)
        for name, raw in (
            ("order.exe", b"MZ program"),
            ("order.html", b"<script>alert(1)</script>"),
            ("order.svg", b"<svg/>"),
            ("order", PDF),
            ("order.pdf", b"MZ program"),
            ("order.png", PDF),
            ("order.txt", b"MZ\x00program"),
            ("order.txt", b""),
        ):
            attachment = self._attachment(name, raw, res_model="sale.order", res_id=order.id)
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "order document"):
                order.intake_attachment_ids = attachment

    def test_link_is_not_a_document(self):
        order = self._order()
        attachment = self.env["ir.attachment"].create(
            {"name": "order.pdf", "type": "url", "url": "https://example.com/order.pdf"}
        )
        with self.assertRaises(ValidationError):
            order.intake_attachment_ids = attachment

    def test_size_is_limited(self):
        self.company.order_document_max_mb = 1
        order = self._order()
        with self.assertRaisesRegex(ValidationError, "up to 1 MB"):
            order.intake_attachment_ids = self._attachment(raw=PDF + b" " * 1024 * 1024)
        self.company.order_document_max_mb = 2
        order.intake_attachment_ids = self._attachment(raw=PDF + b" " * 1024 * 1024)

    def test_documents_uploaded_before_saving_become_readable(self):
        attachment = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "order.pdf", "raw": PDF, "res_model": "sale.order", "res_id": 0})
        )
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .create({"partner_id": self.customer.id, "intake_attachment_ids": attachment.ids})
        )
        self.assertEqual(attachment.res_id, order.id)
        self.assertEqual(attachment.with_user(self.lead).name, "order.pdf")

    def test_documents_of_others_cannot_be_taken(self):
        secret = self.env["ir.attachment"].create({"name": "secret.pdf", "raw": PDF})
        order = self._order().with_user(self.clerk)
        with self.assertRaises(AccessError):
            order.intake_attachment_ids = [(4, secret.id)]
