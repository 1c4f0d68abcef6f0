import io
from datetime import datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.order_signoff import sheet_writer

from .test_customer_part import PartCase


class SheetCase(PartCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.clerk, cls.second, cls.lead):
            user.group_ids |= cls.env.ref("base.group_allow_export")


class TestOrderLinesSheet(SheetCase):
    def _sheet(self, orders, user=None):
        target = io.BytesIO()
        export = self.env["sale.order.line.export"].with_user(user or self.clerk)
        export.create({"order_list": orders.ids})._write_sheet(target)
        page = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active
        rows = [[cell.value for cell in row] for row in page]
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def test_codes_numbers_dates_and_labels(self):
        self.part.customer_part_no = "0012345678901234567890"
        order = self._order(
            self.damper | self.spring,
            client_order_ref="00077",
            commitment_date="2026-05-04 16:30:00",
            order_kind="sample",
        )
        order.order_line[0].price_unit = 12.25
        order.order_line[1].name = "=1+1"
        self.clerk.tz = "Asia/Shanghai"
        first, second = self._sheet(order)
        self.assertEqual(first["Order"], order.name)
        self.assertEqual(first["Customer's Order Number"], "00077")
        self.assertEqual(first["Customer Part Number"], "0012345678901234567890")
        self.assertEqual(first["Our Product Code"], "D-1")
        self.assertEqual((first["Quantity"], first["Unit Price"]), (5, 12.25))
        self.assertEqual(first["Amount"], 61.25)
        self.assertEqual(first["Delivery Date"], datetime(2026, 5, 5, 0, 30))
        self.assertEqual((first["Status"], first["Order Kind"]), ("Quotation", "Sample order"))
        self.assertEqual(second["Description"], "'=1+1")

    def test_texts_that_are_no_xml(self):
        """Marks, control characters and what looks like an escape come out as they went in."""
        order = self._order()
        texts = {
            "<r><t>A & B</t></r>": "<r><t>A & B</t></r>",
            "  two lines \n of text ": "  two lines \n of text ",
            "bell\x07 _x0041_": "bell_x0007_ _x005F_x0041_",
            "\U0001f600" * 20000: "\U0001f600" * 16383,
        }
        for text, shown in texts.items():
            order.order_line.name = text
            self.assertEqual(self._sheet(order)[0]["Description"], shown)

    def test_more_lines_than_a_sheet_takes(self):
        order = self._order(self.damper | self.spring)
        self.patch(sheet_writer, "LAST_ROW", 3)
        self.assertEqual(len(self._sheet(order)), 2)
        self.patch(sheet_writer, "LAST_ROW", 2)
        with self.assertRaisesRegex(UserError, "takes 1 lines"):
            self._sheet(order)

    def test_labels_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        order = self._order()
        export = self.env["sale.order.line.export"].create({"order_list": order.ids})
        export = export.with_context(lang="fr_FR")
        labels = dict(
            self.env["sale.order"]._fields["state"]._description_selection(export.env)
        )
        target = io.BytesIO()
        export._write_sheet(target)
        page = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active
        self.assertIn(labels["draft"], [cell.value for cell in page[2]])

    def test_record_rules_are_kept(self):
        mine = self._order()
        other = self._order(user_id=self.second.id)
        foreign_company = self.env["res.company"].create({"name": "Foreign"})
        foreign = self.env["sale.order"].with_company(foreign_company).create(
            {"partner_id": self.customer.id, "company_id": foreign_company.id}
        )
        foreign.order_line = [(0, 0, {"product_id": self.damper.id})]
        rows = self._sheet(mine | other | foreign)
        self.assertEqual([row["Order"] for row in rows], [mine.name])
        rows = self._sheet(mine | other | foreign, self.lead)
        self.assertEqual({row["Order"] for row in rows}, {mine.name, other.name})

    def test_sections_and_notes_are_left_out(self):
        order = self._order()
        order.order_line = [(0, 0, {"display_type": "line_note", "name": "note"})]
        self.assertEqual(len(self._sheet(order)), 1)

    def test_pending_changes_are_exported(self):
        order = self._order()
        order.order_line.product_uom_qty = 8
        self.assertEqual(self._sheet(order)[0]["Quantity"], 8)

    def test_number_of_queries(self):
        """Budget: per batch of 200 orders, whatever the lines; 3 and 150 orders cost the same."""
        orders = self.env["sale.order"]
        for __ in range(30):
            orders |= self._order(self.damper | self.spring)

        def count(some):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self._sheet(some)
            return self.cr.sql_log_count - before

        count(orders)
        self.assertEqual(count(orders), count(orders[:3]))

    def test_right_to_export(self):
        order = self._order()
        self.clerk.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).action_export_order_lines()
        with self.assertRaises(AccessError):
            self._sheet(order)
        with self.assertRaises(UserError):
            self.env["sale.order"].action_export_order_lines()


@tagged("post_install", "-at_install")
class TestOrderLinesDownload(SheetCase, HttpCase):
    def test_download(self):
        order = self._order()
        action = order.with_user(self.clerk).action_export_order_lines()
        self.authenticate("intake_clerk", "intake_clerk")
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(page["A2"].value, order.name)
        self.authenticate("intake_second", "intake_second")
        self.assertEqual(self.url_open(action["url"]).status_code, 404)
        new_test_user(self.env, "intake_no_sales", "base.group_user")
        self.authenticate("intake_no_sales", "intake_no_sales")
        self.assertEqual(self.url_open(action["url"]).status_code, 404)
