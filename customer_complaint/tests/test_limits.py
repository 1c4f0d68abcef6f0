from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLimits(ComplaintCommon):
    """Every step has its own time, counted from the receipt."""

    def _limit(self, complaint, step):
        return complaint.limit_ids.filtered(lambda limit: limit.step == step)

    def test_clock_hours_by_severity(self):
        received = fields.Datetime.to_datetime("2026-11-02 02:00:00")
        minor = self._complaint(received_at=received)
        critical = self._complaint(received_at=received, severity="critical")
        self.assertEqual(self._limit(minor, "containment").deadline, received + timedelta(hours=48))
        self.assertEqual(
            self._limit(critical, "containment").deadline, received + timedelta(hours=24)
        )
        self.assertEqual(self._limit(minor, "close").deadline, received + timedelta(days=13))

    def test_severity_that_changes_moves_the_limit(self):
        received = fields.Datetime.to_datetime("2026-11-02 02:00:00")
        complaint = self._complaint(received_at=received)
        complaint.severity = "critical"
        self.assertEqual(
            self._limit(complaint, "containment").deadline, received + timedelta(hours=24)
        )

    def test_time_on_hold_stays_when_the_severity_changes(self):
        complaint = self._complaint(received_at=self._ago(minutes=10))
        complaint._wait("Customer sends the sample")
        held = self._limit(complaint, "close")
        held.sudo().write({"hold_since": held.hold_since - timedelta(hours=5)})
        complaint.action_go_on()
        due = self._limit(complaint, "close").deadline
        complaint.severity = "critical"
        self.assertEqual(self._limit(complaint, "close").deadline, due)
        self.assertEqual(
            self._limit(complaint, "containment").deadline,
            complaint.received_at + timedelta(hours=24),
        )

    def test_customer_that_turns_out_to_be_abroad(self):
        self.company.country_id = self.env.ref("base.cn")
        self.other.country_id = self.env.ref("base.de")
        received = fields.Datetime.to_datetime("2026-11-02 02:00:00")
        complaint = self._complaint(received_at=received, partner_id=False)
        self.assertEqual(self._limit(complaint, "close").deadline, received + timedelta(days=13))
        complaint.partner_id = self.other
        self.assertEqual(self._limit(complaint, "close").deadline, received + timedelta(days=16))

    def test_escalation(self):
        """First whoever handles it, then the leader of the department, then management."""
        complaint = self._complaint(
            received_at=self._ago(days=9), team_id=self.team["production"].id
        )
        limit = self._limit(complaint, "containment")
        self.assertEqual(limit._deadline_owner_users()[limit.id], self.officer)
        self.assertEqual(limit._deadline_leader_users()[limit.id], self.worker)
        self.assertEqual(limit._deadline_management_users()[limit.id], self.boss)
        self.assertTrue(limit.escalate_leader_at < limit.escalate_management_at)
        complaint._wait("Customer sends the sample")
        self.assertFalse(limit.escalate_at)

    def test_abroad_takes_longer(self):
        self.company.country_id = self.env.ref("base.cn")
        self.contact.country_id = self.env.ref("base.de")
        received = fields.Datetime.to_datetime("2026-11-02 02:00:00")
        complaint = self._complaint(received_at=received)
        self.assertTrue(complaint.is_export)
        self.assertEqual(self._limit(complaint, "close").deadline, received + timedelta(days=16))

    def test_steps_meet_their_limit(self):
        complaint = self._complaint()
        self.assertEqual(self._limit(complaint, "report").deadline_state, "met")
        complaint.action_acknowledge()
        self.assertEqual(self._limit(complaint, "acknowledge").deadline_state, "met")
        complaint._judge("valid", "It leaks")
        self.assertEqual(self._limit(complaint, "assess").deadline_state, "met")
        self.assertIn(complaint.next_limit_id.step, ("forward", "containment"))

    def test_late_reports_are_seen(self):
        complaint = self._complaint(received_at=self._ago(days=20))
        self.assertEqual(self._limit(complaint, "report").deadline_state, "missed")
        self.assertEqual(complaint.deadline_state, "late")
        found = self.env["customer.complaint"].search(
            [("deadline_state", "=", "late"), ("id", "=", complaint.id)]
        )
        self.assertEqual(found, complaint.with_env(self.env))

    def test_waiting_stops_all_clocks(self):
        complaint = self._complaint(received_at=self._ago(minutes=10))
        due = self._limit(complaint, "close").deadline
        complaint._wait("Customer sends the sample")
        self.assertTrue(complaint.on_hold)
        held = self._limit(complaint, "close")
        held.sudo().write({"hold_since": held.hold_since - timedelta(hours=5)})
        complaint.action_go_on()
        self.assertFalse(complaint.on_hold)
        self.assertGreaterEqual(self._limit(complaint, "close").deadline, due + timedelta(hours=5))

    def test_customer_is_told_of_delay_once(self):
        complaint = self._complaint(received_at=self._ago(days=30))
        self._tell()
        told = complaint.delay_told_on
        self.assertTrue(told)
        self.assertEqual(len(self._letters(complaint)), 1)
        self._tell()
        self.assertEqual(len(self._letters(complaint)), 1)

    def _letters(self, complaint):
        return self.env["mail.mail"].search(
            [("model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )

    def _tell(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_complaint.ir_cron_complaint_delay").method_direct_trigger()
        self.env.invalidate_all()

    def test_nobody_sets_his_own_limit(self):
        complaint = self._complaint()
        with self.refused("cannot be entered"):
            complaint.limit_ids[0].write({"deadline": fields.Datetime.now()})
        with self.assertRaises(AccessError):
            complaint.limit_ids[0].write({"company_id": self.company.id})

    def test_link_is_the_customers_alone(self):
        """The history shows the letter; the link that answers for the customer is not in it."""
        complaint = self._complaint()
        complaint.action_confirm_receipt()
        link = f"access_token={complaint.sudo().access_token}"
        letter = self._letters(complaint)
        self.assertIn(link, letter.body_html)
        told = complaint.with_user(self.officer).message_ids.filtered(
            lambda message: f"/my/complaints/{complaint.id}" in message.body
        )
        self.assertTrue(told)
        self.assertNotIn("access_token", "".join(complaint.message_ids.mapped("body")))

    def test_judged_wrongly_at_first(self):
        """What was judged not valid and turns out to be, is contained in time all the same."""
        complaint = self._complaint(severity="critical", team_id=self.team["production"].id)
        complaint.action_acknowledge()
        complaint._judge("invalid", "No defect seen")
        for step in ("containment", "forward"):
            self.assertTrue(self._limit(complaint, step).met_at)
        complaint.sudo().limit_ids.filtered("met_at").met_at = self._ago(hours=1)
        complaint._judge("ntf", "Seen again")
        complaint._judge("valid", "The second sample leaks")
        contained = self._limit(complaint, "containment")
        self.assertFalse(contained.met_at or self._limit(complaint, "forward").met_at)
        self.assertGreater(contained.deadline_started_at, self._ago(minutes=5))
        self.assertEqual(
            contained.deadline - contained.deadline_started_at, timedelta(hours=24)
        )

    def test_who_has_been_told_is_not_told_again(self):
        complaint = self._complaint(team_id=self.team["production"].id)
        complaint.action_acknowledge()
        complaint.action_forward()
        told = self._limit(complaint, "forward").sudo()
        told.met_at = self._ago(minutes=10)
        complaint._judge("invalid", "No defect seen")
        complaint._judge("valid", "It leaks")
        self.assertTrue(told.met_at)
        self.assertFalse(self._limit(complaint, "containment").met_at)

    def test_second_round_keeps_its_time(self):
        """A receipt that is corrected moves what still runs from it, not what was reopened."""
        complaint = self._judged("invalid", "No defect seen")
        complaint.solution = "We found no defect."
        complaint.action_propose()
        self._sign(complaint)
        complaint.action_answered()
        complaint._object("Wrong sample")
        due = self._limit(complaint, "assess").deadline
        complaint.received_at = self._ago(days=30)
        self.assertEqual(self._limit(complaint, "assess").deadline, due)
        self.assertEqual(self._limit(complaint, "close").deadline_state, "late")

    def test_letter_to_somebody_unknown_is_a_contact(self):
        complaint = self._complaint(partner_id=False, email_from="who@example.com")
        complaint.action_confirm_receipt()
        self.assertEqual(complaint.state, "registered")
        told = complaint.acknowledged_on
        self.assertTrue(told and self._limit(complaint, "acknowledge").met_at)
        complaint.partner_id = self.contact
        complaint.action_acknowledge()
        self.assertEqual((complaint.state, complaint.acknowledged_on), ("acknowledged", told))
