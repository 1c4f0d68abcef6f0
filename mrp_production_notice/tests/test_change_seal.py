from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeSeal(ChangeCommon):
    """Whoever changes the history behind Odoo's back is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order()
        for quantity in (11, 12, 13, 14, 15):
            cls.order.with_user(cls.planner).write({"product_qty": quantity})
            cls._end()
        cls.entries = cls.changes.search([("company_id", "=", cls.company.id)], order="id")
        cls._seal()
        cls.head = cls.env["order.sealed.log.head"]._get("mrp.production.change", cls.company)

    @classmethod
    def _seal(cls):
        cls.env.flush_all()
        while cls.changes._seal_next(cls.company, 2):
            pass

    def _sql(self, query, *parameters):
        self.env.flush_all()
        self.env.cr.execute(query, parameters)
        self.env.invalidate_all()

    def _number(self, entry):
        return entry.sealed_seq

    def _assert_broken(self, words):
        problem, entry, _count = self.changes._check_chain(self.company)
        self.assertIn(words, problem or "in order")
        return entry

    def _columns(self):
        self.env.cr.execute(
            "SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns"
            " WHERE table_name = 'mrp_production_change' AND column_name NOT IN"
            " ('id', 'sealed_seq', 'previous_hash', 'hash')"
        )
        return self.env.cr.fetchone()[0]

    def test_sealed(self):
        self.assertEqual(len(self.entries), 5)
        numbers = self.entries.mapped("sealed_seq")
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 5)))
        self.assertEqual(self.head.sealed_seq, numbers[-1])
        self.assertEqual(self.head.newest_hash, self.entries[-1].hash)
        self.assertEqual(self.changes._check_chain(self.company)[0], False)
        self.assertTrue(all(self.entries.mapped("is_sealed")))

    def test_new_entries_wait(self):
        self.order.with_user(self.planner).write({"product_qty": 20})
        self._end()
        newest = self._entries(self.order)[-1]
        self.assertFalse(newest.is_sealed)
        self.assertEqual(self.changes.search([("is_sealed", "=", False)]), newest)
        self.assertEqual(self.head.waiting_count, 1)
        self.assertEqual(self.changes._check_chain(self.company)[0], False)

    def test_value_changed(self):
        for column, value in (
            ("changed_at", "2020-01-01"),
            ("user_id", self.colleague.id),
            ("cascade_count", 99),
            ("automatic", True),
            ("kind", "dates"),
            ("values", '[{"field": "product_qty", "old": "10", "new": "10"}]'),
        ):
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self._sql(
                    f'UPDATE mrp_production_change SET "{column}" = %s WHERE id = %s',
                    value,
                    self.entries[2].id,
                )
                entry = self._assert_broken(
                    f"No. {self.entries[2].sealed_seq} ({self.entries[2].display_name}) was changed"
                )
                self.assertEqual(entry, self.entries[2])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_middle_deleted(self):
        number = self.entries[2].sealed_seq
        self._sql("DELETE FROM mrp_production_change WHERE id = %s", self.entries[2].id)
        self._assert_broken(f"Entry No. {number} is missing")

    def test_middle_deleted_and_renumbered(self):
        number = self.entries[2].sealed_seq
        self._sql("DELETE FROM mrp_production_change WHERE id = %s", self.entries[2].id)
        for entry in self.entries[3:]:
            self._sql(
                "UPDATE mrp_production_change SET sealed_seq = sealed_seq - 1 WHERE id = %s",
                entry.id,
            )
        self._assert_broken(f"Entry No. {number} is missing")

    def test_tail_deleted(self):
        number = self.entries[3].sealed_seq
        self._sql(
            "DELETE FROM mrp_production_change WHERE id IN %s", tuple(self.entries[3:].ids)
        )
        self._assert_broken(f"Entries No. {number} to No. {number + 1} are missing")

    def test_all_deleted(self):
        self._sql("DELETE FROM mrp_production_change WHERE company_id = %s", self.company.id)
        self._assert_broken("missing")

    def test_unsealed_again(self):
        self._sql(
            "UPDATE mrp_production_change SET sealed_seq = NULL WHERE id = %s", self.entries[2].id
        )
        self._assert_broken("is missing")

    def test_inserted_with_a_number_twice(self):
        columns = self._columns()
        self._sql("DROP INDEX mrp_production_change_sealed_seq_unique")
        self._sql(
            f"INSERT INTO mrp_production_change ({columns}, sealed_seq, previous_hash, hash)"
            f" SELECT {columns}, sealed_seq, previous_hash, 'forged'"
            " FROM mrp_production_change WHERE id = %s RETURNING id",
            self.entries[2].id,
        )
        self._assert_broken(f"No. {self.entries[2].sealed_seq} ")
        problem, entry, _count = self.changes._check_chain(self.company)
        self.assertIn("was inserted", problem)
        self.assertNotIn(entry, self.entries)

    def test_inserted_between_with_a_right_hash(self):
        """Forged with knowledge of the method, the later ones moved up."""
        after = self.entries[2]
        number = after.sealed_seq
        for entry in reversed(self.entries[2:]):
            self._sql(
                "UPDATE mrp_production_change SET sealed_seq = sealed_seq + 1 WHERE id = %s",
                entry.id,
            )
        columns = self._columns()
        self._sql(
            f"INSERT INTO mrp_production_change ({columns}, sealed_seq, previous_hash)"
            f" SELECT {columns}, %s, previous_hash FROM mrp_production_change WHERE id = %s"
            " RETURNING id",
            number,
            after.id,
        )
        forged = self.changes.search([("sealed_seq", "=", number)])
        value = self.changes._seal_hash(
            self.company.id,
            number,
            forged.previous_hash,
            "",
            forged.id,
            forged._seal_values()[forged.id],
        )
        self._sql("UPDATE mrp_production_change SET hash = %s WHERE id = %s", value, forged.id)
        entry = self._assert_broken("was inserted")
        self.assertEqual(entry, forged)

    def test_appended_with_a_right_hash(self):
        last = self.entries[-1]
        columns = self._columns()
        self._sql(
            f"INSERT INTO mrp_production_change ({columns}, sealed_seq, previous_hash)"
            f" SELECT {columns}, %s, %s FROM mrp_production_change WHERE id = %s",
            last.sealed_seq + 1,
            last.hash,
            last.id,
        )
        forged = self.changes.search([("sealed_seq", "=", last.sealed_seq + 1)])
        value = self.changes._seal_hash(
            self.company.id,
            forged.sealed_seq,
            forged.previous_hash,
            "",
            forged.id,
            forged._seal_values()[forged.id],
        )
        self._sql("UPDATE mrp_production_change SET hash = %s WHERE id = %s", value, forged.id)
        self._assert_broken("was inserted")

    def test_swapped(self):
        one, two = self.entries[1:3]
        first, second = one.sealed_seq, two.sealed_seq
        self._sql("UPDATE mrp_production_change SET sealed_seq = -1 WHERE id = %s", one.id)
        self._sql(
            "UPDATE mrp_production_change SET sealed_seq = %s WHERE id = %s", first, two.id
        )
        self._sql(
            "UPDATE mrp_production_change SET sealed_seq = %s WHERE id = %s", second, one.id
        )
        entry = self._assert_broken(f"was moved: it was sealed as No. {second}")
        self.assertEqual(entry, two)

    def test_reason_is_sealed_too(self):
        self.entries[0].with_user(self.planner).write({"reason": "ordered more"})
        self._seal()
        self.assertEqual(self.entries[0].late_seq, self.head.sealed_seq)
        self.assertFalse(self.changes._check_chain(self.company)[0])
        with self.env.cr.savepoint() as savepoint:
            self._sql(
                "UPDATE mrp_production_change SET reason = 'nothing' WHERE id = %s",
                self.entries[0].id,
            )
            self._assert_broken("was changed")
            savepoint.rollback()
            self.env.invalidate_all()
        self._sql(
            "UPDATE mrp_production_change SET reason = NULL, late_seq = NULL, late_hash = NULL"
            " WHERE id = %s",
            self.entries[0].id,
        )
        self._assert_broken("is missing")

    def test_button_and_activity(self):
        head = self.head.with_user(self.manager)
        self.assertEqual(head.action_check()["params"]["type"], "success")
        self.assertEqual(head.check_state, "ok")
        self._sql("DELETE FROM mrp_production_change WHERE id = %s", self.entries[2].id)
        notification = head.action_check()["params"]
        self.assertEqual(notification["type"], "danger")
        self.assertIn("is missing", notification["message"])
        self.assertEqual(head.check_state, "broken")
        mine = self.head.activity_ids.filtered(lambda a: a.user_id == self.manager)
        self.assertEqual(len(mine), 1)
        self.head._check()
        self.assertEqual(
            len(self.head.activity_ids.filtered(lambda a: a.user_id == self.manager)), 1
        )

    def test_schedule(self):
        self.order.with_user(self.planner).write({"product_qty": 20})
        self._end()
        with self.enter_registry_test_mode():
            self.env.ref(
                "order_signoff.ir_cron_order_sealed_log_seal"
            ).method_direct_trigger()
            self._sql("DELETE FROM mrp_production_change WHERE id = %s", self.entries[2].id)
            self.env.ref(
                "order_signoff.ir_cron_order_sealed_log_check"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self._entries(self.order)[-1].is_sealed)
        self.assertEqual(self.head.check_state, "broken")

    def test_only_managers_check(self):
        with self.assertRaises(AccessError):
            self.head.with_user(self.planner).action_check()
        with self.assertRaises(AccessError):
            self.head.with_user(self.reader).read(["sealed_seq"])
        with self.assertRaises(UserError):
            self.head.with_user(self.manager).write({"sealed_seq": 0})

    def test_nobody_writes(self):
        entry = self.entries[0]
        for user in (self.planner, self.manager, self.env.user):
            with self.subTest(user.login), self.assertRaises(UserError):
                entry.with_user(user).write({"cascade_count": 7})
        with self.assertRaises(UserError):
            entry.sudo().write({"hash": "x"})
        with self.assertRaises(UserError):
            entry.with_user(self.manager).sudo().with_context(_force_unlink=True).unlink()
        with self.assertRaises(UserError):
            self.head.sudo().unlink()
