from .common import MODULE


class SatisfactionTests:
    """What the demo shows of surveys; mixed into the test of the story."""

    def _programs(self, kind):
        return self.env["satisfaction.program"].search(
            [("company_id", "=", self.company.id), ("kind", "=", kind)], order="send_on"
        )

    def test_three_years_of_satisfaction(self):
        programs = self._programs("customer")[:-1]
        self.assertEqual(programs.mapped("state"), ["done", "done", "reported"])
        self.assertEqual(programs[1:].mapped("previous_id"), programs[:2])
        years = [program.send_on.year for program in programs]
        self.assertEqual(years, [years[0], years[0] + 1, years[0] + 2])
        scores = {key: [] for key in ("overall", "service", "quality")}
        for module in programs.module_ids.sorted(lambda module: module.program_id.send_on):
            scores[module.key].append(module.score)
        self.assertEqual(scores["overall"], sorted(scores["overall"]), "rises")
        self.assertLess(scores["service"][-1], 70)
        self.assertTrue(all(program.response_rate >= 70 for program in programs))
        self.assertFalse(programs[:2].followup_ids.filtered("is_open"))

    def test_service_fell_below_the_limit(self):
        program = self._programs("customer")[-2]
        followup = program.followup_ids.filtered(
            lambda f: f.kind == "eightd" and not f.audience_id and f.module_id
        )
        self.assertEqual(followup.module_id.key, "service")
        self.assertTrue(followup.eightd_id)
        self.assertEqual(followup.owner_id, self.env.ref(f"{MODULE}.user_service"))
        same = program.followup_ids.filtered(lambda f: f.audience_id and f.kind == "eightd")
        same._open_8d()
        self.assertEqual(same.filtered("module_id").eightd_id, followup.eightd_id)
        low = program.followup_ids.filtered(lambda f: f.kind == "low_answer")
        self.assertTrue(low.filtered("reply_sent_on"))
        self.assertTrue(all(f.contacted_at <= f.contact_due_at for f in low))
        self.assertIn("drop", program.followup_ids.mapped("kind"))
        self.assertEqual(program.review_ids.state, "held")

    def test_next_year_is_planned(self):
        """Those who bought are suggested, and nobody else's customers."""
        *_past, before, program = self._programs("customer")
        self.assertEqual((program.state, program.previous_id), ("draft", before))
        suggested = program.audience_ids.partner_id
        self.assertLessEqual(before.audience_ids.partner_id, suggested)
        self.assertEqual(suggested.company_id, self.company)
        self.assertTrue(program.sample_note)

    def test_employees_were_asked(self):
        program = self._programs("employee")
        self.assertEqual(program.state, "closed")
        shown = {group.name: group.is_hidden for group in program.employee_group_ids}
        self.assertEqual(len(shown), 3)
        self.assertEqual(sum(shown.values()), 2, "the office, and what would give it away")
        self.assertTrue(program.has_total)
        self.assertFalse(self.env["satisfaction.employee.answer"].sudo().search([]))
