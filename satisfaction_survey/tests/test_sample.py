from unittest.mock import patch

from .common_program import ProgramCommon


class TestSample(ProgramCommon):
    """Whom the programme suggests to ask, and how it says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.partner"].create(
            [
                {"name": f"Buyer {number:03}", "is_company": True, "email": f"b{number}@x.example"}
                for number in range(200)
            ]
        )

    def _suggest(self, partners, revenue=None, complaining=(), new=(), **values):
        program = self._new_program(audience_domain=f"[('id', 'in', {partners.ids})]", **values)
        Program = self.env.registry["satisfaction.program"]
        with (
            patch.object(Program, "_audience_revenue", lambda self, p: revenue or {}),
            patch.object(Program, "_audience_complaining", lambda self, p: set(complaining)),
            patch.object(Program, "_audience_new", lambda self, p: set(new)),
        ):
            program.action_suggest_audience()
        return program

    def test_few_customers_are_all_asked(self):
        program = self._suggest(self.many[:30])
        self.assertEqual(program.selected_count, 30)
        self.assertIn("all are asked", program.sample_note)

    def test_formula(self):
        """n0 = 1.96² × 0.25 / e²; n = n0 / (1 + (n0 − 1) / N), worked by hand."""
        self.assertAlmostEqual(self.program._sample_base(), 96.04)
        # 96.04 / (1 + 95.04 / 200) = 65.1
        self.assertEqual(self.program._sample_size(200), 66)
        # 98 × √(134 / (66 × 199)) = 9.90; of 66 asked 70 % answer: 98 × √(154 / (46 × 199)) = 12.71
        self.assertAlmostEqual(self.program._sample_error(66, 200), 9.90, 2)
        self.assertAlmostEqual(self.program._sample_error(46, 200), 12.71, 2)
        self.company.satisfaction_sample_error = 5
        self.assertAlmostEqual(self.program._sample_base(), 384.16)
        # 384.16 / (1 + 383.16 / 1000) = 277.7
        self.assertEqual(self.program._sample_size(1000), 278)

    def test_classes_by_sales(self):
        """Sales 600, 250, 100, 50: the first two pass 80 %, the third passes 95 % (hand-worked)."""
        partners = self.many[:4]
        revenue = dict(zip(partners.ids, (600, 250, 100, 50), strict=True))
        program = self._suggest(partners, revenue)
        by_partner = {row.partner_id: row.customer_class for row in program.audience_ids}
        self.assertEqual([by_partner[partner] for partner in partners], ["a", "a", "b", "c"])
        self.assertEqual(program.audience_ids[0].revenue, 600)

    def test_strata(self):
        # 10 customers make 80 % of sales, 20 the next 15 %, 170 the rest.
        revenue = {partner.id: 800.0 for partner in self.many[:10]}
        revenue |= {partner.id: 75.0 for partner in self.many[10:30]}
        revenue |= {partner.id: 500 / 170 for partner in self.many[30:]}
        complaining = self.many[150:153].ids
        new = self.many[160:162].ids
        program = self._suggest(self.many, revenue, complaining, new)
        chosen = program.audience_ids.filtered("selected")
        self.assertEqual(len(chosen.filtered(lambda r: r.customer_class == "a")), 10)
        self.assertGreaterEqual(len(chosen.filtered(lambda r: r.customer_class == "b")), 10)
        self.assertGreaterEqual(len(chosen.filtered(lambda r: r.customer_class == "c")), 34)
        self.assertLessEqual(set(complaining) | set(new), set(chosen.partner_id.ids))
        self.assertGreaterEqual(len(chosen), 66)
        for part in ("N = 200", "n0 = 1.96² × 0.25 / e² = 96.0", "= 66", "If 70 % of those"):
            self.assertIn(part, program.sample_note)

    def test_same_lots_when_suggested_again(self):
        program = self._suggest(self.many)
        before = program.audience_ids.filtered("selected").partner_id
        program.action_suggest_audience()
        self.assertEqual(program.audience_ids.filtered("selected").partner_id, before)
        self.assertEqual(program.audience_count, 200)

    def test_who_declined_is_not_chosen(self):
        self.customers[0].satisfaction_opt_out = True
        program = self._suggest(self.customers)
        row = program.audience_ids.filtered(lambda r: r.partner_id == self.customers[0])
        self.assertFalse(row.selected)
        self.assertEqual(row.state, "opted_out")

    def test_contacts(self):
        company = self.env["res.partner"].create({"name": "No Mail Ltd", "is_company": True})
        self.env["res.partner"].create(
            [
                {"name": "Silent", "parent_id": company.id},
                {"name": "Reachable", "parent_id": company.id, "email": "r@x.example"},
            ]
        )
        program = self._suggest(company | self.customers[1])
        contacts = {row.partner_id: row.contact_id.name for row in program.audience_ids}
        self.assertEqual(contacts, {company: "Reachable", self.customers[1]: "Customer 2"})

    def test_queries_do_not_grow_with_customers(self):
        few = self._new_program(audience_domain=f"[('id', 'in', {self.many[:100].ids})]")
        all_of_them = self._new_program(audience_domain=f"[('id', 'in', {self.many.ids})]")
        self.env.flush_all()

        def queries(program):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            program.action_suggest_audience()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        queries(few)
        few.audience_ids.unlink()
        first, second = queries(few), queries(all_of_them)
        # One more statement per 100 rows that are inserted, no more.
        self.assertLessEqual(second, first + 8)
