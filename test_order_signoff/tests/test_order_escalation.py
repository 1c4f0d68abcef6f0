from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase
from odoo.addons.order_signoff.models.order_digest import OrderDigest

from .common_deadline import FRIDAY, MONDAY, TUESDAY, DeadlineCase
from .test_order_deadline import utc

# Monday 08:00 plus 4 h: deadline 12:00, leader after 2 h 15:00, management after 8 h Tuesday 12:00
DEADLINE = f"{MONDAY} 04:00:00"
LEADER = f"{MONDAY} 07:00:00"
MANAGEMENT = f"{TUESDAY} 04:00:00"


@tagged("post_install", "-at_install")
class TestOrderEscalation(MailCase, DeadlineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.escalation = cls.env.ref("order_signoff.ir_cron_order_deadline")
        cls.digest = cls.env.ref("order_signoff.ir_cron_order_digest")
        cls.env["order.digest"].search([]).unlink()
        for user in (cls.owner, cls.leader, cls.manager):
            user.notification_type = "email"

    def _create_started(self, count=1, **values):
        limits = self._create_limits(count, **values)
        limits._deadline_start("test", utc(f"{MONDAY} 00:00:00"))
        self.env.flush_all()
        return limits

    def _run_crons(self, at):
        """Run both scheduled actions, and return who got how many messages."""
        before = self.env["mail.message"].search([], order="id DESC", limit=1).id
        with freeze_time(at), self.enter_registry_test_mode(), self.mock_mail_gateway():
            self.escalation.method_direct_trigger()
            self.digest.method_direct_trigger()
        self.env.invalidate_all()
        messages = self.env["mail.message"].search(
            [("id", ">", before), ("message_type", "=", "user_notification")]
        )
        return {
            user: messages.filtered(lambda m, user=user: user.partner_id in m.notified_partner_ids)
            for user in (self.owner, self.leader, self.manager)
        }

    def _counts(self, told):
        return [len(told[user]) for user in (self.owner, self.leader, self.manager)]

    def test_owner_leader_management_once_each(self):
        limits = self._create_started(3)
        self.assertEqual(self._counts(self._run_crons(f"{MONDAY} 03:59:00")), [0, 0, 0])
        self.assertEqual(self._counts(self._run_crons(DEADLINE)), [1, 0, 0])
        self.assertEqual(set(limits.mapped("escalation_level")), {1})
        self.assertEqual(self._counts(self._run_crons(f"{MONDAY} 05:00:00")), [0, 0, 0])
        self.assertEqual(self._counts(self._run_crons(LEADER)), [0, 1, 0])
        self.assertEqual(self._counts(self._run_crons(MANAGEMENT)), [0, 0, 1])
        self.assertEqual(self._counts(self._run_crons("2026-02-12 04:00:00")), [0, 0, 0])
        self.assertEqual(set(limits.mapped("escalation_level")), {3})
        self.assertFalse(any(limits.mapped("escalate_at")))

    def test_all_at_once_after_a_standstill(self):
        limit = self._create_started()
        self.assertEqual(self._counts(self._run_crons("2026-02-12 04:00:00")), [1, 1, 1])
        self.assertEqual(limit.escalation_level, 3)

    def test_level_left_out(self):
        self.rule.escalate_leader_hours = 0
        limit = self._create_started()
        self.assertEqual(self._counts(self._run_crons(LEADER)), [1, 0, 0])
        self.assertEqual(limit.escalate_at, limit.escalate_management_at)
        self.assertEqual(self._counts(self._run_crons(MANAGEMENT)), [0, 0, 1])

    def test_not_when_met_held_or_cancelled(self):
        met, held, cancelled = (self._create_started() for __ in range(3))
        met._deadline_meet(utc(f"{MONDAY} 01:00:00"))
        with freeze_time(f"{MONDAY} 01:00:00"):
            held._deadline_hold("waiting")
        cancelled._deadline_clear()
        self.env.flush_all()
        self.assertEqual(self._counts(self._run_crons(MANAGEMENT)), [0, 0, 0])

    def test_resumed_goes_on_where_it_was(self):
        limit = self._create_started()
        self.assertEqual(self._counts(self._run_crons(DEADLINE)), [1, 0, 0])
        with freeze_time(f"{MONDAY} 05:00:00"):
            limit._deadline_hold("waiting")
        with freeze_time(f"{MONDAY} 06:00:00"):
            limit._deadline_resume()
        self.env.flush_all()
        self.assertEqual(self._counts(self._run_crons(LEADER)), [0, 0, 0])
        self.assertEqual(limit.escalate_leader_at, utc(f"{MONDAY} 08:00:00"))
        self.assertEqual(self._counts(self._run_crons(f"{MONDAY} 08:00:00")), [0, 1, 0])

    def test_one_message_names_first_and_counts_all(self):
        limits = self._create_started(30)
        told = self._run_crons(DEADLINE)
        message = told[self.owner]
        self.assertEqual(len(message), 1)
        self.assertIn("30", message.subject)
        self.assertIn("(30)", message.body)
        self.assertIn(f"/odoo/test.order.limit/{limits[0].id}", message.body)
        self.assertIn("and 10 more", message.body)
        self.assertFalse(self.env["order.digest"].search([]))

    def test_one_message_for_several_roles(self):
        self._create_started(2, leader_id=self.owner.id)
        self._create_started(3, owner_id=self.manager.id, leader_id=self.owner.id)
        told = self._run_crons(LEADER)
        self.assertEqual(self._counts(told), [1, 0, 1])
        message = told[self.owner]
        # a document is named once, although he is its owner and its leader
        self.assertIn("Late, please act (2)", message.body)
        self.assertIn("Late in your department (3)", message.body)
        self.assertIn("5", message.subject)

    def test_message_in_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        self._create_started()
        body = self._run_crons(DEADLINE)[self.owner].body
        self.assertIn("逾期", body)
        # in his time zone
        self.assertIn("12:00", body)

    def test_group_robot_is_told_once_per_run(self):
        self.company.write(
            {"order_webhook_url": "https://robot.example.com", "order_webhook_kind": "feishu"}
        )
        self._create_started(3)
        sent = []
        self.patch(
            type(self.company),
            "_order_webhook_send",
            lambda company, text: sent.append((company, text)),
        )
        self._run_crons(LEADER)
        self.assertEqual([company for company, __ in sent], [self.company])
        text = sent[0][1]
        # owner and leader were told, the group reads of each document once
        self.assertEqual(len(text.splitlines()), 4)
        self.assertIn("Order Assurance", text)
        self.assertIn("订单保障", text)
        self.assertIn("Limits: 3 late", text)

    def test_failure_for_one_person_leaves_the_others_theirs(self):
        self._create_started()
        send = OrderDigest._send

        def fail_for_owner(digests, user):
            if user == self.owner:
                raise ValueError("broken address")
            return send(digests, user)

        logger = "odoo.addons.order_signoff.models.order_digest"
        with patch.object(OrderDigest, "_send", fail_for_owner), self.assertLogs(logger, "ERROR"):
            told = self._run_crons(LEADER)
        self.assertEqual(self._counts(told), [0, 1, 0])
        # told with the next run
        self.assertEqual(self._counts(self._run_crons(LEADER)), [1, 0, 0])

    def test_archived_person_is_not_written_to(self):
        self._create_started()
        self.owner.active = False
        told = self._run_crons(DEADLINE)
        self.assertEqual(self._counts(told), [0, 0, 0])
        self.assertFalse(self.env["order.digest"].search([]))

    def test_bounded_batches(self):
        limits = self._create_started(25)
        with freeze_time(DEADLINE):
            now = utc(DEADLINE)
            sizes = []
            while batch := self.Limit._deadline_escalate(now, 10):
                sizes.append(len(batch))
        self.assertEqual(sizes, [10, 10, 5])
        self.assertEqual(set(limits.mapped("escalation_level")), {1})

    def test_query_count_does_not_grow(self):
        now = utc("2026-02-12 04:00:00")
        with freeze_time(now):
            self._create_started()
            self.Limit._deadline_escalate(now, 1000)
            self.env.flush_all()
            for count in (10, 200):
                self._create_started(count)
                self.env.invalidate_all()
                # search, lock, update; three levels: names, companies, people, queue
                with self.assertQueryCount(12):
                    self.assertEqual(len(self.Limit._deadline_escalate(now, 1000)), count)
                    self.env.flush_all()

    def test_locked_rows_are_left_to_the_other_process(self):
        limit = self._create_started()
        self.assertEqual(limit.escalate_at, utc(DEADLINE))
        # an unfinished transaction of another process cannot be had in this one: the rows that
        # could not be locked are simply not part of the batch
        self.patch(
            type(self.Limit), "try_lock_for_update", lambda records, **kwargs: records.browse()
        )
        self.assertFalse(self.Limit._deadline_escalate(utc(MANAGEMENT), 10))
        self.assertEqual(limit.escalation_level, 0)

    def test_deadline_on_a_friday_is_not_told_before(self):
        limits = self._create_limits()
        limits._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.env.flush_all()
        self.assertEqual(self._counts(self._run_crons("2026-01-10 08:00:00")), [0, 0, 0])
