import io
import re
from unittest.mock import patch

from lxml import etree, html
from psycopg2.errors import UniqueViolation
from PyPDF2 import PdfFileReader

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.translate import code_translations

from odoo.addons.order_signoff.models.ir_actions_report import IrActionsReport

REPORT = "test_order_signoff.action_report_test_order_sheet"


class FormCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Forms"})
        cls.form = cls.env.ref("test_order_signoff.order_form_test_sheet")
        cls.partner = cls.env["res.partner"].create({"name": "Kunde", "lang": "en_US"})
        cls.sheet = cls._create_sheet()

    @classmethod
    def _create_sheet(cls, **values):
        return cls.env["test.order.sheet"].create(
            {
                "name": "SH-1",
                "company_id": cls.company.id,
                "partner_id": cls.partner.id,
                **values,
            }
        )

    def _render(self, sheets, paged=True):
        with patch.object(IrActionsReport, "_order_form_paged", lambda self: paged):
            content, __ = self.env["ir.actions.report"]._render_qweb_html(REPORT, sheets.ids)
        return html.fromstring(content)


@tagged("post_install", "-at_install")
class TestOrderFormRegister(FormCase):
    def test_frozen_on_the_issued_document(self):
        self.sheet._freeze_form()
        self.form.write({"number": "QR-TE-02", "revision": "B/1", "retention_years": 10})
        self.assertEqual(self.sheet.form_number, "QR-TE-01")
        self.assertEqual(self.sheet.form_revision, "A/0")
        self.assertEqual(self.sheet.form_retention_years, 3)
        data = self.sheet._form_data()
        self.assertEqual((data["number"], data["revision"]), ("QR-TE-01", "A/0"))
        self.assertEqual(data["retention"], 3)
        # issuing again changes nothing
        self.sheet._freeze_form()
        self.assertEqual(self.sheet.form_revision, "A/0")

    def test_not_issued_follows_the_register(self):
        self.form.revision = "B/1"
        self.assertEqual(self.sheet._form_data()["revision"], "B/1")
        self.assertFalse(self.sheet.form_frozen_at)

    def test_copy_is_not_issued(self):
        self.sheet._freeze_form()
        copy = self.sheet.copy()
        self.assertFalse(copy.form_number or copy.form_frozen_at or copy.form_revision)

    def test_own_number_of_a_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.form.copy({"number": "XX-9", "company_id": other.id})
        sheets = self.sheet | self._create_sheet(company_id=other.id)
        sheets._freeze_form()
        self.assertEqual(sheets.mapped("form_number"), ["QR-TE-01", "XX-9"])

    def test_one_entry_per_company(self):
        own = self.form.copy()
        self.assertEqual(own.company_id, self.env.company)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.form.copy()

    def test_register_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.form.copy({"company_id": other.id})
        manager = new_test_user(
            self.env,
            "form_manager",
            groups="order_signoff.group_manager",
            company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )
        self.form.with_user(manager).revision = "A/1"
        with self.assertRaises(AccessError):
            theirs.with_user(manager).read(["number"])

    def test_not_registered(self):
        self.form.unlink()
        self.sheet._freeze_form()
        self.assertFalse(self.sheet.form_number)
        self.assertTrue(self.sheet.form_frozen_at)
        self.assertEqual(self.sheet._form_data()["title"], ["Test: printed sheet"])

    def test_not_set_by_hand(self):
        user = new_test_user(
            self.env,
            "form_clerk",
            groups="order_signoff.group_user",
            company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )
        sheet = self.sheet.with_user(user)
        for vals in ({"form_number": "X"}, {"form_revision": "Z"}, {"form_frozen_at": False}):
            with self.assertRaisesRegex(UserError, "cannot be entered"):
                sheet.write(vals)
        sheet._freeze_form()
        self.assertEqual(sheet.form_number, "QR-TE-01")


@tagged("post_install", "-at_install")
class TestOrderFormLanguage(FormCase):
    def _deactivate_chinese(self):
        chinese = (
            self.env["res.lang"].with_context(active_test=False).search([("code", "=", "zh_CN")])
        )
        self.env["res.users"].with_context(active_test=False).search(
            [("lang", "=", "zh_CN")]
        ).lang = "en_US"
        self.env["res.partner"].with_context(active_test=False).search(
            [("lang", "=", "zh_CN")]
        ).lang = "en_US"
        chinese.active = False
        self.assertNotIn("zh_CN", dict(self.env["res.lang"].get_installed()))

    def test_chinese_over_english(self):
        self.assertEqual(self.sheet._form_label_texts("customer"), ["客户", "Customer"])
        self.assertEqual(self.sheet._form_line("page"), "页码 Page")

    def test_chinese_not_active(self):
        self._deactivate_chinese()
        self.assertEqual(self.sheet._form_label_texts("customer"), ["客户", "Customer"])
        tree = self._render(self.sheet)
        self.assertIn("客户", tree.text_content())
        self.assertIn("Test sheet", tree.text_content())

    def test_term_without_translation(self):
        self.assertEqual(self.sheet._form_label_texts("untranslated"), ["A term nobody translated"])

    def test_no_translation_file(self):
        with patch.object(code_translations, "get_python_translations", return_value={}):
            self.assertEqual(self.sheet._form_label_texts("customer"), ["Customer"])

    def test_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.order_form_language_mode = "user"
        self.assertEqual(self.sheet._form_label_texts("customer"), ["Customer"])
        sheet = self.sheet.with_context(lang="zh_CN")
        self.assertEqual(sheet._form_label_texts("customer"), ["客户"])

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.company.order_form_language_mode = "customer"
        self.assertEqual(self.sheet._form_label_texts("customer"), ["Customer"])
        self.partner.lang = "zh_CN"
        self.assertEqual(self.sheet._form_label_texts("customer"), ["客户"])

    def test_language_of_the_form(self):
        self.form.language_mode = "user"
        self.assertEqual(self.sheet._form_label_texts("customer"), ["Customer"])

    def test_translated_value(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        team = self.env["order.team"].create({"name": "Quality"})
        self.assertEqual(self.sheet._form_text_texts(team, "name"), ["Quality"])
        team.with_context(lang="zh_CN").name = "质量部"
        self.assertEqual(self.sheet._form_text_texts(team, "name"), ["质量部", "Quality"])

    def test_selection(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertIn(
            "Chinese over English",
            self.sheet._form_selection(self.company, "order_form_language_mode"),
        )

    def test_text_is_escaped(self):
        team = self.env["order.team"].create({"name": "<b>R&D</b>"})
        self.assertIn("&lt;b&gt;R&amp;D", self.sheet._form_text(team, "name"))


@tagged("post_install", "-at_install")
class TestOrderFormPrint(FormCase):
    def test_number_and_revision_in_body_and_footer(self):
        self.sheet._freeze_form()
        tree = self._render(self.sheet)
        body = tree.xpath("//div[contains(@class, 'o_order_form')]")[0].text_content()
        footer = tree.xpath("//div[contains(@class, 'footer')]")[0]
        for text in ("QR-TE-01", "A/0"):
            self.assertIn(text, body)
            self.assertIn(text, footer.text_content())
        self.assertTrue(footer.xpath(".//span[@class='page']"))
        self.assertTrue(footer.xpath(".//span[@class='topage']"))
        self.assertIn("3", footer.text_content())

    def test_one_article_and_heading_per_document(self):
        sheets = self.sheet | self._create_sheet(name="SH-2")
        tree = self._render(sheets)
        articles = tree.xpath("//div[contains(@class, 'article')]")
        self.assertEqual([int(a.get("data-oe-id")) for a in articles], sheets.ids)
        # Odoo prints several documents twice where headings and documents do not agree.
        self.assertEqual(len(tree.xpath("//h1")), 2)

    def test_unpatched_is_one_flow_without_footer(self):
        sheets = self.sheet | self._create_sheet(name="SH-2")
        tree = self._render(sheets, paged=False)
        self.assertEqual(len(tree.xpath("//div[contains(@class, 'article')]")), 1)
        self.assertEqual(len(tree.xpath("//div[@data-oe-model]")), 2)
        self.assertFalse(tree.xpath("//div[contains(@class, 'footer')]"))
        for body in tree.xpath("//div[@data-oe-model]"):
            self.assertIn("QR-TE-01", body.text_content())
            self.assertEqual(len(body.xpath(".//table[contains(@class, 'form_foot')]")), 1)

    def test_qr_opens_the_document(self):
        svg = etree.fromstring(self.sheet._form_qr())
        self.assertEqual(svg.tag, "{http://www.w3.org/2000/svg}svg")
        path = svg.find("{http://www.w3.org/2000/svg}path").get("d")
        self.assertGreater(len(re.findall("M", path)), 200)
        self.assertTrue(self.sheet._form_url().endswith(f"/odoo/test.order.sheet/{self.sheet.id}"))

    def test_signature_boxes(self):
        user = new_test_user(self.env, "form_signer", groups="order_signoff.group_user")
        teams = self.env["order.team"].create(
            [{"name": name, "leader_id": user.id} for name in ("Sales", "Quality")]
        )
        sheet = self._create_sheet(company_id=self.env.company.id)
        signoffs = sheet._request_signoffs([{"team_id": team.id} for team in teams])
        signoffs[0].with_user(user).action_conditional("Two days later")
        boxes = sheet._form_signature_boxes(sheet.signoff_ids)
        self.assertEqual([box["signed"] for box in boxes], [True, False])
        self.assertEqual(boxes[0]["name"], user.name)
        self.assertIn("负责人", boxes[0]["capacity"])
        self.assertIn("有条件接受", boxes[0]["state"])
        self.assertEqual(boxes[0]["comment"], "Two days later")
        text = self._render(sheet).text_content()
        self.assertIn(user.name, text)
        self.assertIn("Two days later", text)

    def test_void_signature_is_not_printed(self):
        user = new_test_user(self.env, "form_signer", groups="order_signoff.group_user")
        team = self.env["order.team"].create({"name": "Sales", "leader_id": user.id})
        sheet = self._create_sheet(company_id=self.env.company.id)
        signoff = sheet._request_signoffs([{"team_id": team.id}])
        signoff.with_user(user).action_accept()
        sheet._void_signoffs("changed")
        self.assertFalse(sheet._form_signature_boxes(sheet.signoff_ids))


@tagged("post_install", "-at_install")
class TestOrderFormPdf(HttpCase):
    def test_pdf_of_two_documents(self):
        sheets = self.env["test.order.sheet"].create([{"name": "SH-1"}, {"name": "SH-2"}])
        pdf, __ = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(REPORT, sheets.ids)
        )
        # two pages each, none of them twice
        self.assertEqual(PdfFileReader(io.BytesIO(pdf)).getNumPages(), 4)
