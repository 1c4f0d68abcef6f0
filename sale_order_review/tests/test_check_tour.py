from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_review_tour import ReviewTourCommon


class CheckTourCommon(ReviewTourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in cls.products:
            product.sale_delay = 20
        cls.order = cls._regular_order(
            has_penalty_clause=True,
            commitment_date=fields.Datetime.now() + timedelta(days=5),
        )
        cls.review = cls._request(cls.order)


@tagged("post_install", "-at_install")
class TestCheckTour(HttpCase, CheckTourCommon):
    """Planning takes over what the checks propose."""

    def test_proposals(self):
        self.start_tour(
            "/odoo/order-reviews", "sale_order_review_proposals", login="gate_planning"
        )
        late = self._line(self.review, "P03")
        self.assertEqual((late.result, late.answered_by_id), ("nok", self.signers["planning"]))
        self.assertTrue(late.comment)


@tagged("post_install", "-at_install")
class TestCheckTourPhone(HttpCase, CheckTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_contradiction(self):
        self.start_tour(
            "/odoo/my-sign-offs",
            "sale_order_review_contradiction_phone",
            login="gate_planning",
        )
        line = self._line(self.review, "P03")
        self.assertEqual((line.result, line.comment), ("ok", "A second shift was agreed"))
