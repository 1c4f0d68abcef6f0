from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.quality_8d.models.quality_8d_task import CLAIM

from .test_supplier import SupplierCommon


@tagged("post_install", "-at_install")
class TestClaim(SupplierCommon):
    """What is claimed from a supplier, and what he says to it."""

    def _claimed(self, amount=800):
        report = self._asked().report_id.with_user(self.quality)
        report.claim_amount = amount
        report.action_claim()
        return report

    def _task(self, report):
        return report.sudo().activity_search([CLAIM])

    def test_claim_agreed_and_recovered(self):
        report = self._asked().report_id.with_user(self.quality)
        with self.refused("what is claimed"):
            report.action_claim()
        report.write({"claim_amount": 800, "claim_text": "Sorting"})
        report.action_claim()
        with self.refused("take it back"):
            report.claim_amount = 900
        mark = report._claim_mark()
        report.action_claim_back()
        report.claim_amount = 900
        report.action_claim()
        with self.refused("read it again"):
            report._answer_claim(True, "Chen", "", mark)
        report.action_claim_back()
        report.claim_amount = 800
        report.action_claim()
        with self.refused("your name"):
            report._answer_claim(True, "", "")
        report._answer_claim(True, "Chen", "", mark)
        self.assertEqual((report.claim_state, report.claim_agreed), ("agreed", 800))
        with self.refused("answered already"):
            report.action_claim_back()
        with self.refused("it stands"):
            report.claim_amount = 900
        with self.refused("credit note"):
            report.action_claim_recovered()
        report.claim_document = "CN-7"
        report.cost_ids = [Command.create({"name": "Sorting", "amount": 1000})]
        report.action_claim_recovered()
        self.assertEqual(report.cost_total, 200)
        self.assertEqual(report.claim_state, "recovered")
        with self.refused("answered already"):
            report._answer_claim(True, "Chen", "")

    def test_claim_disputed(self):
        report = self._asked().report_id.with_user(self.quality)
        report.claim_amount = 800
        report.action_claim()
        with self.refused("why you do not agree"):
            report._answer_claim(False, "Chen", "")
        report._answer_claim(False, "Chen", "Only half")
        self.assertEqual((report.claim_state, report.claim_answer), ("disputed", "Only half"))
        report.claim_agreed = 400
        report.action_claim_agreed()
        self.assertEqual((report.claim_state, report.claim_agreed), ("agreed", 400))

    def test_claim_is_for_quality_managers(self):
        report = self._asked().report_id
        with self.assertRaises(AccessError):
            report.with_user(self.leader).read(["claim_amount"])
        with self.assertRaises(AccessError):
            report.with_user(self.leader).action_claim()

    def test_what_was_agreed_stands(self):
        report = self._claimed()
        report._answer_claim(True, "Chen", "")
        with self.refused("it stands"):
            report.claim_agreed = 1800
        with self.refused("claimed already"):
            report.action_claim()
        report.claim_document = "CN-7"
        report.action_claim_recovered()
        self.assertEqual(report.cost_total, -800)
        with self.refused("claimed already"):
            report.action_claim()

    def test_what_we_have_recorded_may_be_corrected(self):
        """Agreed by phone: until it is booked a slip of the pen is put right."""
        report = self._claimed()
        report.action_claim_agreed()
        report.claim_agreed = 700
        report.claim_document = "CN-7"
        report.action_claim_recovered()
        self.assertEqual(report.cost_total, -700)
        with self.refused("it stands"):
            report.claim_agreed = 600

    def test_a_new_claim_forgets_the_figure_of_the_old_one(self):
        report = self._claimed()
        report._answer_claim(False, "Chen", "Only half")
        report.claim_agreed = 300
        report.claim_amount = 500
        report.action_claim()
        report.action_claim_agreed()
        self.assertEqual(report.claim_agreed, 500)

    def test_who_hears_of_it(self):
        mails = self.env["mail.mail"].sudo().search([])
        report = self._claimed()
        mail = self.env["mail.mail"].sudo().search([]) - mails
        self.assertEqual(mail.recipient_ids, self.supplier)
        self.assertIn("Our claim", mail.subject)
        # The team may read what is kept of it.
        self.assertNotIn("800", mail.mail_message_id.body)
        self.assertNotIn(report.supplier_request_id.sudo().access_token, mail.mail_message_id.body)
        report._answer_claim(False, "Chen", "Only half")
        task = self._task(report)
        self.assertEqual(task.user_id, self.quality)
        self.assertIn("does not agree", task.summary)
        report.action_claim()
        self.assertFalse(self._task(report))
        report._answer_claim(True, "Chen", "")
        self.assertIn("credit note", self._task(report).summary)
        report._settle_tasks()
        self.assertTrue(self._task(report))
        report.claim_document = "CN-7"
        report.action_claim_recovered()
        self.assertFalse(self._task(report))

    def test_a_claim_without_a_page(self):
        report = self._report(kind="supplier", partner_id=self.supplier.id)
        report = report.with_user(self.quality)
        report.claim_amount = 800
        self.assertIn("tell him", report.action_claim()["params"]["message"])
        self.assertEqual(report.claim_state, "claimed")
