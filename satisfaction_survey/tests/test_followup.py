from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..models import satisfaction_program_followup as part
from ..models import survey_user_input_followup as answering
from .followup_common import FollowupCommon


class TestLowAnswer(FollowupCommon):
    """A low answer is told to its department at once, and asks for contact and reason."""

    def test_low_answer_is_followed_up_once(self):
        answer = self._answer(self.customers[0], "service", low={2: 2, 3: 1}, comment="Too slow")
        followup = self._followups()
        self.assertEqual(followup.kind, "low_answer")
        self.assertEqual(followup.owner_id, self.leader)
        self.assertEqual(followup.partner_id, self.customers[0])
        self.assertEqual(followup.contact_id, answer.satisfaction_invitation_id.partner_id)
        self.assertEqual(followup.answer_ids.mapped("points"), [40, 20])
        self.assertEqual(followup.answer_ids[0].answer, "Dissatisfied")
        self.assertEqual(followup.score, 20)
        self.env["satisfaction.followup"]._create_for_answers(answer)
        self.assertEqual(len(self._followups()), 1)

    def test_many_answers_are_looked_at_in_the_background(self):
        before, answering.AT_ONCE = answering.AT_ONCE, 0
        self.addCleanup(setattr, answering, "AT_ONCE", before)
        self._answer(self.customers[0], "service", low={1: 2})
        self.assertFalse(self._followups())
        self.assertTrue(self.program.followup_next_id)
        self.program._look_at_customers()
        self.assertEqual(self._followups().kind, "low_answer")
        self.assertFalse(self.program.followup_next_id)

    def test_good_answer_has_none(self):
        self._answer(self.customers[0], "service", step=3)
        self.assertFalse(self._followups())

    def test_contact_within_two_working_days(self):
        self._answer(self.customers[0], "service", low={1: 2})
        followup = self._followups()
        calendar = self.company.resource_calendar_id
        self.assertEqual(
            followup.contact_due_at,
            calendar.plan_hours(
                16, followup.deadline_started_at, compute_leaves=True
            ).replace(microsecond=0),
        )
        self.assertEqual(followup.deadline_state, "on_time")
        followup.with_user(self.leader).action_contacted()
        self.assertEqual(followup.state, "in_work")
        self.assertTrue(followup.contacted_at)
        self.assertGreater(followup.deadline, followup.contact_due_at)

    def test_late_contact_is_told(self):
        self._answer(self.customers[0], "service", low={1: 2})
        followup = self._followups()
        followup.deadline = fields.Datetime.now() - timedelta(hours=1)
        late = self.env["satisfaction.followup"].search([("deadline_state", "=", "late")])
        self.assertIn(followup, late)
        self.assertEqual(followup._deadline_owner_users()[followup.id], self.leader)

    def test_each_low_answer_needs_its_reason(self):
        self._answer(self.customers[0], "service", low={1: 2, 4: 2})
        followup = self._followups().with_user(self.leader)
        followup.action_contacted()
        followup.answer_ids[0].reason = "Nobody was in charge"
        with self.refused("reason of the low answer"):
            followup.action_carried_out()
        followup.answer_ids.reason = "Nobody was in charge"
        followup.action_carried_out()
        self.assertEqual(followup.state, "to_confirm")

    def test_start_without_contact_is_refused(self):
        self._answer(self.customers[0], "service", low={1: 2})
        with self.refused("speak to the customer first"):
            self._followups().with_user(self.leader).action_start()

    def test_safety_and_critical_go_their_own_ways(self):
        quality = self.program.module_ids.filtered(lambda m: m.key == "quality")
        questions = quality.survey_id.question_ids.filtered(
            lambda q: q.satisfaction_role == "score"
        )
        self.assertTrue(questions[2].satisfaction_safety)
        questions[0].sudo().satisfaction_critical = True
        self._answer(self.customers[0], "quality", low={1: 2, 3: 1, 5: 2})
        kinds = {f.kind: f for f in self._followups()}
        self.assertEqual(set(kinds), {"eightd", "safety", "low_answer"})
        self.assertEqual(kinds["safety"].answer_ids.question_id, questions[2])
        report = kinds["eightd"].eightd_id
        self.assertEqual(report.partner_id, self.customers[0])
        self.assertEqual(report.leader_id, self.leader)
        self.assertEqual(report._origin_record(), kinds["eightd"])

    def test_late_answer_is_not_followed_up(self):
        self._close()
        before = len(self._followups())
        self._answer(self.customers[0], "service", low={1: 1})
        self.assertEqual(len(self._followups()), before)


class TestFollowupScores(FollowupCommon):
    """Scores below target and limit, and drops, are followed up when the programme is closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for customer in cls.customers:
            cls._answer(customer, "overall", step=5)
            cls._answer(customer, "service", step=3)
            cls._answer(customer, "quality", step=4)

    def test_plan_and_8d(self):
        self._close()
        together = self._followups().filtered(lambda f: not f.audience_id)
        found = {(f.kind, f.module_id.key): f for f in together}
        self.assertEqual(
            set(found), {("eightd", "service"), ("plan", "quality"), ("plan", False)}
        )
        eightd = found["eightd", "service"]
        self.assertEqual((eightd.score, eightd.limit), (60, 70))
        self.assertTrue(eightd.eightd_id)
        self.assertEqual(found["plan", False].score, 82)

    def test_8d_once_for_all_customers(self):
        self._close()
        customers = self._followups("eightd").filtered("audience_id")
        self.assertEqual(len(customers), 3)
        customers._open_8d()
        reports = self._followups("eightd").eightd_id
        self.assertEqual(len(reports), 1, "the customers' share the one of the questionnaire")
        customers[0].action_open_8d()
        self.assertEqual(len(self._followups("eightd").eightd_id), 1)

    @mute_logger("odoo.sql_db")
    def test_second_8d_is_impossible(self):
        self._close()
        followup = self._followups("eightd")[0]
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["quality.8d"]._open_from(followup, {"title": "Again"})
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_second_followup_is_impossible(self):
        self._close()
        followup = self._followups("plan")[0]
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["satisfaction.followup"].sudo().create(
                {
                    "program_id": followup.program_id.id,
                    "kind": "plan",
                    "module_id": followup.module_id.id,
                }
            )
            self.env.flush_all()

    def test_a_total_of_nothing_is_the_worst(self):
        """A customer with 0 of 100 points has his report and the analysis of his drop."""
        self._close()
        following = self._new_program(name="Next Year", previous_id=self.program.id)
        self._run(following)
        row = following.audience_ids[0].sudo()
        row.write({"complete": True, "total_score": 0})
        made = self.env["satisfaction.followup"]._create_for_audiences(row)
        self.assertEqual(set(made.mapped("kind")), {"eightd", "drop"})
        self.assertEqual(made.mapped("score"), [0, 0])

    def test_drop_against_last_year(self):
        self._close()
        following = self._new_program(name="Next Year", previous_id=self.program.id)
        self._run(following)
        for customer in self.customers:
            self._answer(customer, "overall", step=4, program=following)
            self._answer(customer, "service", step=3, program=following)
            self._answer(customer, "quality", step=4, program=following)
        self._close(following)
        drops = self._followups("drop", following).filtered(lambda f: not f.audience_id)
        self.assertEqual(drops.module_id.key, "overall")
        self.assertEqual((drops.previous_score, drops.score), (100, 80))

    def test_void_round_has_no_plan(self):
        self.program.sudo().response_target = 100
        self.env["survey.user_input"].search(
            [("satisfaction_invitation_id", "=", self.program.invitation_ids[0].id)]
        ).satisfaction_status = "opted_out"
        self._close()
        self.assertFalse(self._followups().filtered(lambda f: not f.audience_id))

    def test_customers_are_looked_at_in_batches(self):
        before, part.BATCH = part.BATCH, 2
        self.addCleanup(setattr, part, "BATCH", before)
        self._close()
        self.assertEqual(len(self._followups("eightd").filtered("audience_id")), 2)
        self.assertTrue(self.program.followup_next_id)
        with self.refused("still being looked at"):
            self.program._check_done()
        self.program._look_at_customers()
        self.assertFalse(self.program.followup_next_id)
        self.assertEqual(len(self._followups("eightd").filtered("audience_id")), 3)


class TestFlow(FollowupCommon):
    """From the low answer to the confirmed effect; nothing is closed before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._answer(cls.customers[0], "service", low={1: 2})
        cls.followup = cls.env["satisfaction.followup"].search(
            [("program_id", "=", cls.program.id)]
        )

    def _until_confirmation(self):
        followup = self.followup.with_user(self.leader)
        followup.action_contacted()
        followup.answer_ids.reason = "Nobody on duty at noon"
        followup.measure_ids = [
            Command.create(
                {
                    "name": "Rota for noon",
                    "user_id": self.member.id,
                    "due_on": fields.Date.today() + timedelta(days=3),
                }
            )
        ]
        with self.refused("is not done"):
            followup.action_carried_out()
        followup.measure_ids.with_user(self.member).action_done()
        followup.action_carried_out()
        return followup

    def test_flow(self):
        followup = self._until_confirmation()
        with self.refused("neither by its own owner"):
            followup.action_confirm_effect()
        confirmer = followup.with_user(self.officer)
        with self.refused("the customer has no reply yet"):
            confirmer.action_confirm_effect()
        followup.reply = "Somebody is on duty at noon from Monday on."
        followup.action_send_reply()
        self.assertTrue(followup.reply_sent_on)
        mail = self.env["mail.mail"].search(
            [("model", "=", followup._name), ("res_id", "=", followup.id)], limit=1
        ) or followup.message_ids.filtered(lambda m: "What came of" in (m.subject or ""))
        self.assertTrue(mail)
        followup.effect = "No complaint about noon for four weeks"
        confirmer.action_confirm_effect()
        self.assertEqual(followup.state, "done")
        self.assertEqual(followup.effect_confirmed_by_id, self.officer)
        self.assertEqual(followup.form_number, "QR-QA-08")
        with self.refused("stands as it is"):
            followup.reason = "Otherwise"
        with self.refused("stands as it is"):
            followup.measure_ids.name = "Otherwise"

    def test_two_people_see_to_the_effect(self):
        """Who says that it is carried out does not confirm it, whoever is the owner then."""
        self.company.satisfaction_reply_required = False
        followup = self.followup.with_user(self.officer)
        followup.owner_id = self.officer
        followup.action_contacted()
        followup.answer_ids.reason = "Nobody on duty at noon"
        followup.effect = "Better"
        followup.action_carried_out()
        with self.refused("their owner stays"):
            followup.owner_id = self.leader
        followup.sudo().owner_id = self.leader
        with self.refused("whoever has carried it out"):
            followup.action_confirm_effect()
        second = self.officer.copy({"login": "sat_second"})
        followup.with_user(second).action_confirm_effect()
        self.assertEqual(followup.state, "done")

    def test_no_effect_goes_on(self):
        followup = self._until_confirmation()
        followup.with_user(self.officer)._take_step("not_effective", "Still nobody at noon")
        self.assertEqual(followup.state, "in_work")

    def test_reply_needs_words_and_an_address(self):
        followup = self._until_confirmation()
        with self.refused("Write the reply"):
            followup.action_send_reply()
        followup.write({"reply": "Words", "contact_id": False})
        with self.refused("nobody to write to"):
            followup.action_send_reply()

    def test_programme_waits_for_followups_and_minutes(self):
        self._close()
        self.program.with_user(self.officer).action_report()
        with self.refused("are open"):
            self.program.with_user(self.officer).action_done()
        for followup in self._followups():
            followup.with_user(self.officer)._take_step("cancel", "Trial")
        with self.refused("no minutes"):
            self.program.with_user(self.officer).action_done()
        second = self.env["satisfaction.review"].create({"program_id": self.program.id})
        with self.refused("without sent minutes"):
            self.program.with_user(self.officer).action_done()
        second.unlink()
        review = (
            self.env["satisfaction.review"]
            .with_user(self.officer)
            .create({"program_id": self.program.id, "findings": "Service at noon"})
        )
        self.assertIn(self.leader, review.participant_ids)
        review.action_send_minutes()
        self.assertEqual(review.form_number, "QR-QA-10")
        with self.refused("stay as they are"):
            review.findings = "Otherwise"
        self.program.with_user(self.officer).action_done()
        self.assertEqual(self.program.state, "done")

    def test_cancelled_programme_ends_followups(self):
        self.program.with_user(self.officer)._take_step("cancel", "Sent by mistake")
        self.assertEqual(self.followup.state, "cancelled")

    def test_measures_are_reminded_of(self):
        measure = self.env["satisfaction.followup.measure"].create(
            {
                "followup_id": self.followup.id,
                "name": "Rota",
                "user_id": self.member.id,
                "due_on": fields.Date.today() - timedelta(days=1),
            }
        )
        self.assertTrue(measure.is_late)
        self.env["order.digest"].search([]).unlink()
        measure._remind()
        queued = self.env["order.digest"].search([("user_id", "=", self.member.id)])
        self.assertEqual(queued.topic, "satisfaction_measure")
        self.assertEqual(measure.reminded_on, fields.Date.today())

    def test_kept_by_the_system(self):
        followup = self.followup.with_user(self.leader)
        for values in (
            {"state": "done"},
            {"score": 100},
            {"effect_confirmed_by_id": self.leader.id},
            {"contacted_at": fields.Datetime.now()},
            {"reply_sent_on": fields.Datetime.now()},
        ):
            with self.assertRaises(UserError):
                followup.write(values)
        with self.assertRaises(UserError):
            followup.answer_ids.points = 100
        with self.assertRaises(UserError):
            followup.sudo(False).with_user(self.officer).unlink()

    def test_who_sees_it(self):
        self.followup.with_user(self.member).read(["title"])  # of the department
        stranger = self.member.copy({"login": "sat_stranger"})
        with self.assertRaises(AccessError):
            self.followup.with_user(stranger).read(["title"])
        with self.assertRaises(AccessError):
            self.followup.answer_ids.with_user(stranger).read(["title"])
        # Nobody lets himself in by a measure of his own.
        measure = {"name": "Mine", "user_id": stranger.id, "due_on": fields.Date.today()}
        measures = self.env["satisfaction.followup.measure"].with_user(stranger)
        with self.assertRaises(AccessError):
            measures.create({**measure, "followup_id": self.followup.id})
        with self.assertRaises(AccessError):
            measures.with_context(default_followup_id=self.followup.id).create(measure)
        self.followup.measure_ids = [
            Command.create(
                {
                    "name": "Rota",
                    "user_id": stranger.id,
                    "due_on": fields.Date.today(),
                }
            )
        ]
        self.followup.with_user(stranger).read(["title"])
        other = self.env["res.company"].create({"name": "Other Works"})
        outsider = self.officer.copy({"login": "sat_outsider"})
        outsider.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            self.followup.with_user(outsider).read(["title"])

    def test_prints(self):
        report = self.env["ir.actions.report"]
        for name, document, words in (
            ("report_followup", self.followup, "改善效果确认书"),
            ("report_reply", self.followup, "Our Reply"),
        ):
            html, _kind = report._render_qweb_html(f"satisfaction_survey.{name}", document.ids)
            self.assertIn(self.customers[0].name, html.decode(), words)


class TestPlainSurvey(FollowupCommon):
    """Users of Odoo's surveys without our groups are not disturbed."""

    def test_plain_survey_answer(self):
        survey = self.surveys[0].copy()
        answer = survey._create_answer(partner=self.contact, check_attempts=False)
        answer._mark_done()
        self.assertFalse(self._followups())
