from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeSecurity(ChangeCommon):
    """Who reads, who explains, who is asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order()
        cls.order.with_user(cls.planner).write({"product_qty": 11})
        cls._end()
        cls.entry = cls.changes.search([("production_id", "=", cls.order.id)])

    def test_reading(self):
        for user in (self.planner, self.colleague, self.reader, self.manager):
            with self.subTest(user.login):
                self.assertEqual(self.entry.with_user(user).new_value, "11 Units")
        for user in (self.storekeeper, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.entry.with_user(user).read(["values"])

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "change_stranger",
            "mrp.group_mrp_user,order_signoff.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self.changes.with_user(stranger).search([]) & self.entry)
        with self.assertRaises(AccessError):
            self.entry.with_user(stranger).read(["values"])

    def test_nobody_adds_or_deletes(self):
        vals = {
            "production_id": self.order.id,
            "production_name": "x",
            "company_id": self.company.id,
            "user_id": self.planner.id,
            "changed_at": fields.Datetime.now(),
            "kind": "quantity",
        }
        for user in (self.planner, self.manager):
            with self.subTest(user.login):
                with self.assertRaises(UserError):
                    self.changes.with_user(user).create(vals)
                with self.assertRaises(UserError):
                    self.entry.with_user(user).unlink()
                with self.assertRaises(UserError):
                    self.entry.with_user(user).copy()

    def test_inventory_user_works(self):
        """Nobody needs a right of ours to work while the history is kept."""
        move = self.order.move_raw_ids[0]
        move.with_user(self.storekeeper).write({"product_uom_qty": 70})
        self.order.with_user(self.storekeeper).read(["change_count", "change_unexplained_count"])
        self._end()
        entry = self._entries(self.order)[-1]
        self.assertEqual((entry.kind, entry.user_id), ("components", self.storekeeper))
        entry.with_user(self.storekeeper).write({"reason": "one was broken"})

    def test_reason_once(self):
        with self.assertRaises(AccessError):
            self.entry.with_user(self.colleague).write({"reason": "x"})
        with self.assertRaises(AccessError):
            self.entry.with_user(self.reader).write({"reason": "x"})
        with self.assertRaises(UserError):
            self.entry.with_user(self.planner).write({"reason": "  "})
        with self.assertRaises(UserError):
            self.entry.with_user(self.planner).write({"reason": "x", "cascade_count": 3})
        with self.assertRaises(UserError):
            self.entry.with_user(self.planner).write({"reason_by_id": self.colleague.id})
        self.entry.with_user(self.planner).write({"reason": "ordered more"})
        self.assertEqual(self.entry.reason_by_id, self.planner)
        self.assertTrue(self.entry.reason_at)
        for user in (self.planner, self.manager):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.entry.with_user(user).write({"reason": "something else"})

    def test_manager_explains(self):
        self.entry.with_user(self.manager).write({"reason": "asked him"})
        self.assertEqual(self.entry.reason_by_id, self.manager)

    def test_dialog_for_all(self):
        as_planner = self.order.with_user(self.planner)
        as_planner.write({"user_id": self.colleague.id})
        self._end()
        as_planner.invalidate_recordset()
        self.assertEqual(as_planner.change_unexplained_count, 2)
        self.assertEqual(self.order.with_user(self.colleague).change_unexplained_count, 0)
        action = as_planner.action_explain_changes()
        dialog = self.env["mrp.production.change.reason"].with_user(self.planner)
        dialog.with_context(**action["context"]).create({"reason": "replanned"}).action_save()
        self.assertEqual(set(self._entries(self.order).mapped("reason")), {"replanned"})
        as_planner.invalidate_recordset()
        self.assertEqual(as_planner.change_unexplained_count, 0)
        with self.assertRaises(UserError):
            as_planner.action_explain_changes()

    def test_asked_after_a_day(self):
        digest = self.env["order.digest"]
        ask = self.changes._cron_ask_reasons
        mine = [("user_id", "=", self.planner.id), ("topic", "=", "production_change")]
        ask()
        self.assertFalse(digest.search(mine))
        self.company.order_history_reason_days = 0
        self.order.sudo().write({"product_qty": 30})  # automatic: nobody is asked
        self._end()
        with self.subTest("due"):
            ask()
            line = digest.search(mine)
            self.assertEqual(line.total, 1)
            self.assertEqual(line.lines[0]["url"], f"/odoo/mo-changes/{self.entry.id}")
        line.unlink()
        self.entry.with_user(self.planner).write({"reason": "ordered more"})
        ask()
        self.assertFalse(digest.search(mine))

    def test_due(self):
        self.assertEqual(self.entry.deadline, self.entry.changed_at + timedelta(days=1))
        self.entry.with_user(self.planner).write({"reason": "ordered more"})
        self.assertFalse(self.entry.deadline)
