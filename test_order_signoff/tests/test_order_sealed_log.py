from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOrderSealedLog(TransactionCase):
    """Entries are only added; the chain of each company is its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies = cls.env["res.company"].create([{"name": "One"}, {"name": "Two"}])
        cls.log = cls.env["test.order.log"]
        cls.one, cls.two = (
            cls.log.create([{"name": str(n), "company_id": company.id} for n in range(3)])
            for company in cls.companies
        )
        cls.user = new_test_user(cls.env, "sealed_user", "base.group_user")
        cls.env.flush_all()

    def _seal(self):
        self.env.flush_all()
        for company in self.companies:
            while self.log._seal_next(company, 2):
                pass

    def _check(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return [self.log._check_chain(company)[0] for company in self.companies]

    def test_chain_per_company(self):
        self._seal()
        for entries in (self.one, self.two):
            self.assertEqual(entries.mapped("sealed_seq"), [1, 2, 3])
            self.assertEqual(entries[1].previous_hash, entries[0].hash)
        self.assertNotEqual(self.one[0].hash, self.two[0].hash)
        self.assertEqual(self._check(), [False, False])
        self.env.cr.execute("UPDATE test_order_log SET name = 'x' WHERE id = %s", [self.two[1].id])
        good, broken = self._check()
        self.assertFalse(good)
        self.assertIn("No. 2", broken)

    def test_moved_to_another_company(self):
        self._seal()
        self.env.cr.execute(
            "UPDATE test_order_log SET company_id = %s, sealed_seq = 4 WHERE id = %s",
            [self.companies[1].id, self.one[2].id],
        )
        one, two = self._check()
        self.assertIn("No. 3 is missing", one)
        self.assertIn("No. 4", two)

    def test_late_remark(self):
        self._seal()
        self.one[0].with_user(self.user).write({"remark": "later"})
        self.assertFalse(self.one[0].late_seq)
        self.assertEqual(self._check(), [False, False])
        self._seal()
        self.assertEqual(self.one[0].late_seq, 4)
        self.assertEqual(self._check(), [False, False])
        with self.assertRaises(UserError):
            self.one[0].write({"remark": "even later"})
        self.env.cr.execute(
            "UPDATE test_order_log SET remark = 'x' WHERE id = %s", [self.one[0].id]
        )
        self.assertIn("was changed", self._check()[0])

    def test_remark_before_the_seal(self):
        self.one[1].write({"remark": "at once"})
        self._seal()
        self.assertEqual(self.one.mapped("sealed_seq"), [1, 2, 4])
        self.assertEqual(self.one[1].late_seq, 3)
        self.assertEqual(self._check(), [False, False])

    def test_rights_of_a_user_are_not_enough(self):
        """Even where the rights of the model are wide open."""
        entries = self.log.with_user(self.user)
        with self.assertRaises(UserError):
            entries.create({"name": "forged"})
        with self.assertRaises(UserError):
            entries.sudo().create({"name": "forged", "sealed_seq": 9})
        self.assertFalse(
            entries.with_context(default_sealed_seq=9).sudo().create({"name": "x"}).sealed_seq
        )
        for vals in ({"name": "x"}, {"sealed_seq": 0}, {"remark": "x", "hash": "y"}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.one.with_user(self.user).write(vals)
        with self.assertRaises(UserError):
            self.one.with_user(self.user).with_context(_force_unlink=True).unlink()

    def test_queries_do_not_grow(self):
        """Sealing a batch is a handful of statements, however large it is."""
        self.log.create(
            [{"name": str(n), "company_id": self.companies[0].id} for n in range(300)]
        )
        self._seal()
        self.log.create(
            [{"name": str(n), "company_id": self.companies[0].id} for n in range(300)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            self.assertEqual(self.log._seal_next(self.companies[0]), 300)
            self.env.flush_all()
