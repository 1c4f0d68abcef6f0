from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common_signoff import SignoffCase


@tagged("post_install", "-at_install")
class TestSignoff(SignoffCase, TransactionCase):
    # ------------------------------------------------------------------
    # Parallel
    # ------------------------------------------------------------------
    def test_teams_sign_side_by_side(self):
        document = self._create_document()
        self.assertEqual(document.signoff_state, "none")
        engineering, planning = self._request(document, self.engineering, self.planning)
        self.assertEqual(document.signoff_state, "pending")
        self.assertEqual(document.signoff_missing, "Engineering and Planning")
        planning.with_user(self.planner).action_accept()
        self.assertEqual(document.signoff_missing, "Engineering")
        engineering.with_user(self.engineer2).action_accept("All right")
        self.assertEqual(document.signoff_state, "accepted")
        self.assertFalse(document.signoff_missing)
        self.assertEqual(document.sudo().events, "signed:1 signed:1 accepted ")
        self.assertRecordValues(
            engineering | planning,
            [
                {
                    "state": "accepted",
                    "user_id": self.engineer2.id,
                    "signer_name": "Engineer2",
                    "capacity": "member",
                    "represented_name": False,
                    "comment": "All right",
                    "requested_by_id": self.clerk.id,
                },
                {
                    "state": "accepted",
                    "user_id": self.planner.id,
                    "signer_name": "Planner",
                    "capacity": "leader",
                    "represented_name": False,
                    "comment": False,
                    "requested_by_id": self.clerk.id,
                },
            ],
        )
        self.assertTrue(engineering.signed_at)

    def test_name_of_signer_is_frozen(self):
        document = self._create_document()
        signoff = self._request(document, self.engineering)
        signoff.with_user(self.engineer).action_accept()
        self.engineer.name = "Somebody else"
        self.assertEqual(signoff.signer_name, "Engineer")

    def test_conditional(self):
        document = self._create_document()
        signoff = self._request(document, self.engineering)
        for comment in (None, "", "   "):
            with self.assertRaisesRegex(UserError, "condition"):
                signoff.with_user(self.engineer).action_conditional(comment)
        signoff.with_user(self.engineer).action_conditional("Only with the new seal")
        self.assertEqual(document.signoff_state, "conditional")
        self.assertEqual(document.sudo().events, "signed:1 conditional ")
        self.assertIn("Only with the new seal", document.message_ids[0].body)

    def test_rejected(self):
        document = self._create_document()
        first, second = self._request(document, self.engineering, self.planning)
        with self.assertRaisesRegex(UserError, "reason"):
            first.with_user(self.engineer).action_reject("")
        first.with_user(self.engineer).action_reject("Drawing missing")
        self.assertEqual(document.signoff_state, "rejected")
        self.assertEqual(second.state, "pending", "the others may still answer")
        self.assertEqual(document.sudo().events, "signed:1 rejected ")

    def test_accepted_once(self):
        document = self._create_document()
        first, second = self._request(
            document, self.engineering, {"team_id": self.planning, "required": False}
        )
        first.with_user(self.engineer).action_accept()
        second.with_user(self.planner).action_accept()
        self.assertEqual(document.sudo().events, "signed:1 accepted signed:1 ")

    def test_optional_does_not_hold_up(self):
        document = self._create_document()
        first, second = self._request(
            document, {"team_id": self.engineering, "required": False}, self.planning
        )
        second.with_user(self.planner).action_accept()
        self.assertEqual(document.signoff_state, "accepted")
        first.with_user(self.engineer).action_reject("Too late")
        self.assertEqual(document.signoff_state, "accepted")

    # ------------------------------------------------------------------
    # Purpose
    # ------------------------------------------------------------------
    def test_purpose(self):
        document = self._create_document()
        decide, note, inform = self._request(
            document,
            self.engineering,
            {"team_id": self.planning, "purpose": "acknowledge"},
            {"team_id": self.quality, "purpose": "inform"},
        )
        with self.assertRaisesRegex(UserError, "take note"):
            note.with_user(self.planner).action_accept()
        with self.assertRaisesRegex(UserError, "decide"):
            decide.with_user(self.engineer).action_acknowledge()
        decide.with_user(self.engineer).action_accept()
        self.assertEqual(document.signoff_state, "pending", "receipt is not confirmed yet")
        note.with_user(self.planner).action_acknowledge()
        self.assertEqual(document.signoff_state, "accepted", "information holds nothing up")
        self.assertFalse(inform.required)
        inform.with_user(self.quality_leader).action_acknowledge()
        self.assertEqual(inform.state, "acknowledged")

    # ------------------------------------------------------------------
    # Sequence
    # ------------------------------------------------------------------
    def test_in_sequence(self):
        document = self._create_document()
        boss, first, second = self._request(
            document,
            {"team_id": self.management, "level": "leader", "sequence": 20},
            self.engineering,
            self.planning,
        )
        self.assertEqual((boss.state, first.state), ("waiting", "pending"))
        self.assertFalse(boss.activity_ids)
        with self.assertRaisesRegex(UserError, "not yet the turn"):
            boss.with_user(self.boss).action_accept()
        first.with_user(self.engineer).action_accept()
        self.assertEqual(boss.state, "waiting")
        second.with_user(self.planner).action_conditional("Two weeks later")
        self.assertEqual(boss.state, "pending")
        self.assertEqual(boss.activity_ids.user_id, self.boss)
        self.assertTrue(boss.deadline_started_at)
        boss.with_user(self.boss).action_accept()
        self.assertEqual(document.signoff_state, "conditional")

    def test_sequence_stops_at_rejection(self):
        document = self._create_document()
        first, boss = self._request(
            document, self.engineering, {"team_id": self.management, "sequence": 20}
        )
        first.with_user(self.engineer).action_reject("No")
        self.assertEqual(boss.state, "waiting")

    def test_later_request_sends_back(self):
        """Who has the last word waits again when somebody before him is asked once more."""
        document = self._create_document()
        first, boss = self._request(
            document, self.engineering, {"team_id": self.management, "sequence": 20}
        )
        first.with_user(self.engineer).action_accept()
        self.assertEqual(boss.state, "pending")
        self._request(document, self.planning)
        self.assertEqual(boss.state, "waiting")
        self.assertFalse(boss.activity_ids)
        self.assertFalse(boss.deadline)

    # ------------------------------------------------------------------
    # Levels, deputies, absence
    # ------------------------------------------------------------------
    def test_leader_and_deputy(self):
        document = self._create_document()
        spec = {"team_id": self.quality, "level": "leader"}
        signoff = self._request(document, spec)
        self.assertEqual(signoff.activity_ids.user_id, self.quality_leader)
        with self.assertRaisesRegex(AccessError, "enter an absence"):
            signoff.with_user(self.deputy).action_accept()
        membership = self.quality.membership_ids.filtered(
            lambda m: m.user_id == self.quality_leader
        )
        membership.absent_until = fields.Date.today() - timedelta(days=2)
        with self.assertRaises(AccessError):
            signoff.with_user(self.deputy).action_accept()
        membership.absent_until = fields.Date.today() + timedelta(days=2)
        self.assertTrue(self.quality.leader_absent)
        self.assertIn(signoff, self._mine(self.deputy))
        signoff.with_user(self.deputy).action_accept()
        self.assertEqual(
            (signoff.capacity, signoff.represented_name, signoff.user_id),
            ("deputy", "Quality", self.deputy),
        )
        self.assertIn("in place of Quality", document.message_ids[0].body)
        again = self._request(document, spec)
        self.assertEqual(again.activity_ids.user_id, self.deputy)

    def test_leader_who_left(self):
        self.quality_leader.active = False
        signoff = self._request(
            self._create_document(), {"team_id": self.quality, "level": "leader"}
        )
        signoff.with_user(self.deputy).action_accept()
        self.assertEqual(signoff.capacity, "deputy")

    def test_named_person(self):
        signoff = self._request(self._create_document(), {"named_user_id": self.planner})
        self.assertEqual((signoff.level, signoff.who), ("person", "Planner"))
        with self.assertRaises(AccessError):
            signoff.with_user(self.engineer).action_accept()
        signoff.with_user(self.planner).action_accept()
        self.assertEqual(signoff.capacity, "person")

    def test_request_needs_somebody(self):
        document = self._create_document()
        empty = self.env["order.team"].create({"name": "Empty"})
        for spec, message in (
            ({"team_id": False}, "Departments"),
            ({"team_id": empty}, "no member"),
            ({"team_id": empty, "level": "leader"}, "no leader"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._request(document, spec)
        with self.assertRaises(ValueError):
            self._request(document, {"team": self.quality})

    # ------------------------------------------------------------------
    # Four eyes
    # ------------------------------------------------------------------
    def test_four_eyes(self):
        document = self._create_document()
        engineering, planning, sales = self._request(
            document,
            self.engineering,
            {"team_id": self.planning, "four_eyes": True},
            {"team_id": self.sales, "four_eyes": True},
        )
        with self.assertRaisesRegex(UserError, "second pair of eyes"):
            sales.with_user(self.clerk).action_accept()
        self.assertFalse(sales.with_user(self.clerk).can_sign)
        with self.assertRaisesRegex(UserError, "one line at a time"):
            (engineering | planning).with_user(self.three).action_accept()
        engineering.with_user(self.three).action_accept()
        with self.assertRaisesRegex(UserError, "second pair of eyes"):
            planning.with_user(self.three).action_accept()
        planning.with_user(self.planner).action_accept()

    # ------------------------------------------------------------------
    # Several teams
    # ------------------------------------------------------------------
    def test_sign_once_for_three_teams(self):
        document = self._create_document()
        signoffs = self._request(
            document, self.engineering, self.planning, self.production, self.quality
        )
        mine = signoffs[0].with_user(self.three)._same_document_mine()
        self.assertEqual(mine, signoffs[:3].with_user(self.three))
        messages = document.message_ids
        mine.action_accept("For all three")
        self.assertEqual(set(mine.mapped("state")), {"accepted"})
        self.assertEqual(document.signoff_missing, "Quality")
        self.assertEqual(len(document.message_ids - messages), 1)
        self.assertEqual(document.sudo().events, "signed:3 ")

    def test_all_or_none(self):
        signoffs = self._request(self._create_document(), self.engineering, self.quality)
        with self.assertRaises(AccessError):
            signoffs.with_user(self.three).action_accept()
        self.assertEqual(set(signoffs.mapped("state")), {"pending"})

    def test_dialog_offers_other_teams(self):
        document = self._create_document()
        first, second, third, other = self._request(
            document, self.engineering, self.planning, self.production, self.quality
        )
        action = (
            first.with_user(self.three)
            .with_context(signoff_decision="conditional")
            .action_decide()
        )
        wizard = (
            self.env["order.signoff.decision"]
            .with_user(self.three)
            .with_context(**action["context"])
            .create({"comment": "Later"})
        )
        self.assertEqual(wizard.other_ids, (second | third).with_user(self.three))
        wizard.other_ids -= third.with_user(self.three)
        wizard.action_sign()
        self.assertEqual(
            (first | second | third | other).mapped("state"),
            ["conditional", "conditional", "pending", "pending"],
        )
        for decision, state in (("rejected", "rejected"), ("accepted", "accepted")):
            signoff = self._request(self._create_document(), self.planning)
            self.env["order.signoff.decision"].with_user(self.planner).create(
                {"signoff_id": signoff.id, "decision": decision, "comment": "So be it"}
            ).action_sign()
            self.assertEqual(signoff.state, state)
        note = self._request(
            self._create_document(), {"team_id": self.planning, "purpose": "acknowledge"}
        )
        self.env["order.signoff.decision"].with_user(self.planner).create(
            {"signoff_id": note.id, "decision": "acknowledged"}
        ).action_sign()
        self.assertEqual(note.state, "acknowledged")

    # ------------------------------------------------------------------
    # Hooks of the document
    # ------------------------------------------------------------------
    def test_open_questions(self):
        document = self._create_document(open_questions=3)
        signoff = self._request(document, self.engineering)
        with self.assertRaisesRegex(UserError, "open questions"):
            signoff.with_user(self.engineer).action_accept()
        self.assertEqual(signoff.state, "pending")
        with self.assertRaises(AccessError):
            signoff.with_user(self.clerk).action_answer_all()
        signoff.with_user(self.engineer).action_answer_all()
        signoff.with_user(self.engineer).action_accept()
        self.assertEqual(signoff.state, "accepted")

    def test_label_follows_document(self):
        document = self._create_document()
        signoff = self._request(document, self.engineering)
        other = self.env["res.partner"].create({"name": "Other"})
        document.write({"name": "T002", "partner_id": other.id})
        self.assertEqual((signoff.res_name, signoff.partner_id), ("T002", other))

    # ------------------------------------------------------------------
    # Void on change
    # ------------------------------------------------------------------
    def test_void_on_change(self):
        document = self._create_document()
        engineering, planning, sales, boss = self._request(
            document,
            {"team_id": self.engineering, "aspects": ("products",), "note": "Can we build it?"},
            {"team_id": self.planning, "aspects": ("dates",)},
            {"team_id": self.sales, "aspects": ("prices",)},
            {"team_id": self.management, "sequence": 20},
        )
        engineering.with_user(self.engineer).action_accept()
        planning.with_user(self.planner).action_accept()
        sales.with_user(self.clerk).action_accept()
        boss.with_user(self.boss).action_accept()
        self.assertFalse(document._stale_signoffs())
        document.date = "2030-02-02"
        self.assertEqual(document._stale_signoffs(), {document: planning | boss})
        self.assertEqual(document.signoff_state, "accepted", "nothing was written")
        renewed = document._renew_stale_signoffs("Date changed")
        self.assertEqual(renewed.team_id, self.planning | self.management)
        self.assertEqual(renewed.mapped("state"), ["pending", "waiting"])
        self.assertRecordValues(
            planning,
            [
                {
                    "state": "accepted",
                    "user_id": self.planner.id,
                    "void_reason": "Date changed",
                }
            ],
        )
        self.assertTrue(planning.voided_at)
        self.assertFalse(engineering.voided_at)
        self.assertEqual(document.signoff_state, "pending")
        self.assertEqual(document.signoff_missing, "Planning and Management")
        self.assertIn("Date changed", document.message_ids[0].body)
        renewed[0].with_user(self.planner).action_accept()
        renewed[1].with_user(self.boss).action_accept()
        self.assertEqual(document.signoff_state, "accepted")
        self.assertFalse(document._renew_stale_signoffs("Nothing"))

    def test_void_all(self):
        document = self._create_document()
        signed, opened = self._request(document, self.engineering, self.planning)
        signed.with_user(self.engineer).action_accept()
        document._void_signoffs("Cancelled by the customer")
        self.assertEqual((signed.state, opened.state), ("accepted", "cancelled"))
        self.assertEqual(document.signoff_state, "none")
        self.assertFalse(opened.activity_ids)
        with self.assertRaisesRegex(UserError, "no longer asked for"):
            opened.with_user(self.planner).action_accept()

    def test_copy_has_no_signatures(self):
        document = self._create_document()
        self._request(document, self.engineering).with_user(self.engineer).action_accept()
        copy = document.copy()
        self.assertEqual(copy.signoff_state, "none")
        self.assertFalse(copy.signoff_ids)

    # ------------------------------------------------------------------
    # Deletion
    # ------------------------------------------------------------------
    def test_delete_document(self):
        document = self._create_document()
        open_one = self._request(document, self.engineering)
        document.unlink()
        self.assertFalse(open_one.exists())
        document = self._create_document()
        self._request(document, self.engineering).with_user(self.engineer).action_accept()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            document.unlink()
        document._void_signoffs("Void")
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            document.sudo().unlink()

    # ------------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------------
    def test_activities_follow_signoffs(self):
        document = self._create_document()
        first, second = self._request(document, self.engineering, self.planning)
        activity = first.activity_ids
        self.assertEqual(activity.user_id, self.engineer)
        self.assertNotIn(self.engineer.partner_id, document.message_partner_ids)
        with self.assertRaisesRegex(UserError, "My Sign-offs"):
            activity.with_user(self.engineer).action_done()
        self.assertEqual(first.state, "pending")
        first.with_user(self.engineer2).action_accept()
        self.assertFalse(activity.active)
        second.activity_ids.unlink()
        self.env["order.signoff"]._cron_restore_activities()
        self.assertEqual(second.activity_ids.user_id, self.planner)
        self.planner.active = False
        self.env["order.signoff"]._cron_restore_activities()
        self.assertEqual(second.activity_ids.user_id, self.three)
        self.assertFalse(first.activity_ids)

    def test_no_mail_per_line(self):
        mails = self.env["mail.mail"].search_count([])
        self._request(self._create_document(), self.engineering, self.planning, self.quality)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    # ------------------------------------------------------------------
    # Reminder, counter, inbox
    # ------------------------------------------------------------------
    def test_remind(self):
        document = self._create_document()
        signoff, other = self._request(document, self.engineering, self.planning)
        self.env["order.digest"].search([]).unlink()
        self.assertTrue(signoff.with_user(self.clerk).can_remind)
        self.assertFalse(signoff.with_user(self.engineer).can_remind)
        signoff.with_user(self.clerk).action_remind()
        queued = self.env["order.digest"].search([])
        self.assertEqual(queued.user_id, self.engineer | self.engineer2 | self.three)
        self.assertEqual(set(queued.mapped("topic")), {"reminder"})
        self.assertTrue(signoff.reminded_at)
        self.assertFalse(other.reminded_at)
        with self.assertRaisesRegex(UserError, "just been reminded"):
            signoff.with_user(self.clerk).action_remind()
        signoff.with_user(self.engineer).action_accept()
        with self.assertRaises(UserError):
            signoff.with_user(self.clerk).action_remind()

    def test_counter(self):
        document = self._create_document()
        signoffs = self._request(
            document, self.engineering, {"team_id": self.planning, "deadline": "2020-01-01"}
        )
        counts = self.env["order.signoff"].with_user(self.three).get_my_signoff_count()
        self.assertEqual(counts, {"count": 2, "late": 1})
        signoffs.with_user(self.three).action_accept()
        counts = self.env["order.signoff"].with_user(self.three).get_my_signoff_count()
        self.assertEqual(counts, {"count": 0, "late": 0})

    def test_mine_is_found_as_it_is_checked(self):
        """The search and the check at signing agree for everybody and every level."""
        document = self._create_document()
        signoffs = self._request(
            document,
            self.engineering,
            {"team_id": self.quality, "level": "leader"},
            {"team_id": self.quality, "level": "member"},
            {"named_user_id": self.planner},
        )
        for absent in (False, fields.Date.today()):
            self.quality.membership_ids.filtered(
                lambda m: m.user_id == self.quality_leader
            ).absent_until = absent
            self.env.invalidate_all()
            for user in self.people.values():
                found = self._mine(user)
                checked = signoffs.filtered(lambda s, user=user: s._entitlement(user))
                self.assertEqual(found, checked, (user.login, absent))
                self.assertEqual(
                    signoffs.with_user(user).filtered("is_mine").ids, checked.ids, user.login
                )

    def test_summary_and_missing_model(self):
        document = self._create_document()
        signoff = self._request(document, self.engineering)
        self.assertIn("100 × Shock absorber", signoff.with_user(self.engineer).summary)
        self.assertTrue(signoff.has_answers)
        # What an add-on that was removed the hard way would leave behind.
        self.env.cr.execute(
            "UPDATE order_signoff SET res_model = 'gone.document' WHERE id = %s", [signoff.id]
        )
        self.env.invalidate_all()
        mine = signoff.with_user(self.engineer)
        self.assertIn(signoff, self._mine(self.engineer))
        values = mine.read(["summary", "has_answers", "model_name", "can_sign", "who"])[0]
        self.assertFalse(values["summary"])
        self.assertEqual(values["model_name"], "gone.document")
        for method in ("action_open_document", "action_accept", "action_answer"):
            with self.assertRaisesRegex(UserError, "not exist any more"):
                getattr(mine, method)()
        self.env["order.signoff"]._cron_restore_activities()

    def _mine(self, user):
        return (
            self.env["order.signoff"]
            .with_user(user)
            .search([("is_mine", "=", True), ("state", "=", "pending")])
        ).with_user(self.env.user)

    # ------------------------------------------------------------------
    # Uninstalling the add-on of a document
    # ------------------------------------------------------------------
    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_orphans(self):
        document = self._create_document()
        self._request(document, self.engineering).with_user(self.engineer).action_accept()
        model = self.env["ir.model"].create(
            {"name": "Passing", "model": "x_passing_document", "state": "manual"}
        )
        self.env.cr.execute(
            "UPDATE order_signoff SET res_model = 'x_passing_document' WHERE res_id = %s",
            [document.id],
        )
        self.env.invalidate_all()
        domain = [("res_model", "=", "x_passing_document")]
        self.assertTrue(self.env["order.signoff"].search_count(domain))
        model.unlink()
        self.assertFalse(self.env["order.signoff"].search_count(domain))
