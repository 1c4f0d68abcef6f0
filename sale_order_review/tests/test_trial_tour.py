from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_review_tour import ReviewTourCommon


@tagged("post_install", "-at_install")
class TestTrialTour(HttpCase, ReviewTourCommon):
    """Engineering plans a trial, is refused before its result, and repeats what failed."""

    def test_trial(self):
        review = self._request(self.order)
        self._signoff(review, "engineering").action_answer_all()
        path = self._path(review, "order-reviews")
        with mute_logger("odoo.http"):  # the refusal itself
            self.start_tour(path, "sale_order_review_trial_plan", login="gate_engineering")
        trial = review.trial_ids
        self.assertEqual((trial.trial_type, trial.result), ("pilot", False))
        self.assertEqual(trial.owner_id, self.signers["engineering"])
        self.assertEqual(self._signoff(review, "engineering").state, "pending")
        with mute_logger("odoo.http"):  # the refusal itself
            self.start_tour(
                "/odoo/order-trials", "sale_order_review_trial_result", login="gate_engineering"
            )
        repeated = review.trial_ids - trial
        self.assertEqual((trial.result, trial.findings), ("fail", "Rust after 300 h"))
        self.assertEqual(repeated.result, "pass")
        self.assertFalse(review.trial_ids._not_passed())
        self._signoff(review, "engineering").action_accept()
