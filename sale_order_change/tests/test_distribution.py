from odoo.exceptions import AccessError, UserError

from .common import ChangeCommon


class TestDistribution(ChangeCommon):
    """Who got which revision of an order, and gave back the one before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed()
        cls.Copy = cls.env["sale.order.change.copy"]

    def _applied(self, price):
        change = self._approved(self.order, {"kind": "price", "new_price": price})
        change.action_apply()
        return change

    def _copy(self, change, function):
        copies = change.sudo().copy_ids.filtered(lambda copy: copy.team_id.function == function)
        return copies.with_user(self.signers[function])

    def test_revisions_are_given_out_and_taken_back(self):
        first = self._applied(12)
        self.assertEqual(first.revision, 1)
        functions = set(first.sudo().copy_ids.team_id.mapped("function"))
        self.assertIn("sales", functions)
        self.assertLessEqual(set(self._asked(first)), functions)
        self.assertEqual(set(first.sudo().copy_ids.mapped("state")), {"waiting"})
        copy = self._copy(first, "production")
        with self.assertRaises(AccessError):
            copy.with_user(self.signers["quality"]).action_receive()
        copy.action_receive()
        self.assertEqual(copy.state, "received")
        self.assertEqual(copy.received_by_id, self.signers["production"])
        with self.assertRaises(UserError):
            copy.action_withdraw()
        second = self._applied(13)
        self.env.invalidate_all()
        self.assertEqual(set(first.sudo().copy_ids.mapped("state")), {"withdraw"})
        self.assertEqual(set(second.sudo().copy_ids.mapped("state")), {"waiting"})
        self.assertLessEqual(
            first.sudo().copy_ids.team_id, second.sudo().copy_ids.team_id, "whoever has R1"
        )
        copy.action_withdraw()
        self.assertEqual(copy.state, "withdrawn")
        # Sales takes back the papers of all.
        (first.copy_ids - copy).with_user(self.sales_user).action_withdraw()
        self.assertEqual(set(first.sudo().copy_ids.mapped("state")), {"withdrawn"})
        self.assertEqual(second.distribution_ids, first.copy_ids | second.copy_ids)

    def test_guard_lets_signed_changes_through(self):
        self.company.order_change_guard = True
        line = self.order.order_line[:1]
        change = self._approved(self.order, {"kind": "quantity", "new_quantity": 12})
        change.action_apply()
        self.assertEqual(line.product_uom_qty, 12)
        with self.assertRaises(UserError):
            line.with_user(self.sales_user).product_uom_qty = 13
        self._approved(self.order, {"kind": "cancel_order"}).action_apply()
        self.assertEqual(self.order.state, "cancel")

    def test_departments_read_the_change(self):
        change = self._applied(12)
        team = self.env["order.team"].create(
            {"name": "Stores", "company_id": self.company.id, "function": "warehouse"}
        )
        other = self.signers["quality"]
        outsider = change.sudo().copy_ids.create(
            {"change_id": change.id, "order_id": self.order.id, "team_id": team.id, "revision": 1}
        )
        team.leader_id = other
        self.assertEqual(change.with_user(other).name, change.name)
        self.assertTrue(change.with_user(other).line_ids.mapped("new_value"))
        self.assertTrue(outsider.with_user(other).can_receive)

    def test_nobody_writes_receipts(self):
        copy = self._copy(self._applied(12), "sales")
        for call in (
            lambda: copy.write({"received_on": "2026-01-01 00:00:00"}),
            copy.unlink,
            lambda: copy.copy(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_reminder(self):
        change = self._applied(12)
        copies = change.sudo().copy_ids
        self.assertFalse(self.Copy.search(self.Copy._remind_domain()) & copies)
        copies.deadline = "2026-01-01 00:00:00"
        self.assertEqual(self.Copy.search(self.Copy._remind_domain()) & copies, copies)
        copies._remind()
        self.assertFalse(self.Copy.search(self.Copy._remind_domain()) & copies)

    def test_other_companies(self):
        copy = self._applied(12).sudo().copy_ids[:1]
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.signers["sales"]
        user.write({"company_ids": [(4, company.id)]})
        seen = copy.with_user(user).with_context(allowed_company_ids=company.ids)
        self.assertFalse(seen.search([("id", "=", copy.id)]))
