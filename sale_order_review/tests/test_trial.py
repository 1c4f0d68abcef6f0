from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestTrial(ReviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls.signers["engineering"]
        cls.review = cls._request(cls._regular_order(has_penalty_clause=True))
        cls.item = cls.review.template_id.line_ids.filtered(
            lambda line: line.function == "engineering" and line.gate == "production"
        )[:1]

    def _trial(self, user=None, **values):
        return (
            self.env["sale.order.trial"]
            .with_user(user or self.engineer)
            .create({"review_id": self.review.id, "subject": "Coating 720 h", **values})
        )

    def _sign(self):
        signoff = self._signoff(self.review, "engineering")
        signoff.action_answer_all()
        return signoff

    def _leave_open(self):
        line = self.review.line_ids.filtered(lambda line: line.template_line_id == self.item)
        self._answer_open(line.with_user(self.engineer), gate="production")
        return line

    def test_engineering_waits_for_the_result(self):
        trial = self._trial()
        self.assertIn("no result yet", self.review.trial_warning)
        signoff = self._sign()
        with self.assertRaisesRegex(UserError, "have a result"):
            signoff.action_accept()
        with self.assertRaisesRegex(UserError, "have a result"):
            signoff.action_conditional("later")
        trial.result = "pass"
        self.assertEqual(trial.done_on, fields.Date.context_today(trial))
        self.assertFalse(self.review.trial_warning)
        signoff.action_accept()
        self.assertEqual(signoff.state, "accepted")

    def test_other_departments_do_not_wait(self):
        self._trial()
        signoff = self._signoff(self.review, "quality")
        signoff.action_answer_all()
        signoff.action_accept()

    def test_engineering_may_return_the_order(self):
        self._trial()
        self._signoff(self.review, "engineering").action_reject("cannot be made")
        self.assertEqual(self.review.state, "rejected")

    def test_not_required_keeps_nobody(self):
        self._trial(required=False)
        self._sign().action_accept()

    def test_failed_trial_keeps_its_item_open(self):
        trial = self._trial(item_id=self.item.id)
        trial.write({"result": "fail", "findings": "Rust after 300 h"})
        self.assertIn("Failed", self.review.trial_warning)
        signoff = self._sign()
        with self.assertRaisesRegex(UserError, self.item.code):
            signoff.action_accept()
        line = self._leave_open()
        signoff.action_accept()
        self._sign_all(self.review)
        self.assertIn(self.review.state, ("accepted", "conditional"))
        with self.assertRaisesRegex(UserError, "until this trial has passed"):
            line.with_user(self.engineer).action_close("done")
        repeated = self._trial(item_id=self.item.id)
        with self.assertRaises(UserError):
            line.with_user(self.engineer).action_close("done")
        repeated.result = "pass"
        line.with_user(self.engineer).action_close("done")
        self.assertEqual(line.item_state, "closed")

    def test_failed_trial_without_item_keeps_any_open(self):
        self._trial(result="fail", findings="Rust")
        signoff = self._sign()
        with self.assertRaisesRegex(UserError, "an item of engineering"):
            signoff.action_accept()
        self._leave_open()
        signoff.action_accept()

    def test_repeated_trial_replaces_the_failed_one(self):
        self._trial(result="fail", findings="Rust")
        self._trial(trial_type="pilot", result="pass")
        self.assertTrue(self.review.trial_warning, "another kind of trial proves nothing")
        self._trial(result="conditional", findings="With other primer")
        self.assertFalse(self.review.trial_warning)
        self._sign().action_accept()

    def test_findings_are_needed(self):
        trial = self._trial()
        with self.assertRaises(ValidationError):
            trial.result = "fail"
        with self.assertRaises(ValidationError):
            self._trial(result="conditional")

    def test_late(self):
        trial = self._trial(planned_on="2020-01-01")
        self.assertTrue(trial.is_late)
        self.assertIn(trial, self.env["sale.order.trial"].search([("is_late", "=", True)]))
        trial.result = "pass"
        self.assertFalse(trial.is_late)

    def test_roles(self):
        quality = self.signers["quality"]
        with self.assertRaises(AccessError):
            self._trial(user=quality)
        trial = self._trial(owner_id=quality.id)
        trial.with_user(quality).write({"result": "pass"})
        other = self._trial()
        self.assertTrue(other.with_user(quality).read(["subject"]), "of a review he signs")
        with self.assertRaises(AccessError):
            other.with_user(quality).write({"result": "pass"})
        with self.assertRaises(AccessError):
            other.with_user(quality).unlink()
        self.assertTrue(other.with_user(self.plain_user).read(["subject"]))
        with self.assertRaises(AccessError):
            other.with_user(self.plain_user).write({"subject": "No"})
        other.with_user(self.manager).write({"subject": "Yes"})
        with self.assertRaises(ValidationError):
            trial.unlink()
        other.unlink()

    def test_item_of_engineering_only(self):
        item = self.review.template_id.line_ids.filtered(lambda line: line.function == "quality")
        with self.assertRaises(ValidationError):
            self._trial(item_id=item[:1].id)
