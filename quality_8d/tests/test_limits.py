from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import EightDCommon, fill_d0


@tagged("post_install", "-at_install")
class TestLimits(EightDCommon):
    """What the team is measured by, and what was waited, while the report is corrected."""

    def _wait(self, report, hours):
        report._wait("Parts from the customer")
        since = fields.Datetime.now() - timedelta(hours=hours)
        report.step_ids.filtered("on_hold").sudo().write({"hold_since": since})

    def _hours(self, step):
        """How much later the limit is than the rule says."""
        planned = step.deadline_started_at + timedelta(hours=step.deadline_rule_id.hours)
        return (step.deadline - planned).total_seconds() / 3600

    def test_what_was_waited_is_not_forgotten(self):
        report = self._report()
        step = report._step("d3")
        self._wait(report, 6)
        report.action_go_on()
        self.assertAlmostEqual(self._hours(step), 6, places=1)
        report.severity = "critical"
        self.assertEqual(step.deadline_rule_id.hours, 24)
        self.assertAlmostEqual(self._hours(step), 6, places=1)
        # Twice, and while it waits.
        self._wait(report, 4)
        report.severity = "major"
        self.assertEqual(step.hold_reason, "Parts from the customer")
        report.action_go_on()
        self.assertAlmostEqual(self._hours(step), 10, places=1)
        self.assertFalse(report.on_hold)

    def test_what_was_returned_keeps_its_period(self):
        report = self._report(received_at=fields.Datetime.now() - timedelta(days=40))
        self._pass(report, "d0")
        step = report._step("d0")
        step.with_user(self.quality)._return_by_manager("Which lot?")
        begun = step.deadline_started_at
        self.assertEqual(step.deadline_state, "on_time")
        report.with_user(self.quality).severity = "critical"
        self.assertEqual(step.deadline_started_at, begun)
        self.assertEqual(step.deadline_state, "on_time")
        self.assertEqual(report._step("d3").deadline_started_at, report.received_at)

    def test_corrections_do_not_change_what_is_measured_by(self):
        profile = self.env["quality.8d.profile"].create({"name": "By hand", "kind": "customer"})
        report = self._report(customer_acceptance=True)
        fill_d0(report)
        report._step("d0").action_submit()
        managed = report.with_user(self.quality)
        managed.write({"profile_id": profile.id, "customer_acceptance": False})
        self.env.flush_all()
        report.write({"severity": "critical", "partner_id": self.customer.copy().id})
        self.env.flush_all()
        self.assertEqual((report.profile_id, report.customer_acceptance), (profile, False))
        managed.customer_acceptance = True
        report.severity = "minor"
        self.env.flush_all()
        self.assertTrue(report.customer_acceptance)
        with self.refused("stands"):
            report.kind = "internal"
        managed.kind = "internal"
        self.env.flush_all()
        internal = self.env.ref("quality_8d.quality_8d_profile_internal")
        self.assertEqual((report.profile_id, report.customer_acceptance), (internal, False))

    def test_lines_and_submission_at_the_same_moment(self):
        """Each line that is written gives its discipline a new version: one of the two fails."""
        report = self._report()

        def version():
            self.env.cr.execute(
                "SELECT ctid FROM quality_8d_step WHERE id = %s", [report._step("d3").id]
            )
            return self.env.cr.fetchone()

        self.env.flush_all()
        before = version()
        report.containment_ids[0].action = "Sorted"
        self.env.flush_all()
        self.assertNotEqual(version(), before)
