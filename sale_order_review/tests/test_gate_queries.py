from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestGateQueries(GateCommon):
    """What the gate costs, against the same order in a company that does not review."""

    def _queries(self, orders, enabled, coded=False):
        switches = {"order_review_enabled": enabled, "order_code_enabled": coded}
        if any(self.company[name] != value for name, value in switches.items()):
            self.company.write(switches)  # empties caches
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

    def test_one_order_with_code(self):
        """Review, code and confirmation of a known customer's order: seven queries in all."""
        self._warm()
        plain = self._queries(self._plain_orders(1), False)
        self._queries(self._accepted_orders(1), True, coded=True)
        order = self._accepted_orders(1)
        coded = self._queries(order, True, coded=True)
        self.assertTrue(order.order_code)
        self.assertLessEqual(coded - plain, 7, f"{plain} → {coded}")

    def test_batch(self):
        self._warm()
        count = 5
        plain = self._queries(self._plain_orders(count), False)
        reviewed = self._queries(self._accepted_orders(count), True)
        self.assertLessEqual(reviewed - plain, 6, f"{plain} → {reviewed}")

    def test_batch_with_codes(self):
        self._warm()
        count = 10
        self._queries(self._accepted_orders(2), True, coded=True)
        plain = self._queries(self._plain_orders(count), False)
        orders = self._accepted_orders(count)
        coded = self._queries(orders, True, coded=True)
        self.assertEqual(len(set(orders.mapped("order_code"))), count)
        self.assertLessEqual(coded - plain, 2 * count, f"{plain} → {coded}")

    def _form_queries(self, order):
        names = ("review_state", "review_overview", "review_next_step", "review_override_count")
        self.env.flush_all()
        self.env.invalidate_all()
        order = order.with_user(self.sales_user)
        order.web_read({"state": {}, "terms_type": {}})
        before = self.env.cr.sql_log_count
        order.web_read({name: {} for name in names})
        return self.env.cr.sql_log_count - before

    def test_form(self):
        """The form of a confirmed order, of which there are many, costs one query more."""
        order = self._accepted_orders(1)
        order.action_confirm()
        self._form_queries(order)
        self.assertLessEqual(self._form_queries(order), 1)
        self.company.order_review_enabled = False
        self.assertEqual(self._form_queries(order), 0)
