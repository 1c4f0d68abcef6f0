import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common_scores import ScoreCommon

PDF = "satisfaction_survey.report_satisfaction_program"
XLSX = "satisfaction_survey.report_satisfaction_program_xlsx"


class TestScoresPrint(ScoreCommon):
    """The page, the summary and the spreadsheet say the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers[0].name = "=Evil & <Sons>"
        for module, score in zip(cls.modules, (88, 76, 92), strict=True):
            cls._answer_evenly(cls.audiences[0], module, score)
        cls.audiences.invalidate_recordset()

    def _html(self, program):
        actions = self.env["ir.actions.report"]
        return actions._render_qweb_html(PDF, program.ids)[0].decode()

    def _book(self, user=None):
        actions = self.env["ir.actions.report"].with_user(user or self.officer)
        content, _kind = actions._render_xlsx(XLSX, self.program.ids, {})
        return load_workbook(io.BytesIO(content))

    def test_page(self):
        page = self.program.with_user(self.officer)
        self.assertIn("85.6", page.page_total)
        self.assertIn("40 × 88.0 + 30 × 76.0 + 30 × 92.0", page.page_total)
        self.assertIn("<svg", page.page_modules)
        self.assertIn("1 ÷ 3 = 33.3 %", page.page_response)
        self.assertIn("=Evil &amp; &lt;Sons&gt;", page.page_customers)
        self.assertIn("<svg", page.page_map)
        self.assertIn("Compared with", page.page_trend)
        self.assertIn("CSAT", page.page_recommend)
        self.program.action_close()
        self.assertIn("the round is void", self.program.with_user(self.officer).page_response)

    def test_page_of_a_draft_and_of_an_empty_programme(self):
        draft = self._new_program(name="Draft")
        self.assertIn("No customer has answered", draft.page_total)
        self.assertIn("Nobody was asked", draft.page_response)
        empty = self._new_program(name="Empty")
        self._ask(empty, self.customers)
        empty.action_close()
        self.assertIn("No answers", empty.page_questions)
        self.assertFalse(empty.has_total)
        self.assertIn("o_order_form", self._html(empty))

    def test_summary_is_chinese_over_english(self):
        self.program.action_close()
        text = self._html(self.program)
        for part in ("85.6", "88.0", "35.2", "Customer Satisfaction Analysis", "<svg", "QR-QA-11"):
            self.assertIn(part, text)
        self.assertIn("=Evil &amp; &lt;Sons&gt;", text)
        self.assertNotIn("<Sons>", text)

    def test_spreadsheet(self):
        book = self._book()
        self.assertEqual(book.sheetnames[:2], ["Customers", "Questions"])
        self.assertIn("Service raw", book.sheetnames)
        self.assertIn("Service weighted", book.sheetnames)
        rows = list(book["Customers"].iter_rows(values_only=True))
        # Formulas are neutralised.
        self.assertEqual(rows[1][0], "'=Evil & <Sons>")
        self.assertAlmostEqual(rows[1][rows[0].index("Total")], 85.6, 6)
        weighted = list(book["Overall weighted"].iter_rows(values_only=True))
        self.assertEqual(weighted[1][3], 10)
        self.assertAlmostEqual(sum(v for v in weighted[2][3:13]), 88, 6)
        self.assertAlmostEqual(weighted[2][-1], 88, 6)
        raw = list(book["Overall raw"].iter_rows(values_only=True))
        self.assertEqual(raw[1][3], "Very satisfied")
        formulas = [
            cell
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        self.assertFalse(formulas)

    def test_spreadsheet_without_answers_for_those_who_may_not_see_them(self):
        self.surveys.sudo().restrict_user_ids = self.env.ref("base.user_admin")
        book = self._book()
        self.assertEqual(book["Overall raw"].max_row, 1)
        self.assertEqual(self._book(self.member).sheetnames, ["Customers", "Questions"])
        stranger = new_test_user(self.env, "sat_stranger", groups="order_signoff.group_user")
        with self.assertRaises(AccessError):
            self._book(stranger)
