import base64
import io
from unittest.mock import patch

from openpyxl import load_workbook
from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.order_signoff.sheet_writer import neutral

from ..report.quality_8d_sheet import picture
from .common import EightDCommon, fill_d1, fill_d2, fill_d3, fill_d4, fill_d5, fill_d6, fill_d7

REPORT = "quality_8d.report_quality_8d_xlsx"


def _png(width=40, height=30):
    output = io.BytesIO()
    Image.new("RGB", (width, height), "#227755").save(output, "PNG")
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestSpreadsheet(EightDCommon):
    """The report as a spreadsheet in the layout of the print."""

    def _sheet(self, report):
        actions = self.env["ir.actions.report"].with_user(self.leader)
        content, kind = actions._render_xlsx(REPORT, report.ids, {})
        self.assertEqual(kind, "xlsx")
        return load_workbook(io.BytesIO(content)).worksheets[0]

    def _values(self, sheet):
        return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]

    def _filled(self):
        (self.leader | self.quality | self.champion | self.colleague).name = "Wang Wei"
        report = self._report()
        fill_d1(report, self.colleague)
        fill_d2(report)
        fill_d3(report, self.colleague)
        failure = self.env.ref("quality_8d.quality_8d_failure_production_set_up")
        fill_d4(report, failure_id=failure.id)
        fill_d5(report, self.colleague)
        fill_d6(report)
        fill_d7(report)
        return report

    def test_layout(self):
        report = self._filled()
        picture_data = base64.b64encode(_png())
        report.write({"picture_ok": picture_data, "picture_nok": picture_data})
        sheet = self._sheet(report)
        self.assertEqual(sheet.title, report.name)
        values = self._values(sheet)
        text = "\n".join(map(str, values))
        for part in (
            "QR-QA-02",
            "Corrective and Preventive 8D Report",
            "5 of 200 dampers leak oil",
            "occurrence system",
            "Set-up",
            "1. why 1  →  2. why 2  →  3. why 3",
            "30 parts without a cut",
            "LOT-9",
            "Leaks in a thousand",
            "Process FMEA",
            "Reply of the customer",
        ):
            self.assertIn(part, text)
        self.assertIn(200, values, "quantities are numbers")
        self.assertEqual(len(sheet._images), 2)
        self.assertEqual(sheet.page_setup.paperSize, 9)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(sheet.page_setup.fitToHeight, 2)
        self.assertIn(report.name, sheet.oddFooter.center.text)

    def test_fishbone_is_a_picture(self):
        report = self._filled()
        self.assertIn("☑ occurrence system", "\n".join(map(str, self._values(self._sheet(report)))))
        actions = type(self.env["ir.actions.report"])
        with patch.object(actions, "_run_wkhtmltoimage", lambda *args, **kwargs: [_png(1440, 570)]):
            sheet = self._sheet(report)
        self.assertEqual(len(sheet._images), 1)
        self.assertNotIn("☑ occurrence system", "\n".join(map(str, self._values(sheet))))

    def test_nothing_becomes_a_formula(self):
        report = self._report(title="=1+1")
        report.symptom = "- first\n- second"
        sheet = self._sheet(report)
        self.assertFalse([c for row in sheet.iter_rows() for c in row if c.data_type == "f"])
        values = self._values(sheet)
        self.assertIn("'=1+1", values)
        self.assertIn("- first\n- second", values)
        self.assertEqual(neutral("@SUM(1)"), "'@SUM(1)")
        self.assertEqual(neutral("-1"), "'-1")
        self.assertEqual(neutral("+1+cmd"), "'+1+cmd")
        self.assertEqual(neutral("+86 576 5550"), "+86 576 5550")

    def test_what_is_no_picture(self):
        self.assertIsNone(picture(b"no picture"))

    def test_only_for_whoever_reads_the_report(self):
        report = self._report()
        actions = self.env["ir.actions.report"].with_user(self.stranger)
        with self.assertRaises(AccessError):
            actions._render_xlsx(REPORT, report.ids, {})

    def test_cost_is_not_in_it(self):
        report = self._report()
        report.with_user(self.quality).write(
            {"cost_ids": [(0, 0, {"name": "Secret sorting", "amount": 4711})]}
        )
        values = self._values(self._sheet(report))
        self.assertNotIn("Secret sorting", values)
        self.assertNotIn(4711, values)
