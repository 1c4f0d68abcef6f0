from odoo.tests import HttpCase, tagged

from .common_review import ReviewCommon


class ReviewTourCommon(ReviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "Review Tour Customer"
        cls.order = cls._regular_order(has_penalty_clause=True)

    def _path(self, record, action):
        return f"/odoo/{action}/{record.id}"


@tagged("post_install", "-at_install")
class TestReviewTour(HttpCase, ReviewTourCommon):
    """Sales requests, a department fills and signs, management decides."""

    def test_desk(self):
        self.start_tour(
            self._path(self.order, "orders"), "sale_order_review_request", login="gate_sales"
        )
        review = self.order.review_ids
        self.assertEqual(review.kind, "full")
        self.start_tour("/odoo/order-reviews", "sale_order_review_fill", login="gate_quality")
        lines = review.line_ids.filtered(lambda line: line.function == "quality")
        self.assertEqual(lines.mapped("result"), ["ok", "ok", "na", "ok", "ok"])
        self.assertEqual(self._signoff(review, "quality").state, "accepted")
        self._sign_all(review, skip=["management"])
        self.start_tour(
            self._path(review, "order-reviews"),
            "sale_order_review_decide",
            login="gate_management",
        )
        self.assertEqual(review.state, "accepted")


@tagged("post_install", "-at_install")
class TestReviewTourPhone(HttpCase, ReviewTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_phone(self):
        review = self._request(self.order)
        self.start_tour("/odoo/my-sign-offs", "sale_order_review_phone", login="gate_production")
        lines = review.line_ids.filtered(lambda line: line.function == "production")
        self.assertEqual(lines.mapped("result"), ["ok", "na"])
