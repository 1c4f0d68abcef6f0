from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestGateQueries(GateCommon):
    """What the gate costs, against the same order in a company that does not review."""

    def _queries(self, orders, enabled):
        self.company.order_review_enabled = enabled
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.with_user(self.sales_user).action_confirm()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _warm(self):
        self._make_order().with_user(self.sales_user)
        self._queries(self._make_order(), False)
        self._queries(self._accepted_orders(1), True)

    def _accepted_orders(self, count):
        self.company.order_review_enabled = True
        orders = self.env["sale.order"]
        for _number in range(count):
            orders |= self._accepted_order()
        return orders

    def _plain_orders(self, count):
        self.company.order_review_enabled = False
        orders = self.env["sale.order"]
        for _number in range(count):
            orders |= self._make_order()
        return orders

    def test_one_order(self):
        self._warm()
        plain = self._queries(self._plain_orders(1), False)
        reviewed = self._queries(self._accepted_orders(1), True)
        self.assertLessEqual(reviewed - plain, 5, f"{plain} → {reviewed}")

    def test_batch(self):
        self._warm()
        count = 10
        plain = self._queries(self._plain_orders(count), False)
        reviewed = self._queries(self._accepted_orders(count), True)
        self.assertLessEqual(reviewed - plain, 6, f"{plain} → {reviewed}")
