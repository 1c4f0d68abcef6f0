import base64
import io

import openpyxl
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.sale_order_code.tests.test_import import workbook

from .common import IntakeCommon

HEADER = [
    "Customer", "Customer Part Number", "Our Product Code", "Drawing Revision",
    "Minimum Order Quantity", "Label Text",
]  # fmt: skip


class PartCase(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.damper.default_code = "D-1"
        cls.spring.default_code = "S-1"
        cls.valve.default_code = "V-1"
        cls.part = cls._part("4711-A", drawing_revision="C")

    @classmethod
    def _part(cls, number, product=None, partner=None, **values):
        return cls.env["product.customer.part"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "product_id": (product or cls.damper).id,
                "customer_part_no": number,
                "company_id": cls.company.id,
                **values,
            }
        )


class TestCustomerPart(PartCase):
    def test_number_is_unique_however_it_is_written(self):
        for number in ("4711-A", " 4711-a ", "４７１１-A"):
            with (
                self.subTest(number=number),
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.cr.savepoint(),
            ):
                self._part(number, self.spring)
        self._part("4711-A", self.spring, self.stranger)
        self.part.active = False
        self.part.flush_recordset()
        self._part("4711-A", self.spring)

    def test_empty_number(self):
        with self.assertRaises(ValidationError):
            self._part("  ")

    def test_contact_stands_for_the_customer(self):
        part = self._part("1", partner=self.branch)
        self.assertEqual(part.partner_id, self.customer)

    def test_line_takes_number_and_drawing_from_the_table(self):
        line = self._order(partner=self.branch).order_line
        self.assertEqual(line.customer_part_id, self.part)
        self.assertEqual((line.customer_part_no, line.drawing_revision), ("4711-A", "C"))
        self.part.drawing_revision = "D"
        self.assertEqual(line.drawing_revision, "C", "the line keeps what was ordered")
        line.product_id = self.spring
        self.assertFalse(line.customer_part_id or line.customer_part_no or line.drawing_revision)

    def test_customer_changes(self):
        order = self._order()
        order.partner_id = self.stranger
        self.assertFalse(order.order_line.customer_part_no)

    def test_several_numbers_are_not_guessed_between(self):
        self._part("4711-B")
        self.assertFalse(self._order().order_line.customer_part_id)

    def test_entered_values_stay(self):
        line = self.env["sale.order.line"].create(
            {
                "order_id": self._order().id,
                "product_id": self.spring.id,
                "customer_part_no": "X",
                "drawing_revision": "Z",
            }
        )
        line.product_uom_qty = 7
        self.assertEqual((line.customer_part_no, line.drawing_revision), ("X", "Z"))

    def test_switched_off_nothing_is_filled_in_and_nothing_asked(self):
        self.company.order_intake_enabled = False
        self.env.flush_all()
        line = self._order().order_line
        self.assertFalse(line.customer_part_id or line.customer_part_no)
        vals = {"order_id": line.order_id.id, "product_id": self.damper.id}
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.env["sale.order.line"].new(vals)._compute_customer_part_id()
        self.assertEqual(self.cr.sql_log_count, before)

    def test_many_lines_cost_one_query(self):
        """Budget 1: the parts of all lines are looked up together."""

        def lines(count):
            order = self._order(self.env["product.product"])
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["sale.order.line"].create(
                [{"order_id": order.id, "product_id": self.damper.id} for __ in range(count)]
            )
            return self.cr.sql_log_count - before

        lines(1)
        on = lines(20)
        self.company.order_intake_enabled = False
        self.assertLessEqual(on, lines(20) + 1)

    def test_typing_the_number_on_a_line_finds_the_product(self):
        form = Form(self.env["sale.order"].with_user(self.clerk))
        form.partner_id = self.customer
        with form.order_line.new() as line:
            line.customer_part_no = "4711-a"
            self.assertEqual(line.product_id, self.damper)
            self.assertEqual(line.drawing_revision, "C")
        order = form.save()
        self.assertEqual(order.order_line.customer_part_id, self.part)
        self.assertEqual(order.order_line.customer_part_no, "4711-A")

    def test_typing_an_unknown_number_warns(self):
        order = self._order(self.env["product.product"])
        line = self.env["sale.order.line"].new({"order_id": order.id, "customer_part_no": "?"})
        self.assertIn("no part ?", line._onchange_customer_part_no()["warning"]["message"])
        self.assertFalse(line.product_id)

    def test_typing_the_number_into_the_product_finds_it(self):
        found = {"partner_id": self.branch.id}
        for model, record in (
            ("product.product", self.damper),
            ("product.template", self.damper.product_tmpl_id),
        ):
            products = self.env[model].with_user(self.clerk)
            self.assertEqual(
                [row[0] for row in products.with_context(**found).name_search("4711")], record.ids
            )
            self.assertFalse(products.name_search("4711"), "without a customer")
            self.assertFalse(
                products.with_context(partner_id=self.stranger.id).name_search("4711")
            )
            self.assertFalse(products.with_context(**found).name_search("47%A"))
        self.company.order_intake_enabled = False
        products = self.env["product.product"].with_context(**found)
        self.assertFalse(products.name_search("4711"))

    def test_the_order_prints_them(self):
        order = self._order()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sale.action_report_saleorder", order.ids
        )[0].decode()
        self.assertIn("4711-A", html)
        self.assertIn("Drawing Rev.", html)

    def test_buttons(self):
        for record in (self.damper, self.damper.product_tmpl_id, self.branch):
            action = record.with_user(self.clerk).action_view_customer_parts()
            self.assertEqual(
                self.env["product.customer.part"].search(action["domain"]), self.part
            )

    def test_a_copy_keeps_them(self):
        self.assertEqual(self._order().copy().order_line.customer_part_no, "4711-A")

    # === SECURITY === #

    def test_roles(self):
        part = self.part.with_user(self.seller)
        part.drawing_revision = "E"
        with self.assertRaises(AccessError):
            part.unlink()
        part = self.part.with_user(self.finance)
        self.assertEqual(part.customer_part_no, "4711-A", "an order points at it")
        with self.assertRaises(AccessError):
            part.drawing_revision = "F"
        with self.assertRaises(AccessError):
            self.env["product.customer.part"].with_user(self.finance).create(
                {"partner_id": self.customer.id, "product_id": self.damper.id,
                 "customer_part_no": "9"}
            )

    def test_other_companies_parts_are_out_of_sight(self):
        other = self.env["res.company"].create({"name": "Other"})
        part = self._part("4711-A", company_id=other.id)
        with self.assertRaises(AccessError):
            part.with_user(self.clerk).read(["customer_part_no"])
        with self.assertRaises(UserError):
            self._order().order_line.customer_part_id = part


class TestCustomerPartImport(PartCase):
    def _import(self, *rows, columns=None):
        return self._wizard(workbook(HEADER[:columns], *rows))

    def _wizard(self, data, user=None):
        wizard = self.env["product.customer.part.import"].with_user(user or self.clerk)
        return wizard.create({"file": base64.b64encode(data), "filename": "parts.xlsx"})

    def _problems(self, wizard):
        wizard.action_check()
        return [(p.row, p.column[:1], p.message) for p in wizard.problem_ids]

    def test_import(self):
        wizard = self._import(
            ["Intake Customer", "A 1", "S-1", "B", 500, "Brand X"],
            ["Intake Branch", 4711, "D-1", None, "1,200", None],
            ["Intake Customer", "4711-a", "D-1", "D", None, None],
        )
        self.assertFalse(self._problems(wizard))
        self.assertEqual((wizard.state, wizard.row_count), ("good", 3))
        self.assertEqual(self.part.drawing_revision, "C", "a check changes nothing")
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        parts = self.env["product.customer.part"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )
        self.assertEqual(parts.mapped("customer_part_no"), ["4711-A", "A 1", "4711"])
        self.assertEqual(parts.mapped("drawing_revision"), ["D", "B", False])
        self.assertEqual(parts.mapped("minimum_order_qty"), [0, 500, 1200])
        self.assertEqual(parts[1].label_text, "Brand X")
        # once more: nothing is doubled
        wizard = self._import(["Intake Customer", "A 1", "S-1", "C", 500, "Brand X"])
        wizard.action_import()
        self.assertEqual(parts[1].drawing_revision, "C")

    def test_columns_that_are_missing_leave_what_is_there(self):
        self.part.minimum_order_qty = 9
        wizard = self._import(["Intake Customer", "4711-A", "D-1", "Z"], columns=4)
        wizard.action_import()
        self.assertEqual((self.part.drawing_revision, self.part.minimum_order_qty), ("Z", 9))

    def test_problems_and_all_or_nothing(self):
        self._product("Twin", default_code="T-1")
        self._product("Other Twin", default_code="T-1")
        wizard = self._import(
            ["Intake Customer", "N-1", "S-1", None, None, None],
            ["Nobody", "N-2", "S-1", None, None, None],
            ["Intake Customer", "N-3", "Q-9", None, None, None],
            ["Intake Customer", "N-4", "T-1", None, None, None],
            ["Intake Customer", "4711-A", "S-1", None, None, None],
            ["Intake Customer", "n-1", "S-1", None, None, None],
            ["Intake Customer", None, "S-1", None, None, None],
            ["Intake Customer", "N-8", "S-1", None, "many", None],
            ["Intake Customer", "N-9", "S-1", None, -1, None],
        )
        problems = self._problems(wizard)
        for row, column, text in (
            (3, "A", "no such customer"),
            (4, "C", "no product"),
            (5, "C", "Several products"),
            (6, "C", "belongs to"),
            (7, "B", "row 2"),
            (8, "B", "empty"),
            (9, "E", "number"),
            (10, "E", "negative"),
        ):
            with self.subTest(row=row):
                self.assertTrue(
                    any(p[:2] == (row, column) and text in p[2] for p in problems), problems
                )
        self.assertEqual(wizard.unknown_numbers, "Q-9")
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertFalse(
            self.env["product.customer.part"].search([("customer_part_no", "=", "N-1")])
        )

    def test_export_is_an_import(self):
        self.part.label_text = "=1+1"
        action = self.part.with_user(self.clerk).action_export()
        wizard = self.env["product.customer.part.import"].search([], order="id desc", limit=1)
        self.assertIn(f"id={wizard.id}", action["url"])
        data = base64.b64decode(wizard.download)
        page = openpyxl.load_workbook(io.BytesIO(data)).active
        self.assertEqual(
            [cell.value for cell in page[2]][4:],
            ["4711-A", "D-1", "C", 0, "'=1+1"],
        )
        again = self._wizard(data)
        again.action_import()
        self.assertEqual(again.state, "done")
        self.assertEqual(self.part.label_text, "=1+1")

    def test_only_who_may_enter_parts(self):
        data = workbook(HEADER, ["Intake Customer", "N-1", "S-1"])
        with self.assertRaises(AccessError):
            self._wizard(data, self.finance)
        wizard = self._wizard(data)
        with self.assertRaises(AccessError):
            wizard.with_user(self.finance).sudo().action_import()
        with self.assertRaises(AccessError):
            wizard.with_user(self.second).action_check()


@tagged("post_install", "-at_install")
class TestCustomerPartPortal(PartCase, HttpCase):
    def test_customer_reads_his_own_numbers(self):
        order = self._order(self.damper + self.spring, state="sent")
        page = self.url_open(f"/my/orders/{order.id}?access_token={order._portal_ensure_token()}")
        self.assertEqual(page.text.count("o_order_customer_part"), 1)
        self.assertIn("4711-A", page.text)
        self.assertIn("Drawing Rev.", page.text)
