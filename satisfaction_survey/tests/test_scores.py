from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import reaches
from .common_scores import ScoreCommon


class TestScores(ScoreCommon):
    """The formulas, against tables worked by hand."""

    def _scores(self, program=None):
        program = program or self.program
        rows = self.env["satisfaction.score"]._rows(program._result_source())
        return {row["user_input_id"]: row for row in rows}

    def _survey(self, *questions):
        """A questionnaire of its own as the only one of a new, running programme."""
        survey = self.env["survey.survey"].create(
            {
                "title": "Mixed",
                "survey_type": "survey",
                "question_and_page_ids": [
                    Command.create({"sequence": number, **values})
                    for number, values in enumerate(questions)
                ],
            }
        )
        program = (
            self.env["satisfaction.program"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Mixed",
                    "module_ids": [
                        Command.create({"name": "Mixed", "survey_id": survey.id, "weight": 100})
                    ],
                }
            )
        )
        audience = self._ask(program, self.customers[0])
        return program, audience, survey.question_ids

    def test_the_example_of_the_handbook(self):
        """88 / 76 / 92 with 40 / 30 / 30 make 35.2 + 22.8 + 27.6 = 85.6."""
        for module, score in zip(self.modules, (88, 76, 92), strict=True):
            self._answer_evenly(self.audiences[0], module, score)
        figures = self.program._figures()
        self.assertAlmostEqual(figures["total"], 85.6, 6)
        self.assertEqual(
            [round(figures["modules"][module.id]["score"], 6) for module in self.modules],
            [88, 76, 92],
        )
        self.program.action_close()
        self.assertAlmostEqual(self.program.total_score, 85.6, 6)
        self.assertAlmostEqual(self.audiences[0].total_score, 85.6, 1)
        self.assertEqual(self.audiences[0].band, "good")
        self.assertEqual(
            [
                round(c, 1)
                for c in self.program.result_ids.sorted("module_id").mapped("contribution")
            ],
            [35.2, 22.8, 27.6],
        )

    def test_weights_of_the_questions(self):
        """Weights 10 10 15 10 10 10 10 10 5 10, steps 5 4 3 2 1 5 5 5 5 5."""
        answer = self._answer(self.audiences[0], self.modules[0], (5, 4, 3, 2, 1, 5, 5, 5, 5, 5))
        # 10×100 + 10×80 + 15×60 + 10×40 + 10×20 + (10+10+10+5+10)×100 = 7,800
        row = self._scores()[answer.id]
        self.assertAlmostEqual(row["score"], 78, 6)
        self.assertEqual((row["satisfied_count"], row["answer_count"]), (7, 10))
        self.assertTrue(row["valid"])

    def test_what_does_not_apply_leaves_the_count(self):
        """The third question (15) does not apply: 6,900 of 85 instead of 7,800 of 100."""
        steps = (5, 4, None, 2, 1, 5, 5, 5, 5, 5)
        answer = self._answer(self.audiences[0], self.modules[0], steps)
        row = self._scores()[answer.id]
        self.assertAlmostEqual(row["score"], 6900 / 85, 6)
        self.assertAlmostEqual(row["answered_share"], 100, 6)
        # Four fifths do not apply, the rest is answered: still enough.
        other = self._answer(self.audiences[1], self.modules[0], (5, 5, *[None] * 8))
        self.assertAlmostEqual(self._scores()[other.id]["score"], 100, 6)
        none = self._answer(self.audiences[2], self.modules[0], [None] * 10)
        self.assertFalse(self._scores()[none.id]["valid"])

    def test_half_answered(self):
        """80 % of the weight has to be answered; below there is no score."""
        enough = self._answer(self.audiences[0], self.modules[0], (4, 4, 4, 4, 4, 4, 4, "", "", 4))
        self.assertAlmostEqual(self._scores()[enough.id]["answered_share"], 85, 6)
        self.assertTrue(self._scores()[enough.id]["valid"])
        half = self._answer(self.audiences[1], self.modules[0], (5, 5, 5, 5, 5, "", "", "", "", ""))
        row = self._scores()[half.id]
        self.assertAlmostEqual(row["answered_share"], 55, 6)
        self.assertFalse(row["valid"])
        self.assertIsNone(row["score"])
        exact = self._answer(self.audiences[2], self.modules[0], (5, 5, 5, 5, 5, 5, 5, 5, "", ""))
        # 85 of 100: the ninth (5) and tenth (10) are missing.
        self.assertAlmostEqual(self._scores()[exact.id]["answered_share"], 85, 6)
        self.assertEqual(self.program._figures()["valid"], 2)

    def test_exactly_the_share(self):
        """Exactly 80 % of the weight is enough."""
        answer = self._answer(self.audiences[0], self.modules[0], (5, 5, "", 5, 5, 5, 5, 5, "", 5))
        row = self._scores()[answer.id]
        self.assertAlmostEqual(row["answered_share"], 80, 6)
        self.assertTrue(row["valid"])

    def test_a_total_needs_all_questionnaires(self):
        for module in self.modules[:2]:
            self._answer_evenly(self.audiences[0], module, 80)
        self.assertIsNone(self.program._figures()["total"])
        row = self.program._customer_rows()[0]
        self.assertFalse(row["complete"])
        self.program.action_close()
        self.assertFalse(self.audiences[0].complete)
        self.assertFalse(self.audiences[0].band)
        self.assertFalse(self.program.has_total)

    def test_mean_or_by_sales(self):
        """100 and 60: the mean is 80, with sales of 1 and 3 it is 70."""
        self.audiences[0].sudo().revenue = 1000
        self.audiences[1].sudo().revenue = 3000
        for audience, score in zip(self.audiences, (100, 60), strict=False):
            for module in self.modules:
                self._answer_evenly(audience, module, score)
        self.assertAlmostEqual(self.program._figures()["total"], 80, 6)
        self.program.sudo().total_method = "revenue"
        self.assertAlmostEqual(self.program._figures()["total"], 70, 6)
        self.audiences.sudo().revenue = 0
        self.assertAlmostEqual(self.program._figures()["total"], 80, 6)

    def test_bands(self):
        names = [self.program._band(total) for total in (100, 95, 94.9, 85, 84.9, 70, 69.9, 0)]
        self.assertEqual(
            names, ["excellent", "excellent", "good", "good", "fair", "fair", "poor", "poor"]
        )

    def test_what_is_shown_decides(self):
        """84.96 stands everywhere as 85.0: it is not said to miss 85.0."""
        self.assertEqual([reaches(score, 85) for score in (84.96, 84.94, 85)], [True, False, True])
        self.assertEqual(self.program._band(84.96), "good")
        self.assertEqual(self.program._level(84.96, 85), "good")
        for module in self.modules:
            self._answer_evenly(self.audiences[0], module, 84)
        self.program.action_close()
        self.assertEqual(self.audiences[0].band, "fair")
        self.env.cr.execute(
            "UPDATE satisfaction_result SET score = 84.96 WHERE program_id = %s", [self.program.id]
        )
        self.program._freeze_customers()
        self.env.invalidate_all()
        self.assertEqual(self.audiences[0].band, "good")
        followups = self.env["satisfaction.followup"]
        self.program.sudo().total_target = 85
        self.assertFalse(followups._create_for_audiences(self.audiences[0]))

    def test_scale(self):
        """8 of 10 is 80 points; Odoo's own score says 0 %."""
        program, audience, questions = self._survey(
            {"title": "S", "question_type": "scale", "scale_min": 0, "scale_max": 10}
        )
        answer = self._answer(audience, program.module_ids, [], {questions[0]: [8]})
        self.assertAlmostEqual(self._scores(program)[answer.id]["score"], 80, 6)
        self.assertEqual(answer.scoring_percentage, 0)

    def test_scale_zero_is_an_answer(self):
        program, audience, questions = self._survey(
            {"title": "S", "question_type": "scale", "scale_min": 0, "scale_max": 10}
        )
        answer = self._answer(audience, program.module_ids, [], {questions[0]: [0]})
        row = self._scores(program)[answer.id]
        self.assertEqual(row["score"], 0)
        self.assertTrue(row["valid"])

    def test_matrix(self):
        """Two rows share the weight of the matrix; numbers as columns need no scores."""
        program, audience, questions = self._survey(
            {
                "title": "M",
                "question_type": "matrix",
                "satisfaction_weight": 30,
                "suggested_answer_ids": [
                    *(Command.create({"value": str(n), "sequence": n}) for n in range(1, 6)),
                    Command.create({"value": "N/A", "satisfaction_na": True, "sequence": 9}),
                ],
                "matrix_row_ids": [
                    Command.create({"value": "Fit"}),
                    Command.create({"value": "Finish"}),
                ],
            },
            {
                "title": "C",
                "question_type": "simple_choice",
                "satisfaction_weight": 10,
                "suggested_answer_ids": [
                    Command.create({"value": "Yes", "answer_score": 2}),
                    Command.create({"value": "No", "answer_score": 0}),
                ],
            },
        )
        columns = questions[0].suggested_answer_ids
        fit, finish = questions[0].matrix_row_ids
        entry = self._entry(audience, program.module_ids, [])
        none = self.env["survey.question.answer"]
        entry["answers"] = {
            (questions[0], fit): [columns[4]],
            (questions[0], finish): [columns[1]],
            (questions[1], none): [questions[1].suggested_answer_ids[0]],
        }
        answer = program._create_answers([entry])
        # (15×100 + 15×40 + 10×100) ÷ 40
        self.assertAlmostEqual(self._scores(program)[answer.id]["score"], 3100 / 40, 6)
        rows = program._question_rows()
        self.assertEqual([row["title"] for row in rows], ["M – Fit", "M – Finish", "C"])
        self.assertEqual([row["points"] for row in rows], [100, 40, 100])

    def test_several_choices(self):
        """Scores 1, 2 and 3 may be chosen together: 1 and 3 are 4 of 6."""
        program, audience, questions = self._survey(
            {
                "title": "Several",
                "question_type": "multiple_choice",
                "satisfaction_role": "score",
                "satisfaction_weight": 10,
                "suggested_answer_ids": [
                    Command.create({"value": str(n), "answer_score": n}) for n in (1, 2, 3)
                ],
            },
            {"title": "S", "question_type": "scale", "scale_min": 0, "scale_max": 10},
        )
        options = questions[0].suggested_answer_ids
        answer = self._answer(
            audience,
            program.module_ids,
            [],
            {questions[0]: [options[0], options[2]], questions[1]: [10]},
        )
        score = self._scores(program)[answer.id]["score"]
        self.assertAlmostEqual(score, (400 / 6 + 100) / 2, 6)

    def test_question_that_was_not_shown(self):
        """A conditional question nobody could see does not count as unanswered."""
        program, audience, questions = self._survey(
            {
                "title": "Was there a complaint?",
                "question_type": "simple_choice",
                "satisfaction_role": "none",
                "suggested_answer_ids": [
                    Command.create({"value": "Yes"}),
                    Command.create({"value": "No"}),
                ],
            },
            {"title": "A", "question_type": "scale", "scale_min": 0, "scale_max": 10},
            {"title": "B", "question_type": "scale", "scale_min": 0, "scale_max": 10},
        )
        questions[2].triggering_answer_ids = questions[0].suggested_answer_ids[0]
        answer = self._answer(
            audience,
            program.module_ids,
            [],
            {questions[0]: [questions[0].suggested_answer_ids[1]], questions[1]: [9]},
        )
        row = self._scores(program)[answer.id]
        self.assertAlmostEqual(row["answered_share"], 100, 6)
        self.assertAlmostEqual(row["score"], 90, 6)

    def test_recommendation(self):
        """9 and 10 minus 0 to 6: one of each and one in between is 0."""
        nps = self.surveys[0].question_ids.filtered(lambda q: q.satisfaction_role == "nps")
        for audience, number in zip(self.audiences, (10, 8, 6), strict=True):
            self._answer(audience, self.modules[0], [5] * 10, {nps: [number]})
        figures = self.program._figures()
        self.assertEqual((figures["nps"], figures["nps_count"]), (0, 3))
        self.assertEqual((figures["promoters"], figures["detractors"]), (1, 1))
        # Recommending is not part of the score.
        self.assertAlmostEqual(figures["modules"][self.modules[0].id]["score"], 100, 6)

    def test_satisfied_answers(self):
        self._answer(self.audiences[0], self.modules[0], (5, 4, 3, 2, 1, 5, 5, 5, 5, 5))
        figures = self.program._figures()
        self.assertAlmostEqual(figures["csat"], 70, 6)

    def test_importance(self):
        survey = self.surveys[0].sudo()
        price = self._scored(survey)[0]
        asked = self.env["survey.question"].create(
            {
                "survey_id": survey.id,
                "title": "How important is the price?",
                "question_type": "scale",
                "scale_min": 1,
                "scale_max": 5,
                "sequence": 90,
                "satisfaction_role": "importance",
                "satisfaction_question_id": price.id,
            }
        )
        self._answer(self.audiences[0], self.modules[0], (2, *[5] * 9), {asked: [5]})
        rows = self.program._question_rows()
        self.assertEqual((rows[0]["points"], rows[0]["importance"]), (40, 100))
        found, known = self.program._map_rows(rows)
        self.assertTrue(known)
        self.assertEqual([row["question_id"] for row in found], price.ids)

    def test_response_and_void_round(self):
        """Three customers were invited; who has answered in part is no response."""
        self.assertTrue(self.program._figures()["void"])
        for audience in self.audiences[:2]:
            for module in self.modules:
                self._answer_evenly(audience, module, 80)
        for module in self.modules[:2]:
            self._answer_evenly(self.audiences[2], module, 80)
        figures = self.program._figures()
        self.assertEqual((figures["issued"], figures["responded"], figures["valid"]), (3, 2, 8))
        self.assertAlmostEqual(figures["response_rate"], 66.6667, 3)
        self.assertTrue(figures["void"])
        self._answer_evenly(self.audiences[2], self.modules[2], 80)
        self.assertFalse(self.program._figures()["void"])
        self.program.action_close()
        self.assertFalse(self.program.is_void)

    def test_one_response_rate_everywhere(self):
        """Programme, results and print say the same; too little answered is no response."""
        for audience in self.audiences[:2]:
            for module in self.modules:
                self._answer_evenly(audience, module, 80)
        for module in self.modules[:2]:
            self._answer_evenly(self.audiences[2], module, 80)
        # One question of ten: everything is back, but not enough of it.
        self._answer(self.audiences[2], self.modules[2], (4,))
        self.env.flush_all()
        self.program.invalidate_recordset()
        self.assertEqual(self.program.issued_count, 3)
        self.assertEqual(self.program.responded_count, 2)
        self.assertEqual(self.program.response_rate, 66.7)
        self.assertIn("2 ÷ 3 = 66.7 %", self.program.page_response)
        self.program.action_close()
        # Who declines after the closing changes nothing any more.
        self.program.sudo().invitation_ids[:1]._decline()
        self.program.invalidate_recordset()
        self.assertEqual(self.program.responded_count, 2)
        self.assertEqual(self.program.response_rate, 66.7)

    def test_late_and_declined_answers(self):
        self._answer_evenly(self.audiences[0], self.modules[0], 80)
        declined = self._answer_evenly(self.audiences[1], self.modules[0], 40)
        declined.sudo().satisfaction_status = "opted_out"
        late = self._answer_evenly(self.audiences[2], self.modules[0], 40)
        late.sudo().satisfaction_status = "late"
        figures = self.program._figures()
        self.assertEqual(figures["returned"], 1)
        self.assertAlmostEqual(figures["modules"][self.modules[0].id]["score"], 80, 6)

    def test_frozen_at_closing(self):
        """Titles, weights and scores stay, whatever becomes of the questions."""
        answer = self._answer(self.audiences[0], self.modules[0], (5, 4, 3, 2, 1, 5, 5, 5, 5, 5))
        self.program.action_close()
        question = self._scored(self.surveys[0])[0]
        title = question.title
        question.write({"title": "Something else", "satisfaction_weight": 90})
        self._scored(self.surveys[0])[2].suggested_answer_ids.answer_score = 100
        answer.sudo().user_input_line_ids[:1].unlink()
        row = self._scores()[answer.id]
        self.assertAlmostEqual(row["score"], 78, 6)
        kept = self.program._question_rows()[0]
        self.assertEqual((kept["title"], kept["weight"], kept["points"]), (title, 10, 100))
        figures = self.program._figures()
        self.assertAlmostEqual(figures["modules"][self.modules[0].id]["score"], 78, 6)
        self.assertAlmostEqual(self.modules[0].score, 78, 1)

    def test_frozen_titles_in_all_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        question = self._scored(self.surveys[0])[0]
        question.with_context(lang="zh_CN").title = "价格"
        self._answer_evenly(self.audiences[0], self.modules[0], 80)
        self.program.action_close()
        kept = self.program.result_question_ids[0]
        self.assertEqual(kept.with_context(lang="zh_CN").title, "价格")
        self.assertEqual(kept.with_context(lang="en_US").title, "Price is in line with value")

    def test_nobody_enters_scores(self):
        self._answer_evenly(self.audiences[0], self.modules[0], 80)
        self.program.action_close()
        result = self.program.result_ids.with_user(self.officer)
        for work in (
            lambda: result.write({"score": 100}),
            lambda: result.unlink(),
            lambda: result.create({"program_id": self.program.id}),
            lambda: self.program.result_question_ids.with_user(self.officer).write({"points": 1}),
        ):
            with self.assertRaises(UserError):
                work()
        with self.assertRaises(UserError):
            self.program.write({"score_figures": {}})
        with self.assertRaises(UserError):
            self.audiences[0].with_user(self.officer).write({"total_score": 100})

    def test_low_answers(self):
        """An answer of two steps of five is low; three is not."""
        answer = self._answer(self.audiences[0], self.modules[0], (5, 4, 3, 2, 1, 5, 5, 5, 5, 5))
        low = self.program._low_answers(answer)
        questions = self._scored(self.surveys[0])
        self.assertEqual([row["question_id"] for row in low], questions[3:5].ids)
        self.assertEqual([row["points"] for row in low], [40, 20])
        self.assertEqual(low[0]["title"], questions[3].title)
        self.assertEqual(self.program._low_answers(), low)

    def test_trend_since_the_programme_before(self):
        for module in self.modules:
            self._answer_evenly(self.audiences[0], module, 92)
        self.program.action_close()
        now = self._new_program(name="Next", previous_id=self.program.id)
        audiences = self._ask(now, self.customers)
        for module, score in zip(now.module_ids.sorted("sequence"), (92, 84, 60), strict=True):
            self._answer_evenly(audiences[0], module, score)
        # Total 36.8 + 25.2 + 18 = 80
        years, series = now._trend_data()
        self.assertEqual(len(years), 2)
        self.assertEqual([round(value, 4) for value in series[0]["values"]], [92, 80])
        self.assertEqual([round(value, 4) for value in series[3]["values"]], [92, 60])

    def test_queries_do_not_grow_with_the_customers(self):
        """Closing costs the same number of statements for three customers and for thirty."""
        counts = []
        for number in (3, 30):
            partners = self.env["res.partner"].create(
                [{"name": f"Many {number} {n}", "is_company": True} for n in range(number)]
            )
            program = self._new_program(name=f"Many {number}")
            audiences = self._ask(program, partners)
            program._create_answers(
                [
                    self._entry(audience, module, [4] * 10)
                    for audience in audiences
                    for module in program.module_ids
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            program._freeze_scores()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(program.result_ids), 3 * number)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
