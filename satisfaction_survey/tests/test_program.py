from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import convert_file

from .common_program import ProgramCommon


class TestProgram(ProgramCommon):
    """What has to be there before customers are asked, and what stays afterwards."""

    def test_weights_make_100(self):
        self.program.module_ids[0].weight = 45
        with self.assertRaises(UserError) as refusal:
            self.program.action_prepare()
        self.assertIn("105", str(refusal.exception))
        self.assertEqual(self.program.state, "draft")
        self.program.module_ids[0].weight = 40
        self.program.action_prepare()
        self.assertEqual(self.program.state, "prepared")

    def test_weights_are_checked_again_at_sending(self):
        self.program.action_prepare()
        self.program.module_ids[0].weight = 30
        with self.assertRaises(UserError):
            self.program.action_send()
        self.assertEqual(self.program.state, "prepared")
        self.assertFalse(self.program.invitation_ids)

    def test_nobody_asked_is_refused(self):
        self.program.audience_ids.selected = False
        with self.assertRaises(UserError) as refusal:
            self.program.action_prepare()
        self.assertIn("asks nobody", str(refusal.exception))

    def test_questionnaire_without_weighted_question_is_refused(self):
        survey = self.env["survey.survey"].create({"title": "Only words"})
        self.env["survey.question"].create(
            {"title": "What?", "survey_id": survey.id, "question_type": "text_box"}
        )
        self.program.module_ids[0].survey_id = survey
        with self.assertRaises(UserError) as refusal:
            self.program.action_prepare()
        self.assertIn("nothing could be scored", str(refusal.exception))

    def test_state_is_kept_by_the_buttons(self):
        with self.assertRaises(UserError):
            self.program.state = "closed"
        with self.assertRaises(UserError):
            self.program.action_close()

    def test_figures_stay_once_sent(self):
        self._running()
        self.program.total_target = 90
        for values in ({"answered_share": 50}, {"date_to": "2030-01-01"}):
            with self.assertRaises(UserError):
                self.program.write(values)
        for change in (
            lambda: self.program.module_ids[0].write({"weight": 10}),
            lambda: self.program.module_ids[0].unlink(),
            lambda: self.program.write(
                {
                    "module_ids": [
                        Command.create({"name": "More", "survey_id": self.surveys[0].id})
                    ]
                }
            ),
        ):
            with self.assertRaises(UserError):
                change()
        self.program.action_close()
        with self.assertRaises(UserError):
            self.program.total_target = 80
        with self.assertRaises(UserError):
            self.program.module_ids[0].target = 80

    def test_sent_programme_is_kept(self):
        self._running()
        with self.assertRaises(UserError):
            self.program.unlink()
        with self.assertRaises(UserError):
            self.program.audience_ids.unlink()

    def test_cancel_needs_a_reason(self):
        action = self.program.action_cancel()
        self.assertEqual(action["res_model"], "order.reason")
        self.program._take_step("cancel", "Wrong year")
        self.assertEqual(self.program.state, "cancelled")

    def test_figures_come_from_the_settings(self):
        self.company.satisfaction_target = 77
        self.company.satisfaction_close_days = 20
        program = self._new_program(send_on="2027-06-01")
        self.assertEqual(program.total_target, 77)
        self.assertEqual(str(program.close_on), "2027-06-21")
        self.company.satisfaction_target = 88
        self.assertEqual(program.total_target, 77)

    def test_new_programme_starts_with_the_three_questionnaires(self):
        with Form(self.env["satisfaction.program"].with_user(self.officer)) as form:
            form.send_on = "2027-06-01"
        program = form.save()
        self.assertEqual(program.name, "Customer Satisfaction 2027")
        self.assertEqual(program.module_ids.mapped("weight"), [40, 30, 30])
        self.assertEqual(program.module_ids[1].team_id, self.team)
        self.assertEqual(str(program.date_from), "2026-06-01")
        self.assertEqual(str(program.date_to), "2027-05-31")

    def test_importance_is_asked(self):
        module = self.program.module_ids[1]
        module.action_ask_importance()
        asked = module.survey_id.question_ids.filtered(
            lambda question: question.satisfaction_role == "importance"
        )
        self.assertEqual(len(asked), 9)
        self.assertEqual(
            asked.satisfaction_question_id.mapped("title"), asked.mapped("title")
        )
        self.assertEqual(asked.page_id.title, "How important is it to you?")
        self.assertEqual(set(asked.mapped("question_type")), {"scale"})
        with self.assertRaises(UserError):
            module.action_ask_importance()

    def test_deleted_questions_stay_away(self):
        """Bringing the add-on up to date does not bring them back."""
        question = self.surveys[1].question_ids[0]
        name = question.get_external_id()[question.id]
        question.with_user(self.officer).unlink()
        convert_file(
            self.env, "satisfaction_survey", "data/survey_data.xml", {}, "update", noupdate=True
        )
        self.assertFalse(self.env.ref(name, raise_if_not_found=False))

    def test_question_weights_of_the_defaults_make_100(self):
        for survey in self.surveys:
            self.assertEqual(sum(survey.question_ids.mapped("satisfaction_weight")), 100)
            for question in survey.question_ids.filtered("satisfaction_weight"):
                answers = question.suggested_answer_ids.sorted("sequence")
                self.assertEqual(answers.mapped("answer_score"), [100, 80, 60, 40, 20, 0])
                self.assertEqual(answers.mapped("satisfaction_na"), [False] * 5 + [True])
