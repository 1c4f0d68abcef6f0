from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EightDCommon, fill_d0, fill_d3


@tagged("post_install", "-at_install")
class TestReport(EightDCommon):
    """Opening, time limits, disciplines one after the other."""

    def test_new_report(self):
        report = self._report()
        year = fields.Date.today().year
        self.assertEqual(report.name, f"8D-{year}-0001")
        self.assertEqual(self._report().name, f"8D-{year}-0002")
        self.assertEqual(report.stage, "d0")
        self.assertEqual(len(report.step_ids), 9)
        self.assertEqual(len(report.containment_ids), 11)
        self.assertEqual(len(report.comparison_ids), 8)
        self.assertEqual(len(report.document_ids), 10)

    def test_limits_count_from_receipt(self):
        received = fields.Datetime.now() - timedelta(hours=30)
        report = self._report(received_at=received)
        self.assertEqual(report.profile_id, self.env.ref("quality_8d.quality_8d_profile_standard"))
        self.assertEqual(report._step("d0").deadline, received + timedelta(hours=24))
        self.assertEqual(report._step("d3").deadline, received + timedelta(hours=48))
        self.assertEqual(report._step("d8").deadline, received + timedelta(days=60))
        self.assertEqual(report.deadline_state, "late")
        self.assertTrue(report.deadline_late)
        self.assertIn(report, report.search([("deadline_state", "=", "late")]))
        report.severity = "critical"
        self.assertEqual(report._step("d0").deadline, received + timedelta(hours=4))
        self.assertTrue(report.customer_acceptance)

    def test_internal_profile(self):
        report = self._report(kind="internal", partner_id=False)
        self.assertEqual(report.profile_id, self.env.ref("quality_8d.quality_8d_profile_internal"))
        self.assertFalse(report.customer_acceptance)

    def test_profile_of_a_customer(self):
        profile = self.env["quality.8d.profile"].create(
            {"name": "Motor Works", "partner_ids": self.customer.ids}
        )
        profile.action_add_limits()
        self.assertEqual(len(profile.limit_ids), 9)
        profile.limit_ids.filtered(lambda limit: limit.stage == "d3").hours = 5
        report = self._report()
        self.assertEqual(report.profile_id, profile)
        self.assertEqual(report._step("d3").deadline, report.received_at + timedelta(hours=5))
        other = self._report(partner_id=self.env["res.partner"].create({"name": "Else"}).id)
        self.assertNotEqual(other.profile_id, profile)

    def test_copied_profile_has_its_own_limits(self):
        standard = self.env.ref("quality_8d.quality_8d_profile_standard")
        profile = standard.copy({"partner_ids": self.customer.ids})
        self.assertEqual(len(profile.limit_ids), 9)
        profile.limit_ids.hours = 7
        report = self._report()
        self.assertEqual(report._step("d8").deadline, report.received_at + timedelta(hours=7))

    def test_discipline_after_discipline(self):
        report = self._report()
        step = report._step("d0")
        self.assertIn("Symptom", step.missing)
        with self.refused("Symptom"):
            step.action_submit()
        fill_d0(report)
        step.action_submit()
        self.assertEqual(step.state, "submitted")
        self.assertEqual(step.deadline_state, "met")
        with self.refused("has been submitted and stands"):
            report.symptom = "something else"
        step.with_user(self.quality).action_accept()
        self.assertEqual(report.stage, "d1")
        self.assertEqual(report.deadline, report._step("d1").deadline)

    def test_return_with_reason(self):
        report = self._report()
        self._pass(report, "d0")
        step = report._step("d0")
        wizard = (
            self.env["order.reason"]
            .with_user(self.quality)
            .create(
                {
                    "res_model": step._name,
                    "res_id": step.id,
                    "step": "return",
                    "reason": "Say which lot",
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(step.state, "returned")
        self.assertEqual(step.return_reason, "Say which lot")
        self.assertEqual(report.stage, "d0")
        self.assertFalse(step.met_at)
        self.assertIn(self.leader, report.sudo().activity_ids.user_id)
        report.symptom = "Lot 7 leaks"
        step.action_submit()

    def test_four_eyes(self):
        report = self._report(leader_id=self.quality.id)
        fill_d0(report)
        step = report._step("d0").with_user(self.quality)
        step.action_submit()
        with self.refused("another quality manager"):
            step.action_accept()
        self.company.quality_8d_four_eyes = False
        step.action_accept()
        self.assertEqual(step.state, "accepted")

    def test_only_the_quality_manager_accepts(self):
        report = self._report()
        fill_d0(report)
        report._step("d0").action_submit()
        with self.assertRaises(AccessError):
            report._step("d0").with_user(self.leader).action_accept()

    def test_state_is_not_entered(self):
        report = self._report()
        with self.refused("cannot be entered"):
            report.state = "closed"
        with self.refused("cannot be entered"):
            report.step_ids[0].state = "accepted"
        forged = self.env["quality.8d"].with_user(self.leader).with_context(default_state="done")
        self.assertEqual(forged.create({"title": "Forged"}).state, "open")

    def test_lines_stand_with_their_discipline(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3")
        with self.refused("D3 Containment"):
            report.containment_ids[0].action = "nothing"
        with self.refused("D1 Team"):
            report.member_ids[0].unlink()
        with self.refused("D1 Team"):
            self.env["quality.8d.member"].with_user(self.leader).create(
                {"report_id": report.id, "name": "Late"}
            )
        # The end of a containment is part of D6.
        report.containment_ids[0].ending = "withdrawn"
        self.assertEqual(report.containment_ids[0].ended_on, fields.Date.today())

    def test_wait_for_the_customer(self):
        report = self._report()
        deadline = report._step("d3").deadline
        report._wait("Parts from the customer")
        self.assertTrue(report.on_hold)
        report.severity = "critical"
        self.assertEqual(report._step("d3").hold_reason, "Parts from the customer")
        report.severity = "major"
        report.step_ids.sudo().write({"hold_since": fields.Datetime.now() - timedelta(hours=6)})
        report.action_go_on()
        self.assertFalse(report.on_hold)
        gained = report._step("d3").deadline - deadline
        self.assertAlmostEqual(gained.total_seconds() / 3600, 6, places=1)

    def _working_limits(self, hours):
        """A profile whose limits count working hours, Monday to Friday, 8 to 12 and 13 to 17."""
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Five days", "company_id": self.company.id, "tz": "UTC"}
        )
        profile = self.env["quality.8d.profile"].create(
            {"name": "Working hours", "partner_ids": self.customer.ids}
        )
        profile.action_add_limits()
        profile.limit_ids.write({"hours": hours, "hours_type": "working"})
        return profile

    def test_limits_over_the_weekend(self):
        self._working_limits(4)
        friday = datetime(2026, 11, 20, 15)
        with freeze_time(friday):
            report = self._report(received_at=friday)
        step = report._step("d3")
        self.assertEqual(step.deadline, datetime(2026, 11, 23, 10))
        # One hour of Friday and three of Monday are waited: the weekend is no working time.
        with freeze_time(datetime(2026, 11, 20, 16)):
            report._wait("Parts from the customer")
        with freeze_time(datetime(2026, 11, 23, 11)):
            self.assertNotEqual(step.deadline_state, "late", "the clock stands still")
            report.action_go_on()
        self.assertEqual(step.deadline, datetime(2026, 11, 23, 15))

    def test_clock_hours_run_on_at_the_weekend(self):
        friday = datetime(2026, 11, 20, 15)
        with freeze_time(friday):
            report = self._report(received_at=friday, severity="critical")
        self.assertEqual(report._step("d3").deadline, datetime(2026, 11, 21, 15))

    def test_no_8d_needed(self):
        report = self._report()
        with self.assertRaises(AccessError):
            report._not_needed("Single case")
        report.with_user(self.quality)._not_needed("Single case")
        self.assertEqual(report.stage, "not_needed")
        self.assertFalse(report._step("d3").deadline)
        report.with_user(self.quality).action_take_up_again()
        self.assertEqual(report.stage, "d0")
        self.assertTrue(report._step("d3").deadline)

    def test_opened_from_a_document(self):
        report = self.env["quality.8d"].with_user(self.leader)._open_from(self.customer)
        self.assertEqual(report.origin_name, "8D Customer")
        action = report.action_open_origin()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.customer.id))
        with self.refused("worked on"):
            fill_d0(report)
            report._step("d0").action_submit()
            report.with_user(self.quality).unlink()
        report._step("d0").sudo().write({"submitted_at": False})
        report.with_user(self.quality).unlink()

    def test_escalation_by_person(self):
        report = self._report(received_at=fields.Datetime.now() - timedelta(days=90))
        step = report._step("d3")
        step.user_id = self.colleague
        self.assertEqual(step._deadline_owner_users()[step.id], self.colleague)
        self.assertEqual(step._deadline_leader_users()[step.id], self.quality)
        self.assertEqual(step._deadline_management_users()[step.id], self.champion)
        steps = self.env["quality.8d.step"].sudo()._deadline_escalate(fields.Datetime.now(), 100)
        self.assertIn(step, steps)
        told = self.env["order.digest"].sudo().search([("user_id", "=", self.colleague.id)])
        self.assertEqual(told.lines[0]["url"], f"/odoo/quality-8d/{report.id}")

    def test_days_per_discipline(self):
        report = self._report(received_at=fields.Datetime.now() - timedelta(days=3))
        self._pass(report, "d0")
        step = report._step("d0")
        self.assertAlmostEqual(step.days_taken, 3, places=1)
        self.assertEqual(step.days_allowed, 1)

    def test_defective_parts_were_checked(self):
        report = self._report()
        fill_d3(report, self.colleague)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            report.containment_ids[0].defective_qty = 500
            self.env.flush_all()
