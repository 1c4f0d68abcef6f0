from odoo.exceptions import UserError
from odoo.fields import Command

from .common_program import ProgramCommon


class TestKept(ProgramCommon):
    """What was sent stays: the period, the questions, the customers and their answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._running()
        cls.rows = cls.program.audience_ids
        cls.question = (
            cls.surveys[0]
            .question_ids.filtered("satisfaction_weight")[0]
            .with_user(cls.officer)
        )

    def _refused(self, text, *changes):
        for number, change in enumerate(changes):
            with self.subTest(number=number), self.assertRaises(UserError) as refusal:
                change()
            self.assertIn(text, str(refusal.exception))

    def test_the_period(self):
        before = self.program.date_from
        self._refused("measured with", lambda: self.program.write({"send_on": "2030-06-01"}))
        self.assertEqual(self.program.date_from, before)
        self.program.previous_id = False
        self.program.action_close()
        self._refused("measured with", lambda: self.program.write({"previous_id": False}))

    def test_what_answers_are_worth(self):
        question, choice = self.question, self.question.suggested_answer_ids[0]
        new = {"survey_id": question.survey_id.id, "title": "More", "question_type": "text_box"}
        draft = self._new_program()
        self._refused(
            "Customers are asked “Overall",
            lambda: question.write({"satisfaction_weight": 50}),
            lambda: question.write({"satisfaction_role": "none"}),
            lambda: choice.write({"answer_score": 1}),
            lambda: choice.write({"satisfaction_na": True}),
            lambda: choice.copy(),
            lambda: choice.unlink(),
            lambda: question.unlink(),
            lambda: question.create(new),
            # Next year's programme asks the same questions.
            lambda: draft.module_ids[0].action_ask_importance(),
        )
        # Words are free, and so are other surveys.
        question.title = "Overall, how satisfied are you?"
        copy = question.survey_id.copy()
        copy.question_ids.filtered("satisfaction_weight")[0].satisfaction_weight = 50
        self.program.action_close()
        question.satisfaction_weight = 50

    def test_customers(self):
        row = self.rows[0]
        stranger = self.env["res.partner"].create({"name": "Later", "is_company": True})
        self._refused(
            "was sent",
            lambda: row.write({"revenue": 1}),
            lambda: row.write({"customer_class": "a"}),
        )
        self._refused("was invited", lambda: row.write({"partner_id": stranger.id}))
        added = row.create({"program_id": self.program.id, "partner_id": stranger.id})
        added.selected = False
        self.program.action_close()
        self._refused(
            "was sent",
            lambda: added.write({"selected": True}),
            lambda: added.write({"program_id": self._new_program().id}),
            lambda: row.create({"program_id": self.program.id, "partner_id": self.contact.id}),
        )

    def test_answers(self):
        answer = self._answer(self._invitation(), self.program.sudo().module_ids[0])
        answer = answer.with_user(self.officer)
        self._refused(
            "kept with its result",
            lambda: answer.write({"test_entry": True}),
            lambda: answer.write({"state": "in_progress"}),
        )
        self.officer.group_ids = [Command.link(self.env.ref("survey.group_survey_manager").id)]
        line = answer.user_input_line_ids[0]
        question = line.question_id
        values = {
            "question_id": question.id,
            "answer_type": "suggestion",
            "suggested_answer_id": question.suggested_answer_ids[0].id,
        }
        other = answer.create({"survey_id": answer.survey_id.id})
        elsewhere = line.create({"user_input_id": other.id, **values})
        self._refused(
            "kept with its result",
            lambda: line.write({"skipped": True}),
            line.unlink,
            lambda: line.create({"user_input_id": answer.id, **values}),
            lambda: elsewhere.write({"user_input_id": answer.id}),
        )

    def test_response(self):
        """Who does not want to be asked any more says so for the next programme."""
        invitation = self._invitation()
        self._answer(invitation)
        self.program.action_close()
        invitation._decline()
        self.assertEqual(invitation.audience_id.state, "answered")
        self.assertEqual(self.program.answered_count, 1)
        self.assertTrue(invitation.partner_id.satisfaction_opt_out)
        self.assertTrue(invitation._has_declined())
        invitation._take_part_again()
        self.assertFalse(invitation.partner_id.satisfaction_opt_out)
        self.assertFalse(invitation._has_declined())

    def test_no_reminder_for_who_has_declined(self):
        """By phone, or in another programme."""
        declined, company, left = self.customers
        declined.satisfaction_opt_out = True
        self._invitation(company).audience_id.opt_out = True
        self.program.action_remind()
        reminded = self.program.sudo().invitation_ids.filtered("remind_count")
        self.assertEqual(reminded.partner_id.commercial_partner_id, left)

    def test_contacts_of_questionnaires_are_enough(self):
        """Whoever is named for a questionnaire is invited, without a contact for the others."""
        late = self.env["res.partner"].create({"name": "Late", "email": "late@x.example"})
        row = self.rows.create({"program_id": self.program.id, "partner_id": late.id})
        service = self.program.module_ids[1]
        row.contact_ids = [Command.create({"module_id": service.id, "partner_id": late.id})]
        row.contact_id = False
        self.program.action_send_new()
        self.assertEqual(self._invitation(late).module_ids, service)


class TestOpen(ProgramCommon):
    """While people are asked, their survey stays open to them."""

    def test_settings_that_would_shut_people_out(self):
        self._running()
        survey = self.surveys[0].with_user(self.officer)
        for text, values in (
            ("asks people to log in", {"users_login_required": True}),
            ("limits the attempts", {"is_attempts_limited": True, "attempts_limit": 1}),
            ("within minutes", {"is_time_limited": True, "time_limit": 10}),
            ("is asked at present", {"active": False}),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                survey.write(values)
        self.program.action_close()
        survey.active = False


class TestMissing(ProgramCommon):
    """What is looked at before anybody is asked, and how it is said."""

    def test_settings_that_shut_people_out(self):
        self.surveys[0].users_login_required = True
        self.surveys[1].write(
            {"access_mode": "token", "is_attempts_limited": True, "attempts_limit": 1}
        )
        self.surveys[2].write({"is_time_limited": True, "time_limit": 10})
        with self.assertRaises(UserError) as refusal:
            self.program.action_prepare()
        for text in ("asks people to log in", "limits the attempts", "within minutes"):
            self.assertIn(text, str(refusal.exception))

    def test_notes_are_words(self):
        self.program._point_out("Name a contact of Müller <Export>\nand of Sons & Co")
        note = self.program.activity_ids.note
        self.assertIn("Müller &lt;Export&gt;<br", note)
        self.assertIn("Sons &amp; Co", note)
