from odoo.tests import tagged

from odoo.addons.quality_8d.models.quality_8d_task import LOTS

from .common import EightDCommon


@tagged("post_install", "-at_install")
class TestEffect(EightDCommon):
    """Observation after closing, and what comes back."""

    def test_check_opens_by_itself(self):
        report = self._closed()
        self.assertEqual(report.effect_lots_needed, 3)
        self._run("quality_8d.ir_cron_quality_8d_effect")
        self.assertEqual(report.state, "closed")
        self._later(report, 30)
        self._run("quality_8d.ir_cron_quality_8d_effect")
        self.assertEqual(report.state, "closed", "lots are missing")
        task = report.sudo().activity_search([LOTS])
        self.assertEqual(task.user_id, self.quality)
        self.assertIn("enter the lots", task.summary)
        self._run("quality_8d.ir_cron_quality_8d_effect")
        self.assertEqual(report.sudo().activity_search([LOTS]), task, "told once")
        report.effect_lots = 3
        self.assertFalse(report.sudo().activity_search([LOTS]))
        self.assertEqual(report.state, "check")
        self.assertIn(self.quality, report.sudo().activity_ids.user_id)
        with self.refused("Write into"):
            report.with_user(self.quality).action_effective()
        report.with_user(self.quality).effect_text = "No leak in 3 lots"
        report.with_user(self.quality).action_effective()
        self.assertEqual(report.stage, "done")
        self.assertFalse(report.sudo().activity_ids, "nothing is left to do")
        with self.refused("stands"):
            report.with_user(self.quality).effect_text = "Something else"

    def test_lots_first_then_days(self):
        report = self._closed()
        report.effect_lots = 5
        self.assertEqual(report.state, "closed")
        self._later(report, 30)
        self._run("quality_8d.ir_cron_quality_8d_effect")
        self.assertEqual(report.state, "check")

    def test_not_effective_before_its_time(self):
        report = self._closed()
        with self.refused("still observed"):
            report.with_user(self.quality).action_effective()

    def test_recurrence_takes_the_earlier_one_up(self):
        earlier = self._closed()
        report = self._report()
        earlier.with_user(self.leader).with_context(report_id=report.id).action_is_recurrence()
        self.assertEqual(report.recurrence_of_id, earlier)
        self.assertEqual(earlier.recurrence_ids, report)
        self.assertEqual(earlier.state, "open")
        self.assertEqual(earlier.stage, "d4")
        self.assertEqual(earlier._step("d3").state, "accepted")
        self.assertFalse(
            earlier.sudo().signoff_ids.filtered(lambda s: s.signed_at and not s.voided_at)
        )
        with self.refused("already"):
            report._recurs(earlier)

    def test_found_at_the_check(self):
        report = self._closed()
        self.env["order.reason"].with_user(self.quality).create(
            {
                "res_model": report._name,
                "res_id": report.id,
                "step": "recurred",
                "reason": "2 leaks in lot 12",
            }
        ).action_confirm()
        self.assertEqual(report.stage, "d4")
        self.assertIn("2 leaks", report._step("d4").return_reason)
