from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_apply import ApplyCommon

LINES = 100


@tagged("post_install", "-at_install")
class TestImpact(ApplyCommon):
    """What a change reaches, found by the system."""

    def _rows(self, change, kind):
        change._collect_impact()
        return change.impact_ids.filtered(lambda row: row.kind == kind)

    def test_productions(self):
        order = self._sell(10)
        self.rod.standard_price = 3.0
        production = self._productions(order, self.damper)
        production.qty_producing = 4
        production._set_qty_producing()
        change = self._change(order, self._less(order, 2))
        rows = self._rows(change, "production")
        self.assertEqual(rows.mapped("res_id"), self._ids_of(production, order))
        row = rows.filtered(lambda r: r.res_id == production.id)
        self.assertEqual(row.severity, "warning")
        self.assertEqual((row.quantity_done, row.value), (4, 24.0))
        self.assertEqual(row.lost_value, 12.0)
        self.assertEqual(change.lost_value, 12.0)
        # who may not see what material costs does not read it as the estimate either
        self.assertFalse(change.estimated_cost)
        seen = change.with_user(self.signers["production"]).fields_get(["lost_value"])
        self.assertFalse(seen)
        self.assertIn("2", row.sentence)
        rod = rows - row
        self.assertEqual((rod.severity, rod.quantity_done), ("info", 0))

    def _ids_of(self, first, order):
        return [first.id, *(self._productions(order) - first).ids]

    def test_the_worst_comes_first(self):
        order = self._sell(10)
        self._delivery(order).write({"quantity": 9, "picked": True})
        change = self._change(order, self._less(order, 2))
        change._collect_impact()
        self.assertEqual(change.impact_ids[0].severity, "blocking")
        self.assertEqual(change.impact_ids[0].kind, "order")

    def test_transfers_and_notices(self):
        self.company.order_notice_enabled = True
        order = self._sell(10)
        notice = self._issued(order)
        change = self._change(order, self._less(order, 2))
        transfer = self._rows(change, "transfer")
        self.assertEqual((transfer.res_id, transfer.severity), (order.picking_ids.id, "info"))
        row = change.impact_ids.filtered(lambda r: r.kind == "notice")
        self.assertEqual((row.res_id, row.severity), (notice.id, "warning"))
        action = row.action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (notice._name, notice.id))

    def test_price_is_no_matter_of_the_shop(self):
        order = self._sell(10)
        change = self._change(
            order, {"kind": "price", "order_line_id": order.order_line.id, "new_price": 1}
        )
        change._collect_impact()
        self.assertFalse(change.impact_ids)

    def test_looked_at_again(self):
        order = self._sell(10)
        change = self._change(order, self._less(order, 2))
        change.with_user(self.sales_user).action_collect_impact()
        before = change.impact_ids
        change.with_user(self.sales_user).action_collect_impact()
        self.assertEqual(change.impact_ids, before, "What is still true stays")
        made = self._productions(order, self.damper)
        made.qty_producing = 3
        row = before.filtered(lambda row: row.res_id == made.id and row.kind == "production")
        change.with_user(self.sales_user).action_collect_impact()
        self.assertFalse(row.exists())
        self.assertEqual(len(change.impact_ids), len(before))
        self.assertIn(3, change.impact_ids.mapped("quantity_done"))

    def test_nobody_writes_it(self):
        order = self._sell(10)
        change = self._change(order, self._less(order, 2))
        change._collect_impact()
        for user in (self.sales_user, self.manager):
            row = change.impact_ids[:1].with_user(user)
            self.assertTrue(row.sentence)
            with self.assertRaises(AccessError):
                row.sentence = "Nothing"
            with self.assertRaises(AccessError):
                row.unlink()
            with self.assertRaises(AccessError):
                row.create({"change_id": change.id, "kind": "order", "severity": "none"})
        with self.assertRaises(AccessError):
            change.impact_ids.with_user(self.stock_user).mapped("sentence")

    def test_queries_of_a_hundred_lines(self):
        # Some have parts of their own: each is a manufacturing order with one below it.
        products = [self.damper]
        for number in range(12):
            part = self._product(f"Rod {number}", self.mto | self.make)
            products.append(self._product(f"Damper {number}", self.mto | self.make))
            self._bom(part, {self.steel: 1})
            self._bom(products[-1], {part: 1})
        order = self._make_order(
            order_line=[
                Command.create(
                    {
                        "product_id": products[number % len(products)].id,
                        "product_uom_qty": 5,
                        "tax_ids": False,
                    }
                )
                for number in range(LINES)
            ],
        )
        order.action_confirm()
        change = self._change(order, {"kind": "cancel_order"})
        change._collect_impact()  # names of states are read once for all
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            change._collect_impact()
            self.env.flush_all()
        self.assertGreaterEqual(len(change.impact_ids), 3)
