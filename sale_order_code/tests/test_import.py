import base64
import io
import zipfile

import openpyxl
import xlsxwriter
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from odoo.addons.order_signoff import sheet

from .common import OrderCodeCase

CUSTOMER = ["Customer ID", "Customer", "Reference", "Tax ID", "Customer Code", "Orders Before"]
ORDER = ["Order Code", "Sales Order", "Running Number"]


def workbook(header, *rows, formula=None):
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False})
    page = book.add_worksheet()
    for number, row in enumerate([header, *rows]):
        for place, value in enumerate(row):
            if value is not None:
                page.write(number, place, value)
    if formula:
        page.write_formula(*formula)
    book.close()
    return output.getvalue()


def repacked(data, **parts):
    """The workbook with some of its parts replaced or added."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return output.getvalue()


class ImportCase(OrderCodeCase):
    def _import(self, content, data, filename="codes.xlsx"):
        return self.env["sale.order.code.import"].create(
            {"content": content, "file": base64.b64encode(data), "filename": filename}
        )

    def _problems(self, wizard):
        wizard.action_check()
        return [(p.row, p.column[:1], p.message) for p in wizard.problem_ids]

    def _assert_problem(self, wizard, row, column, text):
        problems = self._problems(wizard)
        self.assertEqual(wizard.state, "bad")
        self.assertTrue(
            any(p[:2] == (row, column) and text in p[2] for p in problems), problems
        )


class TestImportCustomers(ImportCase):
    def test_import(self):
        by_id, by_ref, by_vat, by_name = (
            self._create_customer(name, "cn", ref=f"R-{name}", vat=f"V{name}")
            for name in ("One", "Two", "Three", "Four")
        )
        wizard = self._import(
            "customer",
            workbook(
                CUSTOMER,
                [by_id.id, "Anything", None, None, "001", 12],
                [None, "Anything", "R-Two", None, 2, None],
                [],
                [None, None, None, "VThree", "3", "0"],
                [None, "Four", None, None, "004", 99],
                [None, "Beijing Motors", None, None, 111, 5],
            ),
        )
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.row_count), ("good", 5))
        self.assertFalse(by_id.customer_code, "A check changes nothing")
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        self.assertEqual(
            [p.customer_code for p in (by_id, by_ref, by_vat, by_name, self.customer)],
            ["001", "002", "003", "004", "111"],
        )
        self.assertEqual(by_id.order_code_ids.counter_start, 12)
        self.assertEqual(self.customer.order_code_ids.counter_start, 5)
        order = self._create_order(by_id)
        order.action_confirm()
        self.assertEqual(order.order_code[-2:], "13")

    def test_problems_and_all_or_nothing(self):
        good = self._create_customer("Good", "cn")
        self._create_customer("Twin", "cn")
        self._create_customer("Twin", "cn")
        rows = [
            [None, "Good", None, None, "001", None],
            [None, "Nobody", None, None, "002", None],
            [None, "Twin", None, None, "003", None],
            [None, None, None, None, "004", None],
            [None, "Good", None, None, None, None],
            [None, "Boston Cars", None, None, "111", None],
            [None, "Beijing Motors", None, None, "112", None],
            [None, "Good", None, None, "A1", "x"],
            [None, "Good", None, None, "000", None],
            [None, "Good", None, None, 1.5, None],
            [None, "Boston Cars", None, None, "001", None],
            [999999999, None, None, None, "005", None],
        ]
        wizard = self._import("customer", workbook(CUSTOMER, *rows))
        for row, column, text in (
            (3, "B", "no such customer"),
            (4, "B", "Several customers"),
            (5, "B", "Say which customer"),
            (6, "E", "empty"),
            (7, "E", "belongs to Beijing Motors"),
            (8, "E", "has the code 111"),
            (9, "E", "not a customer code"),
            (9, "F", "whole number"),
            (10, "E", "not a customer code"),
            (11, "E", "text or a whole number"),
            (12, "E", "row 2"),
            (13, "A", "no such customer"),
        ):
            with self.subTest(row=row):
                self._assert_problem(wizard, row, column, text)
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertFalse(good.customer_code)

    def test_round_trip(self):
        wizard = self.env["sale.order.code.import"].create({"content": "customer"})
        action = wizard.action_export()
        self.assertEqual(action["type"], "ir.actions.act_url")
        exported = base64.b64decode(wizard.download)
        page = openpyxl.load_workbook(io.BytesIO(exported)).active
        self.assertEqual([cell.value for cell in page[1]], CUSTOMER)
        self.assertEqual([cell.value for cell in page[2]][4:], ["111", 0])
        again = self._import("customer", exported)
        again.action_import()
        self.assertEqual((again.state, again.row_count), ("done", 2))

    def test_titles_in_the_user_s_language(self):
        wizard = self.env["sale.order.code.import"].create({"content": "customer"})
        titles = wizard.with_context(lang="zh_CN")._titles()
        wizard.file = base64.b64encode(
            workbook([titles["name"], titles["code"]], ["Boston Cars", "205"])
        )
        wizard.with_context(lang="zh_CN").action_check()
        self.assertEqual(wizard.state, "good")

    def test_template(self):
        for content, header in (("customer", CUSTOMER), ("order", ORDER)):
            wizard = self.env["sale.order.code.import"].create({"content": content})
            wizard.action_template()
            page = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.download))).active
            self.assertEqual([[cell.value for cell in row] for row in page], [header])

    def test_only_managers(self):
        seller = self._create_user("code_seller", "sales_team.group_sale_salesman")
        wizard = self._import("customer", workbook(CUSTOMER))
        for method in ("action_check", "action_import", "action_export"):
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(seller), method)()
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(seller).sudo(), method)()


@freeze_time("2026-07-07")
class TestImportOrders(ImportCase):
    def test_import_advances_the_counter(self):
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.order_code, "CNS111260701")
        old = self._create_order()
        wizard = self._import(
            "order",
            workbook(
                ORDER,
                ["EUP111190298", None, None],
                ["CNS111190201", None, None],
                ["CNS111190299", old.name, None],
                ["CNS111190102", None, None],
                ["NAS205050501", None, 199],
            ),
        )
        wizard.action_import()
        self.assertEqual(wizard.state, "done", self._problems(wizard))
        self.assertEqual(old.order_code, "CNS111190299")
        self.assertEqual(old.destination_id.code, "CN")
        entries = self.env["sale.order.code"].search(
            [("origin", "=", "imported"), ("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(
            {entry.code: entry.counter for entry in entries},
            {"CNS111190102": 2, "EUP111190298": 98, "CNS111190299": 99, "CNS111190201": 100},
            "By month, and within it in the direction of the count",
        )
        following = self._create_order() | self._create_order(self.other)
        following.action_confirm()
        self.assertEqual(
            following.mapped("order_code"), ["CNS111260702", "NAS205260702"],
        )
        self.assertEqual(
            self.env["sale.order.code"].search([("order_id", "=", following[0].id)]).counter, 101
        )
        self.assertEqual(
            self.env["sale.order.code"].search([("order_id", "=", following[1].id)]).counter, 200
        )
        old.action_confirm()
        self.assertEqual(old.order_code, "CNS111190299", "Imported codes are not drawn again")

    def test_problems(self):
        coded, foreign, plain = (
            self._create_order(),
            self._create_order(self.other),
            self._create_order(),
        )
        coded.action_confirm()
        rows = [
            [coded.order_code, None, None],
            ["CNS111191301", None, None],
            ["CNS888190101", None, None],
            ["CNS111190101", coded.name, None],
            ["CNS111190102", foreign.name, None],
            ["CNS111190103", "S-nothing", None],
            ["CNS111190104", plain.name, None],
            ["CNS111190104", None, None],
            ["CNS111190105", plain.name, None],
            ["CNS111190106", None, 107],
            ["CNS111190107", None, "abc"],
        ]
        wizard = self._import("order", workbook(ORDER, *rows))
        for row, column, text in (
            (2, "A", "already been issued"),
            (3, "A", "Month of confirmation"),
            (4, "A", "import the customer codes first"),
            (5, "B", coded.order_code),
            (6, "B", "belongs to"),
            (7, "B", "no such order"),
            (9, "A", "row 8"),
            (10, "B", "row 8"),
            (11, "C", "does not end"),
            (12, "C", "whole number"),
        ):
            with self.subTest(row=row):
                self._assert_problem(wizard, row, column, text)
        wizard.action_import()
        self.assertFalse(plain.order_code)
        self.assertFalse(self.env["sale.order.code"].search([("origin", "=", "imported")]))

    def test_export(self):
        order = self._create_order()
        order.action_confirm()
        wizard = self.env["sale.order.code.import"].create({"content": "order"})
        wizard.action_export()
        page = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.download))).active
        self.assertEqual(
            [[cell.value for cell in row] for row in page],
            [ORDER, [order.order_code, order.name, 1]],
        )


class TestHostileFiles(ImportCase):
    def setUp(self):
        super().setUp()
        self.sound = workbook(CUSTOMER, [None, "Beijing Motors", None, None, "111", None])

    def _assert_refused(self, data, text=".xlsx", filename="codes.xlsx"):
        wizard = self._import("customer", data, filename)
        with self.assertRaisesRegex(UserError, text):
            wizard.action_check()
        with self.assertRaisesRegex(UserError, text):
            wizard.action_import()

    def test_sound(self):
        wizard = self._import("customer", self.sound)
        wizard.action_check()
        self.assertEqual(wizard.state, "good")

    def test_no_file(self):
        wizard = self.env["sale.order.code.import"].create({"content": "customer"})
        with self.assertRaisesRegex(UserError, "Choose a spreadsheet"):
            wizard.action_check()

    def test_other_types(self):
        self._assert_refused(b"Customer,Code\nBeijing Motors,111")
        self._assert_refused(b"PK\x03\x04 broken")
        self._assert_refused(self.sound, filename="codes.xlsm")
        self._assert_refused(repacked(self.sound, **{"xl/vbaProject.bin": b"macro"}))
        self._assert_refused(repacked(self.sound, **{"xl/worksheets/sheet1.xml": b"<not xml"}))
        self._assert_refused(self.sound[: len(self.sound) // 2])

    def test_too_large(self):
        self._assert_refused(self.sound + b"0" * sheet.MAX_MB * 2**20, "too large")

    def test_zip_bomb(self):
        unpacked = b" " * (sheet.MAX_MB * sheet.MAX_UNPACKING * 2**20 + 1)
        bomb = repacked(self.sound, **{"xl/sharedStrings.xml": unpacked})
        self.assertLess(len(bomb), 200000)
        self._assert_refused(bomb, "too large")

    def test_many_parts(self):
        parts = {f"xl/media/{number}.bin": b"" for number in range(sheet.MAX_PARTS + 1)}
        self._assert_refused(repacked(self.sound, **parts), "too large")

    def test_entities(self):
        for declaration in (
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
            b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        ):
            strings = b'<?xml version="1.0"?>' + declaration + b"<sst/>"
            self._assert_refused(repacked(self.sound, **{"xl/sharedStrings.xml": strings}))
        hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []><sst/>'.encode("utf-16")
        self._assert_refused(repacked(self.sound, **{"xl/sharedStrings.xml": hidden}))

    def test_too_many_rows(self):
        rows = ([None, "Beijing Motors", None, None, "111", None],) * (sheet.MAX_ROWS + 1)
        self._assert_refused(workbook(CUSTOMER, *rows), "too many rows")

    def test_distant_row(self):
        with zipfile.ZipFile(io.BytesIO(self.sound)) as archive:
            page = archive.read("xl/worksheets/sheet1.xml")
        self._assert_refused(
            repacked(
                self.sound,
                **{"xl/worksheets/sheet1.xml": page.replace(b'r="2"', b'r="1048576"', 1)},
            ),
            "too many rows",
        )

    def test_formula(self):
        data = workbook(CUSTOMER, formula=(1, 4, '=HYPERLINK("http://x","111")', None, "111"))
        wizard = self._import("customer", data)
        self._assert_problem(wizard, 2, "E", "formula")

    def test_formulas_leave_as_texts(self):
        for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1"):
            self.customer.name = name
            wizard = self.env["sale.order.code.import"].create({"content": "customer"})
            wizard.action_export()
            page = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.download))).active
            cell = next(page.iter_rows(min_row=2))[1]
            self.assertEqual(cell.data_type, "s")
            self.assertTrue(cell.value.startswith("'"), cell.value)

    def test_without_columns(self):
        self._assert_refused(workbook(["Something"], ["else"]), "no rows|no column")
        other = workbook(["Something", "Customer"], ["x", "Beijing Motors"])
        self._assert_refused(other, "no column")
        self._assert_refused(workbook(CUSTOMER), "no rows")
