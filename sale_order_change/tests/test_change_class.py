from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeClass(ChangeCommon):
    def _class(self, order, **line):
        change = self._change(order, line)
        return change.proposed_class, change.class_reason

    def test_what_leaves_the_plan_is_minor(self):
        order = self._confirmed()
        address = self.env["res.partner"].create(
            {"name": "Dock 2", "parent_id": order.partner_id.id, "type": "delivery"}
        )
        for line in (
            {"kind": "price", "new_price": 9},
            {"kind": "address", "new_partner_shipping_id": address.id},
            {"kind": "packing", "new_text": "Two in a box"},
        ):
            self.assertEqual(self._class(order, **line)[0], "minor", line["kind"])

    def test_the_further_the_work_the_higher(self):
        order = self._strut_order(commitment_date="2026-12-18 08:00:00")
        self.company.order_notice_enabled = True
        order.action_confirm()
        productions = self._productions(order)
        self.assertEqual(set(productions.mapped("state")), {"draft"})
        less = {"kind": "quantity", "new_quantity": 5}
        more = {"kind": "quantity", "new_quantity": 15}
        later = {"kind": "date", "new_date": "2027-02-01"}
        sooner = {"kind": "date", "new_date": "2026-12-01"}
        text = {"kind": "specification", "new_text": "Black"}
        cancel = {"kind": "cancel_line"}
        for line, expected in (
            (less, "minor"),
            (more, "schedule"),
            (later, "minor"),
            (sooner, "schedule"),
            (text, "minor"),
            (cancel, "schedule"),
        ):
            self.assertEqual(self._class(order, **line)[0], expected, line)
        self.company.order_notice_enabled = False
        self._confirm_productions(order)
        for line in (less, more, later, sooner, text, cancel):
            found, reason = self._class(order, **line)
            self.assertEqual(found, "schedule", line)
        strut = self._productions(order).filtered(lambda mo: mo.product_id == self.strut)
        strut.qty_producing = 1
        for line, expected in (
            (less, "structural"),
            (more, "structural"),
            (later, "schedule"),
            (text, "structural"),
            (cancel, "structural"),
            ({"kind": "cancel_order"}, "structural"),
        ):
            found, reason = self._class(order, **line)
            self.assertEqual(found, expected, line)
        self.assertIn(strut.name, reason)

    def test_another_product_is_structural(self):
        order = self._confirmed()
        for line in (
            {"kind": "product", "new_product_id": self.products[0].id},
            {"kind": "add", "new_product_id": self.products[0].id, "new_quantity": 1},
            {"kind": "drawing", "new_text": "Rev. C"},
        ):
            self.assertEqual(self._class(order, **line)[0], "structural", line["kind"])

    def test_material_released_in_advance(self):
        self.company.order_notice_enabled = True
        order = self._confirmed()
        advance = self._released(order, {self.steel: 40})
        found, reason = self._class(order, kind="cancel_line")
        self.assertEqual(found, "structural")
        self.assertIn(advance.name, reason)

    def test_started_part_of_a_set(self):
        """A part that is being made counts for what it becomes a part of."""
        order = self._confirmed()
        tube = self._productions(order).filtered(lambda mo: mo.product_id == self.tube)
        tube.qty_producing = 2
        self.assertEqual(self._class(order, kind="quantity", new_quantity=5)[0], "structural")

    def test_highest_line_decides_and_edits_propose_anew(self):
        order = self._confirmed()
        change = self._change(
            order, {"kind": "price", "new_price": 9}, {"kind": "drawing", "new_text": "Rev. C"}
        )
        self.assertEqual(change.change_class, "structural")
        self.assertIn("drawing", change.class_reason.splitlines()[0])
        change.line_ids[1].unlink()
        self.assertEqual(change.change_class, "minor")
        change.line_ids.write({"kind": "quantity", "new_quantity": 4})
        self.assertEqual(change.change_class, "schedule")

    def _set(self, change, change_class, user, reason="Because"):
        self.env["sale.order.change.class"].with_user(user).create(
            {"change_id": change.id, "change_class": change_class, "reason": reason}
        ).action_set()

    def test_raised_by_anybody_lowered_by_managers(self):
        change = self._submitted(self._confirmed(), {"kind": "quantity", "new_quantity": 4})
        with self.assertRaises(AccessError):
            self._set(change, "minor", self.sales_user)
        with self.assertRaisesRegex(UserError, "why"):
            self._set(change, "structural", self.planner, " ")
        self._accept(change, "planning")
        self._set(change, "structural", self.planner, "New tool needed")
        self.assertEqual(change.class_changed_by_id, self.planner)
        self.assertIn("engineering", self._asked(change, "pending"))
        self.assertNotIn("planning", self._asked(change, "pending"), "its signature stays")
        self.assertNotIn("sales", self._asked(change))
        self.assertEqual(change.state, "review")
        with self.assertRaises(AccessError):
            self._set(change, "schedule", self.planner)
        self._set(change, "minor", self.manager, "Nothing cut yet")
        self.assertEqual(self._asked(change, "pending"), ["production", "sales"])

    def test_raised_class_survives_the_next_proposal(self):
        change = self._change(self._confirmed(), {"kind": "price", "new_price": 9})
        self._set(change, "structural", self.sales_user)
        change.line_ids.new_price = 8
        self.assertEqual(change.change_class, "structural")
        self._set(change, "minor", self.manager)
        change.line_ids.write({"kind": "drawing", "new_text": "Rev. C"})
        self.assertEqual(change.change_class, "structural", "set for less than it has become")
        self.assertFalse(change.class_changed_by_id)

    def test_lowered_class_is_for_what_was_asked_then(self):
        change = self._change(self._confirmed(), {"kind": "drawing", "new_text": "Rev. C"})
        self._set(change, "minor", self.manager, "A typing error")
        change.action_refresh()
        change.line_ids.sequence = 5
        self.assertEqual(change.change_class, "minor")
        change.line_ids.write({"kind": "product", "new_product_id": self.spring.id})
        self.assertEqual((change.proposed_class, change.change_class), ("structural",) * 2)
        self.assertFalse(change.class_changed_by_id)

    def test_query_budget(self):
        """The proposal looks into the shop once, not once for each line."""
        order = self._make_order(
            order_line=[
                Command.create({"product_id": self.strut.id, "product_uom_qty": 2})
                for _number in range(20)
            ]
        )
        order.action_confirm()

        def propose(count):
            change = self._change(
                order,
                *(
                    {"kind": "quantity", "new_quantity": 1, "order_line_id": line.id}
                    for line in order.order_line[:count]
                ),
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            change.sudo()._class_proposal()
            return self.env.cr.sql_log_count - before

        self.assertLess(propose(20), propose(2) + 8)
