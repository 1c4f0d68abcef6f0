import io
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from openpyxl import load_workbook

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon

XLSX = "customer_complaint.report_complaint_month_xlsx"


class StatisticsCommon(ComplaintCommon):
    """Deliveries and complaints of the last month and of this one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inspector = cls._user("complaint_inspector", "quality_8d.group_quality_manager")
        cls.last = cls.company._order_today().replace(day=1) - relativedelta(months=1)
        cls.moment = fields.Datetime.to_datetime(cls.last) + timedelta(days=9, hours=12)
        cls.dozen = cls.env["uom.uom"].create(
            {
                "name": "Dozen of Dampers",
                "relative_factor": 12,
                "relative_uom_id": cls.product.uom_id.id,
            }
        )
        cls.first_delivery = cls._delivered(cls.customer, 10, cls.dozen)
        cls.second_delivery = cls._delivered(cls.customer, 80, cls.product.uom_id)
        cls.third_delivery = cls._delivered(cls.other, 800, cls.product.uom_id)

    @classmethod
    def _delivered(cls, partner, quantity, unit):
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": quantity,
                            "product_uom": unit.id,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
                            "company_id": cls.company.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking._action_done()
        picking.date_done = cls.moment
        return picking

    def _some(self):
        """Four complaints of the last month, one of this, one that was cancelled."""
        found = self._judged(picking_id=self.first_delivery.id, qty_complained=2)
        self._judged(
            picking_id=self.first_delivery.id,
            qty_complained=1,
            defect_id=self.env["quality.defect"].create({"name": "=Cracks", "code": "T-CR"}).id,
        )
        self._judged("invalid", "As ordered", partner_id=self.other.id, qty_complained=50)
        self._complaint(title="=1+1", partner_id=self.other.id, picking_id=self.third_delivery.id)
        found.write({"team_id": self.team["production"].id})
        found.sudo().remedy_ids = [
            Command.create({"kind": "compensation", "amount": 90, "freight": 10})
        ]
        complaints = self.env["customer.complaint"].search([("company_id", "=", self.company.id)])
        complaints.sudo().received_at = self.moment
        self._complaint(title="This month")
        mistaken = self._complaint(title="Mistake", received_at=self.moment)
        mistaken._cancel("A mistake")
        self.env.flush_all()
        return found

    def _month(self, user=None):
        sheets = self.env["customer.complaint.month"].with_user(user or self.officer)
        return sheets.create({"month": self.last, "company_id": self.company.id})


@tagged("post_install", "-at_install")
class TestStatistics(StatisticsCommon):
    """What is counted, against what, and with how many queries."""

    def test_figures(self):
        self._some()
        month = self._month()
        found = month._trend()[self.last]
        self.assertEqual(found["complaint_count"], 4, "without the one that was cancelled")
        # Two about one delivery count once; the one without a delivery counts for itself.
        self.assertEqual((found["complained_delivery"], found["delivery"]), (3, 3))
        self.assertEqual(found["rate"], 1)
        self.assertEqual((found["qty_defective"], found["qty_delivered"]), (3, 1000))
        self.assertAlmostEqual(found["ppm"], 3000)
        self.assertAlmostEqual(found["valid_share"], 2 / 3)
        # Nobody has contacted the customer of the one that is not judged.
        self.assertEqual((found["first_met"], found["first_due"]), (3, 4))
        self.assertEqual(found["cost"], 100)
        self.assertIsNone(found["content_share"])
        self.assertEqual(month._year()["complaint_count"], 4, "this month comes after the sheet")

    def test_lists(self):
        self._some()
        month = self._month()
        lists = dict(month._lists(month._trend()[self.last]))
        customers = {value: figures for value, figures in lists["month_by_customer"]}
        self.assertEqual(customers[self.customer]["complaint_count"], 2)
        self.assertEqual(customers[self.customer]["delivery"], 2)
        self.assertAlmostEqual(customers[self.customer]["ppm"], 15000)
        self.assertEqual(customers[self.other]["ppm"], 0)
        defects = {value: figures for value, figures in lists["month_by_defect"]}
        self.assertAlmostEqual(defects[self.defect]["ppm"], 2000, msg="against all deliveries")
        teams = {value: figures for value, figures in lists["month_by_team"]}
        self.assertEqual(teams[self.team["production"]]["cost"], 100)
        self.assertIn(self.product, dict(lists["month_by_product"]))

    def test_repeated_and_content(self):
        first = self._judged()
        second = self._judged(partner_id=self.other.id)
        first.handling_mark = "5"
        second.handling_mark = "2"
        statistics = self.env["customer.complaint.statistics"].with_user(self.officer)
        found = statistics._figures([("complaint_id", "in", (first | second).ids)])[0][1]
        self.assertEqual((found["repeat_share"], found["content_share"]), (0.5, 0.5))

    def test_ratios_of_groups_in_the_pivot(self):
        self._some()
        domain = [("company_id", "=", self.company.id), ("date", "<", self.moment + timedelta(1))]
        statistics = self.env["customer.complaint.statistics"].with_user(self.officer)
        rows = statistics.formatted_read_group(
            domain,
            ["commercial_partner_id"],
            ["complaint_count:sum", "rate:avg", "ppm:avg", "delivery:count_distinct"],
        )
        found = {row["commercial_partner_id"][0]: row for row in rows}
        self.assertAlmostEqual(found[self.customer.id]["ppm:avg"], 15000)
        self.assertAlmostEqual(found[self.customer.id]["rate:avg"], 0.5)
        self.assertEqual(found[self.customer.id]["delivery:count_distinct"], 2)
        [[whole], __] = statistics.formatted_read_grouping_sets(
            domain, [[], ["commercial_partner_id"]], ["ppm:avg"]
        )
        self.assertAlmostEqual(whole["ppm:avg"], 3000, msg="never the mean of means")

    def test_what_waits_is_not_late(self):
        complaint = self._complaint(received_at=self._ago(days=40))
        statistics = self.env["customer.complaint.statistics"].with_user(self.officer)
        domain = [("complaint_id", "=", complaint.id)]
        self.env.flush_all()
        found = statistics._figures(domain)[0][1]
        self.assertEqual((found["close_due"], found["close_met"]), (1, 0))
        # What was late before we waited stays late.
        complaint._wait("Photos")
        self.env.flush_all()
        found = statistics._figures(domain)[0][1]
        self.assertEqual(found["close_due"], 1)
        complaint.limit_ids.sudo().write(
            {"deadline": self._ago(days=1), "hold_since": self._ago(days=2)}
        )
        self.env.flush_all()
        found = statistics._figures(domain)[0][1]
        self.assertEqual(found["close_due"], 0)

    def test_objection_changes_no_figure_of_the_past(self):
        """Closed late stays late, also when the second round is quick; and the other way round."""
        statistics = self.env["customer.complaint.statistics"].with_user(self.officer)
        for days, met in ((40, 0), (0, 1)):
            complaint = self._complaint(received_at=self._ago(days=days))
            complaint.sudo().write({"state": "answered", "validity": "invalid"})
            self._evidence(complaint)
            complaint.action_close()
            complaint._object("Look again")
            limit = complaint.limit_ids.filtered(lambda limit: limit.step == "close")
            self.assertEqual(limit.first_result, "met" if met else "missed")
            later = fields.Datetime.now() + timedelta(days=1 - 2 * met)
            limit.sudo().deadline = later
            self.env.flush_all()
            found = statistics._figures([("complaint_id", "=", complaint.id)])[0][1]
            self.assertEqual((found["close_due"], found["close_met"]), (1, met))

    def test_large_numbers_are_read_as_people_write_them(self):
        month = self._month()
        found = {"qty_defective": 840.5, "qty_delivered": 1234567.0}
        self.assertEqual(
            month._form_figure(("qty_defective", "qty_delivered"), found), "840.5 / 1,234,567"
        )

    def test_one_grouped_query_per_figure(self):
        self._some()
        month = self._month()
        page = self.env["customer.complaint.figures"].with_user(self.officer).create({})

        def grouped(work):
            """How many grouped statements it takes, and how many in all."""
            self.env.flush_all()
            self.env.invalidate_all()
            module = type(self.env["customer.complaint.statistics"])
            original, calls = module._read_group, []

            def counted(records, *args, **kwargs):
                calls.append(1)
                return original(records, *args, **kwargs)

            with patch.object(module, "_read_group", counted):
                before = self.cr.sql_log_count
                work()
                return len(calls), self.cr.sql_log_count - before

        month._form_sheet(), page.mapped("complaint_count")
        few_sheet, few_page = grouped(month._form_sheet), grouped(lambda: page.mapped("ppm"))
        self.assertEqual((few_sheet[0], few_page[0]), (6, 6))
        for number in range(5):
            self._judged(received_at=self.moment, title=f"More {number}")
        self.assertEqual(grouped(month._form_sheet)[0], 6)
        self.assertLessEqual(grouped(month._form_sheet)[1], few_sheet[1])
        self.assertLessEqual(grouped(lambda: page.mapped("ppm"))[1], few_page[1])

    def test_page(self):
        self._some()
        self.officer.group_ids |= self.env.ref("stock.group_stock_user")
        Page = self.env["customer.complaint.figures"].with_user(self.inspector)
        action = Page.action_open()
        page = Page.browse(action["res_id"])
        self.assertEqual(page.complaint_count, 5)
        self.assertEqual(page.ppm, "3,000")
        # The one of this month is told without a delivery.
        self.assertEqual(page.rate_text, "4 of 3 deliveries were complained about.")
        for chart in ("count", "ppm", "first", "customer", "product", "defect", "team"):
            self.assertIn("<svg", page[f"{chart}_chart"], chart)
        self.assertNotIn("<b>", page.customer_chart)
        officers = page.with_user(self.officer)
        for name, count in (("complaints", 5), ("repeated", 0), ("cost", 1), ("close", 5)):
            action = getattr(officers, f"action_view_{name}")()
            records = self.env[action["res_model"]].with_user(self.officer)
            self.assertEqual(records.search_count(action["domain"]), count, name)
        only = Page.create({"partner_id": self.other.id})
        self.assertEqual(only.complaint_count, 2)
        nothing = Page.create(
            {"period": "own", "date_from": "2001-01-01", "date_to": "2001-01-31"}
        )
        self.assertEqual((nothing.complaint_count, nothing.rate), (0, "–"))
        self.assertFalse(nothing.count_chart)

    def test_who_sees_them(self):
        self._some()
        for model in ("customer.complaint.statistics", "customer.complaint.figures"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.worker).check_access("read")
        abroad = self.env["res.company"].create({"name": "Statistics Abroad"})
        officer = self._user("complaint_statistics_abroad", "customer_complaint.group_officer")
        officer.write({"company_ids": [Command.set(abroad.ids)], "company_id": abroad.id})
        statistics = self.env["customer.complaint.statistics"].with_user(officer)
        statistics = statistics.with_context(allowed_company_ids=abroad.ids)
        self.assertFalse(statistics.search_count([]))


@tagged("post_install", "-at_install")
class TestMonth(StatisticsCommon):
    """The sheet of a month: once per company, printed and as a spreadsheet."""

    def _cron(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *a, **kw: 1.0):
            self.env["customer.complaint.month"]._cron_put_before()

    def test_put_before_the_leader_once(self):
        self._some()
        sheets = self.env["customer.complaint.month"].sudo()
        self._cron()
        self.assertFalse(sheets.search([("company_id", "=", self.company.id)]), "switched off")
        self.company.complaint_month_sheet = True
        self._cron()
        sheet = sheets.search([("company_id", "=", self.company.id)])
        self.assertEqual((sheet.month, sheet.recipient_ids), (self.last, self.quality))
        self.assertEqual(sheet.name, f"CM-{self.last:%Y-%m}")
        self.assertEqual(sheet.form_number, "QR-QA-09")
        message = sheet.message_ids.filtered("attachment_ids")
        self.assertEqual(len(message), 1)
        self.assertEqual(len(message.attachment_ids), 2)
        self.assertIn(f"{sheet.name}.xlsx", message.attachment_ids.mapped("name"))
        self.assertIn("4 complaints, valid: 2", message.body)
        self.assertEqual(message.partner_ids, self.quality.partner_id)
        self.assertEqual(sheet.activity_ids.user_id, self.quality)
        self._cron()
        self.assertEqual(len(sheets.search([("company_id", "=", self.company.id)])), 1)
        self.assertEqual(len(sheet.message_ids.filtered("attachment_ids")), 1)
        # The leader reads what was put before him, though he is no officer.
        self.assertIn("Oil leak", sheet.with_user(self.quality).sheet)
        with self.assertRaises(AccessError):
            sheet.with_user(self.worker).read(["name"])
        with self.refused("is kept"):
            sheet.unlink()
        with self.refused("is kept"):
            sheet.month = fields.Date.today()

    def test_nobody_leads_quality(self):
        self.company.complaint_month_sheet = True
        self.team["quality"].leader_id = False
        self._cron()
        sheets = self.env["customer.complaint.month"].sudo()
        self.assertFalse(sheets.search([("company_id", "=", self.company.id)]))
        with self.refused("Nobody leads"):
            self._month().action_send()

    def test_by_hand_counts(self):
        self._month().action_send()
        self.company.complaint_month_sheet = True
        self._cron()
        sheets = self.env["customer.complaint.month"].sudo()
        self.assertEqual(len(sheets.search([("company_id", "=", self.company.id)])), 1)

    def test_another_worker_has_it(self):
        sheets = self.env["customer.complaint.month"].sudo()
        company = type(self.company)
        with patch.object(company, "try_lock_for_update", lambda records, **kw: records.browse()):
            self.assertFalse(sheets._put_month_before(self.company, self.last))
        self._month()
        with self.assertRaisesRegex(Exception, "customer_complaint_month_once"):
            with mute_logger("odoo.sql_db"), self.cr.savepoint():
                sheets.create({"month": self.last, "company_id": self.company.id})

    def test_spreadsheet(self):
        self._some()
        month = self._month()
        reports = self.env["ir.actions.report"].with_user(self.officer)
        content, kind = reports._render_xlsx(XLSX, month.ids, {})
        self.assertEqual(kind, "xlsx")
        book = load_workbook(io.BytesIO(content))
        figures, complaints = book.worksheets
        values = [cell.value for row in figures.iter_rows() for cell in row]
        self.assertIn(3000, values, "numbers are numbers")
        self.assertIn("QR-QA-09", str(values))
        texts = [cell.value for row in complaints.iter_rows() for cell in row if cell.value]
        self.assertIn("'=1+1", texts)
        self.assertNotIn("Mistake", texts)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.value)

    def test_print(self):
        self._some()
        month = self._month()
        html = self.env["ir.actions.report"].with_user(self.officer)._render_qweb_html(
            "customer_complaint.report_complaint_month", month.ids
        )[0].decode()
        for text in ("QR-QA-09", month.name, "3,000", "66.7%", "Moto GmbH", "Oil leak", "<svg"):
            self.assertIn(text, html)
        empty = self.env["customer.complaint.month"].create(
            {"month": "2001-05-20", "company_id": self.company.id}
        )
        self.assertEqual(empty.month, fields.Date.to_date("2001-05-01"))
        self.assertIn("Nobody complained", empty.sheet)

    def test_forms_of_a_complaint(self):
        complaint = self._approved(
            remedies=({"kind": "return", "quantity": 2}, {"kind": "compensation", "amount": 5}),
            picking_id=self.first_delivery.id,
        )
        complaint.action_answered()
        complaint.write({"effect": "Nothing leaks any more", "inspection_result": "Two are cut"})
        self._judged(received_at=fields.Datetime.now() + timedelta(minutes=5))
        self.assertEqual(complaint._form_again(), "1")
        reports = self.env["ir.actions.report"].with_user(self.officer)
        for name, texts in (
            ("feedback", ("QR-QA-08", "Two are cut", "Goods back to stock", "☑")),
            ("effect", ("QR-QA-03", "Nothing leaks any more", "The improvement is effective")),
        ):
            html = reports._render_qweb_html(
                f"customer_complaint.report_complaint_{name}", complaint.ids
            )[0].decode()
            for text in texts:
                self.assertIn(text, html)


@tagged("post_install", "-at_install")
class TestStatisticsTour(StatisticsCommon, HttpCase):
    """The key figures and a sheet, as the officer uses them."""

    def test_figures(self):
        self._judged()
        self.start_tour(
            "/odoo/figures-complaints", "customer_complaint_figures", login=self.officer.login
        )
        sheet = self.env["customer.complaint.month"].search([("company_id", "=", self.company.id)])
        self.assertEqual(sheet.recipient_ids, self.quality)
