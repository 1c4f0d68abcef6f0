from odoo.tests import tagged

from odoo.addons.quality_8d.models.quality_8d_task import LOTS, RECURRED

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

    def test_each_check_has_its_own_words(self):
        report = self._closed()
        managed = report.with_user(self.quality)

        def checked():
            self._later(report, 30)
            managed.effect_lots = 3
            self.assertEqual(report.state, "check")

        checked()
        managed.effect_text = "No leak in 3 lots"
        managed.action_effective()
        managed._has_recurred("2 leaks in lot 12")
        self.assertFalse(report.effect_text)
        said = report.sudo().message_ids.mapped("body")
        self.assertTrue(any("No leak in 3 lots" in body for body in said))
        for discipline in ("d4", "d5", "d6", "d7", "d8"):
            report._step(discipline).action_submit()
            if discipline != "d8":
                report._step(discipline).with_user(self.quality).action_accept()
        self._sign(report)
        checked()
        with self.refused("Write into"):
            managed.action_effective()

    def test_what_needed_no_8d_has_come_back(self):
        earlier = self._report()
        earlier.with_user(self.quality)._not_needed("Single case")
        report = self._report()
        earlier.with_user(self.leader).with_context(report_id=report.id).action_is_recurrence()
        self.assertEqual((report.recurrence_of_id, earlier.state), (earlier, "not_needed"))
        self.assertTrue(report.repeated)
        task = earlier.sudo().activity_search([RECURRED])
        self.assertEqual(task.user_id, self.quality)
        self.assertIn(report.name, task.summary)
        earlier.with_user(self.quality).action_take_up_again()
        self.assertEqual(earlier.state, "open")

    def test_quality_manager_hears_what_is_taken_up(self):
        earlier = self._closed()
        self._report()._recurs(earlier)
        task = earlier.sudo().activity_search([RECURRED])
        self.assertEqual(task.user_id, self.quality)
