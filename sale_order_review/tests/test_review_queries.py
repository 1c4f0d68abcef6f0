from odoo.tests import tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewQueries(ReviewCommon):
    """Budgets of the contract."""

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _make_full(self, order):
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        return reviews._request_for(order.with_user(self.sales_user), kind="full")

    def test_request_full_review(self):
        self._make_full(self._regular_order())
        order = self._regular_order()
        count = self._count(lambda: self._make_full(order))
        self.assertLessEqual(count, 80, "a full review requested: 41 items, 8 departments")

    def test_one_signature(self):
        for _turn in range(2):  # the first fills the caches of rights
            review = self._make_full(self._regular_order()).with_env(self.env)
            self._lines(review, "quality").write({"result": "ok"})
            signoff = self._signoff(review, "quality")
            if not _turn:
                self.env.flush_all()
                self.env.invalidate_all()
                signoff.action_accept()
        count = self._count(signoff.action_accept)
        self.assertLessEqual(count, 25, "one signature with note and activity")

    def test_gate_of_many(self):
        orders = self._regular_order()
        for _number in range(8):
            orders += self._regular_order()
        for order in orders:
            self._sign_all(self._request(order))
        gate = self.env["sale.order.review"]._gate_problems
        gate(orders[:1])
        one = self._count(lambda: gate(orders[:1]))
        many = self._count(lambda: gate(orders))
        self.assertLessEqual(many, one + 2)
        self.assertFalse(any(gate(orders).values()))
