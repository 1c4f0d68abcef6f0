import base64
import io
import zipfile

import openpyxl
import xlsxwriter
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tools import mute_logger

from odoo.addons.order_signoff import sheet
from odoo.addons.sale_order_code.tests.test_import import repacked, workbook

from .test_customer_part import PartCase

HEADER = ["Pos", "Part No.", "Rev", "Menge", "Price", "Liefertermin"]


class LineImportCase(PartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spring_part = cls._part("4712", cls.spring, drawing_revision="A")
        cls.order = cls._order(cls.env["product.product"])

    def _wizard(self, data=None, filename="order.xlsx", order=None, user=None, **values):
        wizard = self.env["sale.order.line.import"].with_user(user or self.clerk)
        if data:
            values.update(file=base64.b64encode(data), filename=filename)
        return wizard.create({"order_id": (order or self.order).id, **values})

    def _rows(self, *rows, **options):
        wizard = self._wizard(workbook(HEADER, *rows), **options)
        wizard.action_check()
        return wizard

    def _problems(self, wizard):
        return [(p.row, p.column[:1], p.message) for p in wizard.problem_ids]

    def assertProblem(self, wizard, row, column, text):
        problems = self._problems(wizard)
        self.assertEqual(wizard.state, "bad", wizard.hint)
        self.assertTrue(
            any(p[:2] == (row, column) and text in p[2] for p in problems), problems
        )


class TestLineImport(LineImportCase):
    def test_import(self):
        wizard = self._rows(
            [1, "4711-A", None, 20, 12.5, "2026-05-04"],
            [2, 4712, "B", "1,500", None, "2026/5/2"],
            [None, None, None, None, None, "Thank you"],
        )
        self.assertEqual((wizard.state, wizard.row_count), ("good", 2), self._problems(wizard))
        self.assertFalse(self.order.order_line, "a check changes nothing")
        self.assertIn("4711-A", wizard.preview)
        action = wizard.action_import()
        self.assertEqual(action["tag"], "display_notification")
        first, second = self.order.order_line
        self.assertEqual((first.product_id, second.product_id), (self.damper, self.spring))
        self.assertEqual((first.product_uom_qty, second.product_uom_qty), (20, 1500))
        self.assertEqual(first.price_unit, 12.5)
        self.assertEqual(second.price_unit, self.spring.lst_price)
        self.assertEqual((first.drawing_revision, second.drawing_revision), ("C", "B"))
        batches = self.order.order_line.delivery_schedule_ids
        self.assertEqual(
            [(batch.order_line_id, batch.quantity, batch.requested_date) for batch in batches],
            [
                (first, 20, Date.to_date("2026-05-04")),
                (second, 1500, Date.to_date("2026-05-02")),
            ],
        )
        self.assertEqual(first.customer_part_id, self.part)
        self.assertEqual(self.order.commitment_date.date(), Date.to_date("2026-05-02"))
        self.assertEqual(self.order.intake_document_ids.name, "order.xlsx")

    def test_columns_are_said_once(self):
        """The titles are unknown: the clerk says what they hold; the next sheet needs no word."""
        titles = ["Nr", "Codigo", "Piezas"]
        wizard = self._wizard(workbook(titles, [1, "4711-A", 5]))
        wizard.action_check()
        self.assertEqual(wizard.state, "draft")
        self.assertIn("Say which column", wizard.hint)
        self.assertEqual(wizard.header_row, 1)
        self.assertEqual(wizard.column_ids.mapped("title"), titles)
        self.assertEqual(wizard.column_ids.mapped("letter"), ["A", "B", "C"])
        wizard.column_ids[1].content = "part_no"
        wizard.action_check()
        self.assertIn("quantity", wizard.hint)
        wizard.column_ids[2].content = "part_no"
        wizard.action_check()
        self.assertIn("Two columns", wizard.hint)
        wizard.column_ids[2].content = "quantity"
        wizard.action_import()
        self.assertEqual(self.order.order_line.product_uom_qty, 5)
        again = self._wizard(workbook(["Piezas", "x", "Codigo"], [8, None, "4712"]))
        again.action_check()
        self.assertEqual(again.state, "good", self._problems(again))
        again.action_import()
        self.assertEqual(self.order.order_line[1].product_uom_qty, 8)

    def test_new_titles_beside_learned_ones(self):
        """The later sheet has some learned titles only: known words complete them."""
        wizard = self._wizard(workbook(["Codigo", "Piezas", "Price"], ["4711-A", 5, 7]))
        wizard.action_check()
        wizard.column_ids[0].content = "part_no"
        wizard.column_ids[1].content = "quantity"
        wizard.action_import()
        self.assertEqual(wizard.state, "done", self._problems(wizard))
        titles = ["Price", "Codigo", "Qty", "Menge", "Rev"]
        later = self._wizard(workbook(titles, [8, "4712", 3, 9, "B"]))
        later.action_check()
        self.assertEqual(
            later.column_ids.mapped("content"), ["price", "part_no", "quantity", False, "revision"]
        )
        self.assertEqual(later.state, "good", later.hint)
        # What the customer has said goes before what a word usually means.
        both = self._wizard(workbook(["Qty", "Codigo", "Piezas"], [1, "4712", 3]))
        both.action_check()
        self.assertEqual(both.column_ids.mapped("content"), [False, "part_no", "quantity"])

    def test_titles_from_another_row(self):
        wizard = self._wizard(workbook(["Nr", "Codigo"], ["Item", "Piezas"], ["4711-A", 5]))
        wizard.action_check()
        self.assertEqual(wizard.header_row, 0)
        wizard.header_row = 2
        wizard.action_read_again()
        self.assertEqual(wizard.column_ids.mapped("title"), ["Item", "Piezas"])
        self.assertEqual(wizard.column_ids.mapped("content"), ["part_no", False])
        wizard.column_ids[1].content = "quantity"
        wizard.action_check()
        self.assertEqual(wizard.state, "good")
        wizard.header_row = 9
        with self.assertRaisesRegex(UserError, "no row 9"):
            wizard.action_read_again()

    def test_a_corrected_sheet_is_read_as_the_one_before(self):
        wizard = self._wizard(pasted="Nr\tCodigo\n4711-A\t5\n0815\t1")
        wizard.action_check()
        wizard.column_ids[0].content = "part_no"
        wizard.column_ids[1].content = "quantity"
        wizard.action_check()
        self.assertEqual(wizard.unknown_numbers, "0815")
        wizard.pasted = "Nr\tCodigo\n4711-A\t5\n4712\t1"
        wizard.action_import()
        self.assertEqual(wizard.state, "good", "what was not checked is not imported")
        self.assertFalse(self.order.order_line)
        wizard.action_import()
        self.assertEqual(len(self.order.order_line), 2)

    def test_titles_below_a_letterhead(self):
        data = workbook(
            ["Intake Customer Ltd"], ["Order 5", None, "Date"], [], ["Item", "Qty"], ["4711-A", 3]
        )
        wizard = self._wizard(data)
        wizard.action_check()
        self.assertEqual((wizard.header_row, wizard.state), (4, "good"))

    def test_problems_and_all_or_nothing(self):
        self._product("Twin", default_code="T-1")
        self._product("Other Twin", default_code="T-1")
        rows = [
            ["4711-A", "D-1", 1, None, None],
            ["0815", None, 1, None, None],
            ["0815", None, 1, None, None],
            ["4711-A", "S-1", 1, None, None],
            [None, "T-1", 1, None, None],
            [None, "Q", 1, None, None],
            [None, None, 1, None, None],
            ["4711-A", None, None, None, None],
            ["4711-A", None, 0, None, None],
            ["4711-A", None, "ten", None, None],
            ["4711-A", None, 1, -1, None],
            ["4711-A", None, 1, None, "31.2.2026"],
            ["4711-A", None, 1, None, 46000],
            [True, None, 1, None, None],
            [1.5, None, 1, None, None],
        ]
        wizard = self._wizard(workbook(["Item", "Our Product Code", "Qty", "Price", "ETA"], *rows))
        wizard.action_check()
        for row, column, text in (
            (3, "A", "no part with this number"),
            (5, "B", "belongs to"),
            (6, "B", "Several"),
            (7, "B", "no product"),
            (8, "A", "Say which"),
            (9, "C", "Enter a quantity"),
            (10, "C", "above zero"),
            (11, "C", "number"),
            (12, "D", "negative"),
            (13, "E", "date"),
            (14, "E", "date"),
            (15, "A", "text or a whole number"),
            (16, "A", "text or a whole number"),
        ):
            with self.subTest(row=row):
                self.assertProblem(wizard, row, column, text)
        self.assertEqual(wizard.unknown_numbers, "0815")
        wizard.action_import()
        self.assertFalse(self.order.order_line)

    def test_another_customers_number_is_unknown(self):
        self._part("S-77", partner=self.stranger)
        self.assertProblem(self._rows([1, "S-77", None, 1, None, None]), 2, "B", "no part")

    def test_repeated_import_is_recognised(self):
        rows = [[1, "4711-A", None, 20, 1, None], [2, "4711-A", None, 20, 1, None]]
        self._rows(*rows).action_import()
        self.assertEqual(len(self.order.order_line), 2, "two equal rows are two lines")
        wizard = self._rows(*rows)
        self.assertProblem(wizard, 2, "B", "on the order already")
        self.assertIn("imported into this order before", wizard.notice)
        wizard.action_import()
        self.assertEqual(len(self.order.order_line), 2)
        # The customer sends the sheet again with a row more.
        wizard = self._rows(*rows, [3, "4712", None, 7, None, None], skip_known=True)
        self.assertEqual(wizard.state, "good", self._problems(wizard))
        wizard.action_import()
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [20, 20, 7])
        # Lines that were taken out again may be imported again.
        self.order.order_line.unlink()
        self.assertEqual(self._rows(*rows).state, "good")

    def test_same_rows_on_another_order_are_told(self):
        row = [1, "4711-A", None, 20, 1, None]
        self._rows(row).action_import()
        other = self._order(self.env["product.product"], partner=self.branch)
        wizard = self._rows(row, order=other)
        self.assertEqual(wizard.state, "good")
        self.assertIn(self.order.name, wizard.notice)

    def test_pasted_cells(self):
        wizard = self._wizard(pasted="Item\tQty\tPrice\r\n4711-A\t2\t3.5\r\n4712\t1,000\t\r\n")
        wizard.action_check()
        self.assertEqual(wizard.state, "good", self._problems(wizard))
        wizard.action_import()
        self.assertEqual(self.order.order_line.mapped("product_uom_qty"), [2, 1000])
        self.assertEqual(self.order.intake_document_ids.name, "pasted.txt")

    def test_csv_with_decimal_comma_in_chinese_letters(self):
        text = "零件号;数量;单价;交期\n4711-A;2;1.234,50;03.05.2026\n"
        for encoding in ("utf-8-sig", "gb18030", "utf-16"):
            wizard = self._wizard(
                text.encode(encoding), "order.csv", decimal_mark=",", date_order="dmy"
            )
            wizard.action_check()
            self.assertEqual(wizard.state, "good", self._problems(wizard))
        wizard.action_import()
        line = self.order.order_line
        self.assertEqual(line.price_unit, 1234.5)
        self.assertEqual(self.order.commitment_date.date(), Date.to_date("2026-05-03"))
        self.assertFalse(line.delivery_schedule_ids, "one day for all lines is the order's")

    def test_dates_of_a_workbook(self):
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output)
        page = book.add_worksheet()
        page.write_row(0, 0, ["Item", "Qty", "ETA"])
        page.write_row(1, 0, ["4711-A", 1])
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(1, 2, Date.to_date("2026-05-03"), style)
        book.close()
        wizard = self._wizard(output.getvalue())
        wizard.action_import()
        wizard.action_import()
        self.assertEqual(self.order.commitment_date.date(), Date.to_date("2026-05-03"))

    def test_number_of_queries_does_not_grow_with_the_rows(self):
        """Checking 5 and 500 rows asks the same."""

        def check(count):
            wizard = self._rows(*[[n, "4711-A", None, n + 1, None, None] for n in range(count)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard.action_check()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        check(5)
        self.assertLessEqual(check(500), check(5) + 2)

    # === WHO AND WHEN === #

    def test_only_quotations_of_companies_that_take_orders_in(self):
        wizard = self._rows([1, "4711-A", None, 20, 1, None])
        self.order.action_cancel()
        with self.assertRaisesRegex(UserError, "quotations"):
            wizard.action_import()
        self.order.action_draft()
        self.company.order_intake_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            wizard.action_import()
        with self.assertRaisesRegex(UserError, "switched off"):
            self.order.with_user(self.clerk).action_import_order_lines()

    def test_only_who_may_write_the_order(self):
        with self.assertRaises(AccessError):
            self._rows([1, "4711-A", None, 20, 1, None], user=self.second)
        wizard = self._rows([1, "4711-A", None, 20, 1, None])
        with self.assertRaises(AccessError):
            wizard.with_user(self.second).action_import()
        with self.assertRaises(AccessError):
            self.env["sale.order.line.import"].with_user(self.finance).create(
                {"order_id": self.order.id}
            )

    def test_from_the_order(self):
        lines = self.env["sale.order.line"].with_user(self.clerk)
        action = lines.with_context(order_id=self.order.id).action_import_order_lines()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.order_id, self.order)
        self.assertEqual(wizard.company_id, self.company)


class TestHostileSheets(LineImportCase):
    def setUp(self):
        super().setUp()
        self.sound = workbook(HEADER, [1, "4711-A", None, 20, 1, None])

    def _assert_refused(self, data, text, filename="order.xlsx"):
        wizard = self._wizard(data, filename)
        with self.assertRaisesRegex(UserError, text):
            wizard.action_check()
        with self.assertRaisesRegex(UserError, text):
            wizard.action_import()

    def _page(self):
        with zipfile.ZipFile(io.BytesIO(self.sound)) as archive:
            return archive.read("xl/worksheets/sheet1.xml")

    def test_wrong_types(self):
        self._assert_refused(b"\xd0\xcf\x11\xe0 old workbook", "cannot be read", "order.xls")
        self._assert_refused(b"%PDF-1.4", "cannot be read", "order.xlsx")
        self._assert_refused(self.sound, "cannot be read", "order.xlsm")
        self._assert_refused(b"\x00\x01\x02", "cannot be read", "order.csv")
        self._assert_refused(b"\x89PNG\r\n\x1a\n\x00", "cannot be read", "order.txt")
        self._assert_refused(workbook([]), "empty")

    def test_macros(self):
        for name in ("xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/macros/vbaProject.bin"):
            self._assert_refused(repacked(self.sound, **{name: b"macro"}), "macros")

    def test_zip_bomb(self):
        unpacked = b" " * (sheet.MAX_MB * sheet.MAX_UNPACKING * 2**20 + 1)
        bomb = repacked(self.sound, **{"xl/sharedStrings.xml": unpacked})
        self._assert_refused(bomb, "too large")

    def test_fifty_thousand_rows(self):
        rows = [[1, "4711-A", None, 1, 1, None]] * 50000
        self._assert_refused(workbook(HEADER, *rows), "at most 10000")
        text = "Item,Qty\n" + "4711-A,1\n" * 50000
        self._assert_refused(text.encode(), "at most 10000", "order.csv")

    def test_limits_of_the_company(self):
        """The company says how large a sheet may be; the bomb guard grows with it."""
        rows = [["Item", "Qty"], ["4711-A", 1], ["4712", 2]]
        self.company.order_sheet_max_rows = 1
        self._assert_refused(workbook(*rows), "at most 1 at a time")
        self._assert_refused(b"Item,Qty\n4711-A,1\n4712,2\n", "at most 1", "order.csv")
        with self.assertRaisesRegex(UserError, "at most 1"):
            self._wizard(pasted="Item\tQty\n4711-A\t1\n4712\t2").action_check()
        self.company.write({"order_sheet_max_rows": 2, "order_sheet_max_mb": 1})
        wizard = self._wizard(workbook(*rows))
        wizard.action_check()
        self.assertEqual(wizard.row_count, 2)
        self._assert_refused(b"Item,Qty\n" + b"4711-A,1\n" * 2**17, "1 MB", "order.csv")
        bomb = repacked(self.sound, **{"xl/sharedStrings.xml": b" " * (8 * 2**20 + 1)})
        self._assert_refused(bomb, "8 MB")
        self.company.order_sheet_max_mb = 2
        wizard = self._wizard(repacked(self.sound, **{"docProps/x.bin": b" " * (9 * 2**20)}))
        wizard.action_check()
        self.assertEqual(wizard.state, "good")

    @mute_logger("odoo.sql_db")
    def test_limits_are_bounded(self):
        for name, value in (
            ("order_sheet_max_rows", 0),
            ("order_sheet_max_rows", 100001),
            ("order_sheet_max_mb", 0),
            ("order_sheet_max_mb", 51),
        ):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self.company[name] = value
                self.company.flush_recordset([name])

    def test_huge_dimensions(self):
        """What a sheet says of its size is not believed; cells far to the right are not read."""
        page = self._page().replace(b'ref="A1:F2"', b'ref="A1:XFD1048576"')
        self.assertIn(b"XFD1048576", page)
        wizard = self._wizard(repacked(self.sound, **{"xl/worksheets/sheet1.xml": page}))
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.row_count), ("good", 1))
        page = self._page().replace(b'r="2"', b'r="1048576"', 1)
        self._assert_refused(
            repacked(self.sound, **{"xl/worksheets/sheet1.xml": page}), "too many rows"
        )

    def test_external_links(self):
        """Links to other files are neither followed nor kept; cells that use them are refused."""
        book = openpyxl.Workbook()
        book.active.append(["Item", "Qty"])
        book.active.append(["4711-A", "='[1]Sheet1'!A1"])
        output = io.BytesIO()
        book.save(output)
        link = (
            b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/'
            b'spreadsheetml/2006/main"/>'
        )
        data = repacked(output.getvalue(), **{"xl/externalLinks/externalLink1.xml": link})
        wizard = self._wizard(data)
        wizard.action_check()
        self.assertProblem(wizard, 2, "B", "formula")

    def test_formulas(self):
        for place in (1, 3, 4, 5):
            data = workbook(
                HEADER,
                [1, "4711-A", None, 20, 1, None],
                formula=(1, place, '=HYPERLINK("http://x","4711-A")', None, "4711-A"),
            )
            wizard = self._wizard(data)
            wizard.action_check()
            self.assertProblem(wizard, 2, "ABCDEF"[place], "formula")
        wizard = self._wizard(pasted="Item\tQty\n=cmd|' /C calc'!A0\t1\n")
        wizard.action_check()
        self.assertProblem(wizard, 2, "A", "formula")

    def test_texts_are_shown_as_texts(self):
        self._part("<script>alert(1)</script>", self.valve)
        wizard = self._rows([1, "<script>alert(1)</script>", None, 1, None, None])
        self.assertEqual(wizard.state, "good", self._problems(wizard))
        self.assertNotIn("<script>", wizard.preview)

    def test_not_a_number(self):
        for text in ("NaN", "inf", "1e999", "0x10", "12 34", "1,2,3", "١٢"):
            wizard = self._rows([1, "4711-A", None, text, None, None])
            self.assertProblem(wizard, 2, "D", "number")
