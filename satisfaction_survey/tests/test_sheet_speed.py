from odoo.fields import Command

from .common_scores import ScoreCommon


class TestSheetSpeed(ScoreCommon):
    """Many answers at a time end as those Odoo marks done one by one, with fewer statements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mail.followers"].search(
            [("res_model", "=", "survey.survey"), ("res_id", "in", cls.surveys.ids)]
        ).unlink()

    def _by_odoo(self, audience, module, steps):
        """Answer like a contact on the web, through Odoo's own methods."""
        answer = audience.sudo().invitation_ids._start_answer(module.sudo(), "paper")
        for question, step in zip(self._scored(module.sudo().survey_id), steps, strict=True):
            if step != "":
                answer._save_lines(question, str(self._option(question, step).id))
        answer._mark_done()
        return answer

    def _state(self, answer):
        """What both have to have in common."""
        names = [
            "survey_id", "state", "test_entry", "satisfaction_status", "satisfaction_source",
            "satisfaction_module_id", "scoring_total", "scoring_percentage", "scoring_success",
            "predefined_question_ids",
        ]
        line_names = [
            "survey_id", "question_id", "question_sequence", "answer_type", "suggested_answer_id",
            "skipped", "answer_score", "answer_is_correct",
        ]
        self.assertTrue(answer.end_datetime)
        self.assertTrue(answer.start_datetime <= answer.end_datetime)
        values, lines = answer.read(names)[0], answer.user_input_line_ids.read(line_names)
        for row in (values, *lines):
            del row["id"]
        return values, lines

    def _followups(self, audience):
        found = self.env["satisfaction.followup"].search([("audience_id", "=", audience.id)])
        return [(one.kind, one.score, one.answer_ids.mapped("title")) for one in found]

    def test_same_as_marked_done(self):
        module = self.modules[1]
        steps = [5, 2, 4, None, 3, 1, 5, 5, 4]
        single = self._by_odoo(self.audiences[0], module, steps)
        batch = self.program._create_answers(
            [self._entry(audience, module, steps) for audience in self.audiences[1:]]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        for answer in batch:
            self.assertEqual(self._state(answer), self._state(single))
        invitations = self.audiences.sudo().invitation_ids
        self.assertEqual(invitations.mapped("state"), ["partly"] * 3)
        self.assertTrue(self._followups(self.audiences[0]))
        for audience in self.audiences[1:]:
            self.assertEqual(self._followups(audience), self._followups(self.audiences[0]))

    def test_questions_that_were_not_asked(self):
        """A question that only some are asked does not stay with the others."""
        module = self.modules[1]
        first, second = self._scored(self.surveys[1])[:2]
        second.triggering_answer_ids = [Command.set(self._option(first, 1).ids)]
        without, asked = self.program._create_answers(
            [
                self._entry(self.audiences[0], module, [5, "", 4]),
                self._entry(self.audiences[1], module, [1, 4, 4]),
            ]
        )
        self.assertNotIn(second, without.predefined_question_ids)
        self.assertIn(second, asked.predefined_question_ids)
        single = self._by_odoo(self.audiences[2], module, [5, "", 4, *[""] * 6])
        self.assertEqual(single.predefined_question_ids, without.predefined_question_ids)

    def test_statements_do_not_grow_with_the_answers(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Paper {number}", "is_company": True} for number in range(24)]
        )
        audiences = self._ask(self.program, customers)
        counts = []
        for some in (audiences[:4], audiences[4:]):
            entries = [self._entry(one, self.modules[1], [4] * 9) for one in some]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.program._create_answers(entries)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # Lines are stored a hundred at a time: twice as much for five times the answers is plenty.
        self.assertLessEqual(counts[1], counts[0] + 8, counts)
