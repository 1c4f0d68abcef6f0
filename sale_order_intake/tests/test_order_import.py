import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date

from odoo.addons.sale_order_code.tests.test_import import workbook

from .test_customer_part import PartCase

HEADER = [
    "Customer", "Customer's Order Number", "Customer Part Number", "Our Product Code",
    "Quantity", "Unit Price", "Requested Date",
]  # fmt: skip


class TestOrderImport(PartCase):
    def _wizard(self, *rows, user=None):
        wizard = self.env["sale.order.import"].with_user(user or self.clerk)
        return wizard.create(
            {"file": base64.b64encode(workbook(HEADER, *rows)), "filename": "orders.xlsx"}
        )

    def _problems(self, wizard):
        wizard.action_check()
        return [(p.row, p.column[:1], p.message) for p in wizard.problem_ids]

    def test_shared_values_are_those_of_the_order(self):
        """What is looked up once for all rows is what every order would have looked up."""
        plan = self.env["account.analytic.plan"].create({"name": "Markets"})
        account = self.env["account.analytic.account"].create(
            {"name": "Dampers", "plan_id": plan.id}
        )
        self.env["account.analytic.distribution.model"].create(
            {"product_id": self.damper.id, "analytic_distribution": {str(account.id): 100}}
        )
        wizard = self._wizard(
            ["Intake Customer", "PO-8", None, "D-1", 1, None, None],
            ["Intake Customer", "PO-8", None, "S-1", 1, None, None],
            ["Another Customer", "PO-8", None, "D-1", 1, None, None],
        )
        wizard.action_import()
        lines = wizard.order_ids.order_line.sorted("id")
        expected = {str(account.id): 100}
        self.assertEqual(
            [line.analytic_distribution or {} for line in lines], [expected, {}, expected]
        )
        by_hand = self._order(self.damper | self.spring).order_line
        self.assertEqual(
            by_hand.mapped("analytic_distribution"),
            lines[:2].mapped("analytic_distribution"),
        )

    def test_import(self):
        wizard = self._wizard(
            ["Intake Customer", "PO-1", "4711-A", None, 10, 9.5, "2026-06-01"],
            ["Another Customer", "PO-1", None, "S-1", 3, None, None],
            ["Intake Customer", "PO-1", None, "V-1", 4, None, "2026-05-20"],
        )
        self.assertFalse(self._problems(wizard))
        self.assertEqual((wizard.row_count, wizard.order_count), (3, 2))
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        first, second = wizard.order_ids.sorted("id")
        self.assertEqual(first.partner_id, self.customer)
        self.assertEqual(first.client_order_ref, "PO-1")
        self.assertEqual(first.user_id, self.clerk)
        self.assertEqual(first.intake_channel, "email")
        self.assertEqual(first.order_line.mapped("product_uom_qty"), [10, 4])
        self.assertEqual(first.order_line[0].drawing_revision, "C")
        self.assertEqual(first.order_line[0].price_unit, 9.5)
        self.assertEqual(first.commitment_date.date().isoformat(), "2026-05-20")
        self.assertEqual(
            first.order_line.delivery_schedule_ids.mapped("requested_date"),
            [Date.to_date("2026-06-01"), Date.to_date("2026-05-20")],
        )
        self.assertEqual(second.order_line.product_id, self.spring)
        action = wizard.action_view_orders()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), first | second)

    def test_repeated_import_and_problems(self):
        row = ["Intake Customer", "PO-1", "4711-A", None, 10, None, None]
        self._wizard(row).action_import()
        count = self.env["sale.order"].search_count([])
        wizard = self._wizard(
            row,
            ["Nobody", "PO-2", "4711-A", None, 1, None, None],
            ["Intake Customer", None, "4711-A", None, 1, None, None],
            ["Intake Customer", "PO-3", "0815", None, 1, None, None],
            ["Intake Customer", "PO-3", None, "S-1", 0, None, None],
            ["Intake Customer", "PO-3", None, "S-1", "x", None, "soon"],
            ["Intake Customer", "PO-4", None, "S-1", 1, None, None],
        )
        problems = self._problems(wizard)
        for number, column, text in (
            (2, "B", "there already"),
            (3, "A", "no such customer"),
            (4, "B", "empty"),
            (5, "C", "no part"),
            (6, "E", "above zero"),
            (7, "E", "number"),
            (7, "G", "date"),
        ):
            with self.subTest(row=number):
                self.assertTrue(
                    any(p[:2] == (number, column) and text in p[2] for p in problems), problems
                )
        self.assertEqual(wizard.unknown_numbers, "0815")
        wizard.action_import()
        self.assertEqual(self.env["sale.order"].search_count([]), count)

    def test_cancelled_orders_do_not_count(self):
        row = ["Intake Customer", "PO-1", "4711-A", None, 10, None, None]
        wizard = self._wizard(row)
        wizard.action_import()
        wizard.order_ids.action_cancel()
        self.assertFalse(self._problems(self._wizard(row)))

    def test_rights(self):
        row = ["Intake Customer", "PO-1", "4711-A", None, 10, None, None]
        with self.assertRaises(AccessError):
            self._wizard(row, user=self.finance)
        wizard = self._wizard(row)
        with self.assertRaises(AccessError):
            wizard.with_user(self.finance).sudo().action_import()
        self.company.order_intake_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            wizard.action_check()

    def test_queries_do_not_grow_with_the_rows(self):
        """Checking 3 and 300 orders asks the same; creating them asks as create() does."""

        def check(count, start):
            wizard = self._wizard(
                *[
                    ["Intake Customer", f"PO-{start + n}", "4711-A", None, 1, None, None]
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard.action_check()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        check(3, 0)
        self.assertLessEqual(check(300, 1000), check(3, 2000) + 2)
