from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.quality_8d.models.quality_8d_task import DECIDE, EFFECT, RETURNED

from .common import EightDCommon, fill_d0


@tagged("post_install", "-at_install")
class TestTasks(EightDCommon):
    """Tasks come with the work and go when it is done; limits, holds and the decision of D0."""

    def _tasks(self, report, activity_type):
        return report.sudo().activity_search([activity_type])

    def test_decide_and_returned(self):
        report = self._report()
        fill_d0(report)
        step = report._step("d0")
        step.action_submit()
        task = self._tasks(report, DECIDE)
        self.assertEqual(task.user_id, self.quality)
        self.assertIn("D0", task.summary)
        step.with_user(self.quality)._return_by_manager("Which lot?")
        self.assertFalse(self._tasks(report, DECIDE))
        task = self._tasks(report, RETURNED)
        self.assertEqual(task.user_id, self.leader)
        self.assertIn("Which lot?", task.note)
        step.action_submit()
        self.assertFalse(self._tasks(report, RETURNED))
        step.with_user(self.quality).action_accept()
        self.assertFalse(report.sudo().activity_ids)

    def test_note_is_text(self):
        report = self._report()
        fill_d0(report)
        step = report._step("d0")
        step.action_submit()
        step.with_user(self.quality)._return_by_manager('Hole < 5 mm deep <img src="x">')
        note = self._tasks(report, RETURNED).note
        self.assertIn("&lt; 5 mm deep", note)
        self.assertNotIn("<img", note)

    def test_one_task_for_all_that_is_returned(self):
        report = self._closed()
        report.with_user(self.quality)._take_up_recurrence("Leaks again")
        task = self._tasks(report, RETURNED)
        self.assertEqual(len(task), 1)
        for name in ("D4", "D5", "D6", "D7", "D8"):
            self.assertIn(name, task.summary)
        report._step("d4").action_submit()
        self.assertTrue(self._tasks(report, RETURNED))

    def test_effect_is_checked(self):
        report = self._closed()
        self._later(report, 60)
        report.with_user(self.quality).effect_lots = 9
        self.assertEqual(report.state, "check")
        self.assertEqual(self._tasks(report, EFFECT).user_id, self.quality)
        report.with_user(self.quality).effect_text = "No leaks"
        report.with_user(self.quality).action_effective()
        self.assertFalse(report.sudo().activity_ids)

    def test_no_task_is_left_where_no_8d_is_needed(self):
        report = self._report()
        fill_d0(report)
        report._step("d0").action_submit()
        report.with_user(self.quality)._not_needed("Single case")
        self.assertFalse(report.sudo().activity_ids)

    # ------------------------------------------------------------------
    # Is an 8D needed?
    # ------------------------------------------------------------------
    def test_no_8d_is_needed(self):
        report = self._report()
        report.write({"symptom": "One scratch", "needed": "no"})
        step = report._step("d0")
        with self.refused("Explanation"):
            step.action_submit()
        report.need_reason = "Single part, replaced"
        step.action_submit()
        self.assertEqual(report.state, "open")
        step.with_user(self.quality).action_accept()
        self.assertEqual(report.stage, "not_needed")
        report.with_user(self.quality).action_take_up_again()
        self.assertEqual((report.stage, step.state, report.needed), ("d0", "returned", "yes"))

    def test_a_reason_for_an_8d_decides(self):
        report = self._report()
        self.assertFalse(report.needed)
        report.criterion = "customer"
        self.assertEqual(report.needed, "yes")

    def test_what_calls_for_an_8d(self):
        report = self._report(severity="critical")
        self.assertIn("critical", report.need_hint)
        again = self._report(customer_acceptance=False)
        self.assertIn(report.name, again.need_hint)
        other = self.env["quality.defect"].create({"name": "Rust"})
        fresh = self._report(customer_acceptance=False, defect_id=other.id)
        self.assertFalse(fresh.need_hint)

    # ------------------------------------------------------------------
    # Who has something to do
    # ------------------------------------------------------------------
    def test_who_has_to_act_sees_the_report(self):
        report = self._report()
        line = report.containment_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(self.stranger).action = "x"
        line.write({"concerned": "yes", "user_id": self.stranger.id})
        line.with_user(self.stranger).action = "Sorted"
        self.assertTrue(report.with_user(self.stranger).has_access("read"))

    def test_told_and_reminded(self):
        report = self._report()
        digest = self.env["order.digest"].sudo()
        line = report.containment_ids[0]
        line.write({"concerned": "yes", "user_id": self.colleague.id})
        told = digest.search([("user_id", "=", self.colleague.id), ("topic", "=", "duty_8d")])
        self.assertEqual(told.lines[0]["url"], f"/odoo/quality-8d/{report.id}")
        told.unlink()
        line.due_on = self.company._order_today() - timedelta(days=2)
        self.assertTrue(line.is_late)
        lines = self.env["quality.8d.containment"]
        self.assertIn(line, lines.search([("is_late", "=", True)]))
        self._run("quality_8d.ir_cron_quality_8d_remind_containment")
        self.assertTrue(digest.search([("user_id", "=", self.colleague.id)]))
        late = digest.search([("user_id", "=", self.leader.id), ("topic", "=", "late_leader")])
        self.assertTrue(late)
        self.assertTrue(line.reminded_on)
        line.action_done()
        self.assertEqual(line.done_on, self.company._order_today())
        self.assertFalse(line.is_late)
        line.sudo().reminded_on = False
        self._run("quality_8d.ir_cron_quality_8d_remind_containment")
        self.assertFalse(line.reminded_on)

    def test_places_decided_at_once(self):
        report = self._report()
        line = report.containment_ids[0]
        line.concerned = "yes"
        self.assertTrue(report.open_places)
        report.action_others_not_concerned()
        self.assertEqual(line.concerned, "yes")
        self.assertFalse(report.open_places)

    # ------------------------------------------------------------------
    # Limits
    # ------------------------------------------------------------------
    def _working(self, stage, hours):
        """Count one discipline in working hours: Monday to Friday, 8-12 and 13-17."""
        self.company.resource_calendar_id.tz = "UTC"
        profile = self.env["quality.8d.profile"].create(
            {"name": "Working", "partner_ids": self.customer.ids}
        )
        profile.action_add_limits()
        limit = profile.limit_ids.filtered(lambda rule: rule.stage == stage)
        limit.write({"hours": hours, "hours_type": "working"})
        return profile

    def test_limit_over_a_weekend(self):
        self._working("d3", 8)
        # A Friday afternoon: one hour is left of the day.
        report = self._report(received_at=datetime(2026, 11, 20, 16, 0))
        self.assertEqual(report._step("d3").deadline, datetime(2026, 11, 23, 16, 0))

    def test_hold_over_a_weekend(self):
        self._working("d3", 8)
        report = self._report(received_at=datetime(2026, 11, 20, 16, 0))
        step = report._step("d3")
        clock = report._step("d4").deadline
        step._deadline_hold("Parts")
        report._step("d4")._deadline_hold("Parts")
        # Held from Friday 16:00 to Monday 9:00: two working hours, 65 hours by the clock.
        steps = (step | report._step("d4")).sudo()
        steps.write({"hold_since": datetime(2026, 11, 20, 16, 0)})
        steps._deadline_resume_at(datetime(2026, 11, 23, 9, 0))
        self.assertEqual(step.deadline, datetime(2026, 11, 24, 9, 0))
        self.assertEqual(report._step("d4").deadline - clock, timedelta(hours=65))

    def test_hold_shows_whatever_comes_next(self):
        report = self._report()
        self._pass(report, "d0")
        self._fill(report, "d1")
        report._step("d1").action_submit()
        report._wait("Parts")
        # D1 was handed in, its clock has stopped for good.
        self.assertTrue(report.on_hold)
        self.assertEqual(report.hold_reason, "Parts")
        self.assertIn(report, report.search([("on_hold", "=", True)]))
        report._step("d1").with_user(self.quality)._return_by_manager("Who else?")
        self.assertTrue(report._step("d1").on_hold)
        report.action_go_on()
        self.assertFalse(report.on_hold)
        self.assertNotIn(report, report.search([("on_hold", "=", True)]))

    def test_limits_of_a_new_profile_are_the_usual_ones(self):
        profile = self.env["quality.8d.profile"].create(
            {"name": "Motor Works", "critical": True, "partner_ids": self.customer.ids}
        )
        profile.action_add_limits()
        hours = {limit.stage: limit.hours for limit in profile.limit_ids}
        self.assertEqual((hours["d0"], hours["d4"]), (4, 120))

    def test_a_customer_with_two_profiles(self):
        profiles = self.env["quality.8d.profile"].create(
            [
                {"name": name, "critical": critical, "partner_ids": self.customer.ids}
                for name, critical in (("Usual", False), ("Critical", True))
            ]
        )
        self.assertEqual(self._report().profile_id, profiles[0])
        self.assertEqual(self._report(severity="critical").profile_id, profiles[1])
        person = self.env["res.partner"].create({"name": "Li", "parent_id": self.customer.id})
        self.assertEqual(self._report(partner_id=person.id).profile_id, profiles[0])
