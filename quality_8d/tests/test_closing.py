from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EightDCommon, fill_d8


@tagged("post_install", "-at_install")
class TestClosing(EightDCommon):
    """Nothing is closed before all of it is done, signed and accepted."""

    def test_whole_way(self):
        report = self._report(customer_acceptance=False)
        fill_d8(report)
        with self.refused("not been accepted yet"):
            report._step("d8").action_submit()
        self._pass_all(report)
        self.assertEqual(report.stage, "d8")
        with self.refused("the team leader submits it"):
            report._step("d8").with_user(self.quality).action_submit()
        report._step("d8").action_submit()
        signoffs = report.sudo().signoff_ids
        self.assertEqual(signoffs.mapped("named_user_id"), self.quality | self.champion)
        self.assertEqual(signoffs.sorted("sequence").mapped("state"), ["pending", "waiting"])
        self.assertEqual(signoffs.sorted("sequence").mapped("four_eyes"), [False, True])
        with self.assertRaises(AccessError):
            signoffs[0].with_user(self.leader).action_accept()
        self._sign(report)
        self.assertEqual(report.state, "closed")
        self.assertEqual(report.stage, "watch")
        self.assertTrue(report.closed_on)
        self.assertEqual(report.form_number, "QR-QA-02")
        with self.refused("stands"):
            report.lessons = "something else"
        with self.refused("stands"):
            report.returned_analysis = "something else"
        with self.refused("stands"):
            report.with_user(self.quality).customer_acceptance = True

    def test_champion_returns_the_closing(self):
        report = self._report(customer_acceptance=False)
        self._pass_all(report)
        self._pass(report, "d8")
        signoffs = report.sudo().signoff_ids
        signoffs.filtered(lambda s: s.named_user_id == self.quality).with_user(
            self.quality
        ).action_accept()
        signoffs.filtered(lambda s: s.named_user_id == self.champion).with_user(
            self.champion
        ).action_reject("Where are the figures?")
        self.assertEqual(report._step("d8").state, "returned")
        self.assertEqual(report.state, "open")
        report.result = "0 of 3000"
        report._step("d8").action_submit()
        self._sign(report)
        self.assertEqual(report.state, "closed")

    def test_returned_discipline_voids_the_signatures(self):
        report = self._report(customer_acceptance=True)
        self._pass_all(report)
        self._pass(report, "d8")
        self._sign(report)
        self.assertEqual(report.state, "open")
        report._step("d6").with_user(self.quality)._return_by_manager("Lot 9 leaks")
        self.assertEqual(report.stage, "d6")
        self.assertEqual(report._step("d8").state, "returned")
        self.assertFalse(
            report.sudo().signoff_ids.filtered(lambda s: s.signed_at and not s.voided_at)
        )

    def test_signature_checks_again(self):
        report = self._report(customer_acceptance=False)
        self._pass_all(report)
        self._pass(report, "d8")
        report.sudo().document_ids[0].write({"decision": False})
        with self.refused("Design FMEA"):
            self._sign(report)

    def test_fingerprint_follows_the_content(self):
        report = self._report()
        before = report._signoff_fingerprint()[report.id]
        report.symptom = "Something"
        self.assertNotEqual(report._signoff_fingerprint()[report.id], before)
        before = report._signoff_fingerprint()[report.id]
        report.containment_ids[0].action = "Sorted"
        self.assertNotEqual(report._signoff_fingerprint()[report.id], before)
