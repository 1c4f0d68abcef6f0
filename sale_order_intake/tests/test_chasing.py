from freezegun import freeze_time

from odoo.tests import tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestChasing(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env.ref("sale_order_intake.mail_activity_type_confirm")
        cls.late = {"order_received_on": "2026-03-02 07:00:00"}

    def _chase(self, now="2026-03-06 07:00:00"):
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("sale_order_intake.ir_cron_chase_unconfirmed").method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self, orders):
        return orders.activity_ids.filtered(lambda a: a.activity_type_id == self.type)

    def test_follower_is_told_once(self):
        followed = self._order(follower_id=self.second.id, **self.late)
        unfollowed = self._order(**self.late)
        fresh = self._order(order_received_on="2026-03-06 06:00:00")
        messages = self.env["mail.mail"].search_count([])
        self._chase()
        self.assertEqual(self._activities(followed).user_id, self.second)
        self.assertEqual(self._activities(unfollowed).user_id, self.clerk)
        self.assertFalse(self._activities(fresh))
        self._chase("2026-03-06 08:00:00")
        self.assertEqual(len(self._activities(followed)), 1)
        self.assertEqual(self.env["mail.mail"].search_count([]), messages)

    def test_follower_who_left_is_not_told(self):
        order = self._order(follower_id=self.second.id, **self.late)
        self.second.active = False
        self._chase()
        self.assertEqual(self._activities(order).user_id, self.clerk)

    def test_nobody_to_tell(self):
        order = self._order(user_id=False, **self.late)
        order.user_id = False
        self._chase()
        self.assertFalse(order.order_chased_on)

    def test_confirming_or_cancelling_ends_it(self):
        orders = self._order(**self.late) | self._order(**self.late)
        self._chase()
        self.assertEqual(len(self._activities(orders)), 2)
        orders[0].with_user(self.clerk).action_confirm()
        orders[1].with_user(self.clerk)._action_cancel()
        self.assertFalse(self._activities(orders))

    def test_corrected_date_starts_anew(self):
        order = self._order(**self.late)
        self._chase()
        order.with_user(self.clerk).order_received_on = "2026-03-05 07:00:00"
        self.assertFalse(self._activities(order))
        self._chase()
        self.assertFalse(self._activities(order))
        self._chase("2026-03-10 07:00:00")
        self.assertTrue(self._activities(order))

    def test_switched_off_nobody_is_told(self):
        order = self._order(**self.late)
        self.company.order_intake_enabled = False
        self._chase()
        self.assertFalse(self._activities(order))

    def test_queries_do_not_grow_with_every_order(self):
        counts = []
        for number in (5, 50):
            for __ in range(number):
                self._order(self.env["product.product"], **self.late)
            self.env.flush_all()
            self.env.invalidate_all()
            orders = self.env["sale.order"].search(
                [("order_confirm_due", "!=", False), ("order_chased_on", "=", False)]
            )
            before = self.cr.sql_log_count
            orders._chase()
            self.env.flush_all()
            counts.append((len(orders), self.cr.sql_log_count - before))
        (few, few_queries), (many, many_queries) = counts
        self.assertLess(many_queries - few_queries, many - few, counts)
