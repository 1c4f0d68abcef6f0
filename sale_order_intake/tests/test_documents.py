from odoo.exceptions import AccessError, UserError, ValidationError
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

    def test_documents_on_the_form(self):
        order = self._order().with_user(self.clerk)
        first = self._attachment("one.pdf", res_model="sale.order", res_id=order.id)
        second = self._attachment("two.pdf", res_model="sale.order", res_id=order.id)
        order.write({"intake_document_ids": [(4, first.id), (4, second.id)]})
        self.assertEqual(order.intake_attachment_ids, first | second)
        self.assertEqual(order.intake_document_count, 2)
        order.invalidate_recordset()
        self.assertEqual(order.intake_document_ids, first | second)
        order.write({"intake_document_ids": [(3, first.id)]})
        self.assertEqual(order.intake_attachment_ids, second)
        self.assertEqual(order.intake_document_count, 1)
        program = self._attachment("x.exe", res_model="sale.order", res_id=order.id)
        with self.assertRaises(ValidationError):
            order.write({"intake_document_ids": [(4, program.id)]})
        new = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_id": self.customer.id,
                    "intake_document_ids": [
                        (0, 0, {"name": "new.pdf", "raw": PDF, "res_model": "sale.order"})
                    ],
                }
            )
        )
        self.assertEqual(new.intake_attachment_ids.res_id, new.id)
        self.assertEqual(new.intake_document_count, 1)

    def test_deleted_document_is_missing_again(self):
        order = self._order(intake_channel="email")
        attachment = self._attachment(res_model="sale.order", res_id=order.id)
        order.intake_attachment_ids = attachment
        self.assertNotIn("Original document", order.intake_missing)
        attachment.with_user(self.clerk).unlink()
        self.assertEqual(order.intake_document_count, 0)
        self.assertIn("Original document", order.intake_missing)

    def test_count_cannot_be_typed(self):
        with self.assertRaises(UserError):
            self._order().with_user(self.clerk).intake_document_count = 3
