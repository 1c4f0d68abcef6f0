from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common_program import ProgramCommon


class TestAnswer(ProgramCommon):
    """Which answers count: once, in time, of those who take part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._running()
        cls.invitation = cls._invitation()
        cls.overall, cls.service, cls.quality = cls.program.sudo().module_ids

    def test_counted(self):
        answer = self._answer(self.invitation, self.overall)
        self.assertEqual(answer.satisfaction_status, "counted")
        self.assertEqual(answer.satisfaction_source, "web")
        self.assertEqual(answer.partner_id, self.customers[0])
        self.assertEqual(self.invitation.state, "partly")
        self.assertEqual(self.invitation.audience_id.state, "partly")
        self._answer(self.invitation, self.service, self.quality)
        self.assertEqual(self.invitation.audience_id.state, "answered")
        self.assertEqual(self.program.answered_count, 1)
        self.assertEqual(self.program.response_rate, 33.3)
        self.assertFalse(self.program.response_met)

    def test_half_answered_is_no_answer(self):
        answer = self._answer(self.invitation, self.overall, done=False)
        self.assertEqual(answer.state, "in_progress")
        self.assertFalse(answer.satisfaction_status)
        self.assertEqual(self.invitation.state, "sent")

    def test_double(self):
        answer = self._answer(self.invitation, self.overall)
        # Opened again, it is the same answer, and it is done.
        self.assertEqual(self.invitation._start_answer(self.overall), answer)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.env["survey.user_input"].sudo().create(self.invitation._answer_values(self.overall))
            self.env.flush_all()

    def test_late(self):
        answer = self._answer(self.invitation, self.overall, done=False)
        self.program.action_close()
        answer._mark_done()
        self.assertEqual(answer.satisfaction_status, "late")
        self.assertEqual(self.invitation.state, "sent")
        with self.assertRaises(UserError):
            self.invitation._start_answer(self.service)

    def test_decline(self):
        answer = self._answer(self.invitation, self.overall)
        self.invitation._decline()
        self.assertEqual(answer.satisfaction_status, "opted_out")
        self.assertEqual(self.invitation.audience_id.state, "opted_out")
        self.assertTrue(self.customers[0].satisfaction_opt_out)
        self.assertEqual(self.program.declined_count, 1)
        with self.assertRaises(UserError):
            self.invitation._start_answer(self.service)
        self.invitation._take_part_again()
        self.assertEqual(answer.satisfaction_status, "counted")
        self.assertEqual(self.invitation.state, "partly")

    def test_declined_while_answering(self):
        answer = self._answer(self.invitation, self.overall, done=False)
        self.invitation._decline()
        answer._mark_done()
        self.assertEqual(answer.satisfaction_status, "opted_out")

    def test_who_declined_is_not_asked_next_time(self):
        self.invitation._decline()
        following = self.program._next_program()
        following.action_suggest_audience()
        following.action_prepare()
        following.action_send()
        self.assertFalse(self._invitation(program=following))

    def test_links_of_an_answer_are_kept_by_the_system(self):
        answer = self._answer(self.invitation, self.overall)
        with self.assertRaises(UserError):
            answer.with_user(self.officer).satisfaction_status = "late"
        with self.assertRaises(UserError):
            self.env["survey.user_input"].with_user(self.officer).create(
                {
                    "survey_id": self.surveys[0].id,
                    "satisfaction_invitation_id": self._invitation(self.customers[1]).id,
                }
            )
        with self.assertRaises(UserError):
            answer.with_user(self.officer).unlink()

    def test_other_answers_of_the_survey_do_not_count(self):
        """A link of Odoo's own, without invitation, is no answer to the programme."""
        answer = self.surveys[0].sudo()._create_answer(partner=self.customers[0])
        answer._mark_done()
        self.assertFalse(answer.satisfaction_status)
        self.assertEqual(self.invitation.state, "sent")

    def _entry(self, source="paper"):
        action = self.invitation.with_user(self.officer).action_enter_answers()
        return Form(
            self.env["satisfaction.entry"]
            .with_user(self.officer)
            .with_context(**{**action["context"], "default_source": source})
        )

    def test_entered_from_paper(self):
        form = self._entry()
        self.assertEqual(form.module_id, self.overall)
        for index in range(10):
            with form.line_ids.edit(index) as line:
                line.choice_id = line.question_id.suggested_answer_ids.sorted("sequence")[1]
        with form.line_ids.edit(10) as line:
            self.assertEqual(line.question_type, "scale")
            line.scale = "9"
        with form.line_ids.edit(11) as line:
            line.text = "Punctual"
        following = form.save().action_enter()
        answer = self.invitation.user_input_ids
        self.assertEqual(answer.satisfaction_source, "paper")
        self.assertEqual(answer.satisfaction_status, "counted")
        lines = answer.user_input_line_ids
        self.assertEqual(sum(lines.mapped("suggested_answer_id.answer_score")), 800)
        self.assertEqual(lines.filtered("value_scale").value_scale, 9)
        self.assertEqual(lines.filtered("value_text_box").value_text_box, "Punctual")
        # The form for the next questionnaire follows.
        self.assertEqual(following["res_model"], "satisfaction.entry")

    def test_entered_nonsense_is_refused(self):
        entry = self._entry().save()
        for nonsense in ("eleven", "11", "-1", "9.5"):
            entry.line_ids[10].scale = nonsense
            with self.assertRaises(UserError):
                entry.action_enter()
        self.assertFalse(self.invitation.user_input_ids.filtered(lambda a: a.state == "done"))

    def test_paper_after_web_is_refused(self):
        entry = self._entry().save()
        self._answer(self.invitation, self.overall)
        entry.line_ids[0].choice_id = entry.line_ids[0].question_id.suggested_answer_ids[0]
        with self.assertRaises(UserError):
            entry.action_enter()

    def test_paper_replaces_what_was_only_begun(self):
        self._answer(self.invitation, self.overall, step=1, done=False)
        entry = self._entry().save()
        entry.line_ids[0].choice_id = entry.line_ids[0].question_id.suggested_answer_ids[0]
        entry.action_enter()
        lines = self.invitation.user_input_ids.user_input_line_ids.filtered("suggested_answer_id")
        self.assertEqual(lines.suggested_answer_id.answer_score, 100)

    def test_what_was_not_asked_is_not_entered(self):
        """Whoever did not give the answer that opens a question leaves it empty on paper, too."""
        survey = self.surveys[0]
        survey.users_can_go_back = False
        first, second = survey.question_ids[:2]
        second.constr_mandatory = True
        second.triggering_answer_ids = first.suggested_answer_ids[-2]
        form = self._entry()
        with form.line_ids.edit(0) as line:
            line.choice_id = first.suggested_answer_ids[-2]
        entry = form.save()
        with self.assertRaisesRegex(UserError, "requires an answer"), self.cr.savepoint():
            entry.action_enter()
        entry.line_ids[0].choice_id = first.suggested_answer_ids[0]
        entry.action_enter()
        self.assertEqual(self.invitation.user_input_ids.state, "done")
