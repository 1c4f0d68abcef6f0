from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.resource.models.resource_calendar import ResourceCalendar

from .common_deadline import FRIDAY, MONDAY, TUESDAY, DeadlineCase


def utc(text):
    return fields.Datetime.to_datetime(text)


@tagged("post_install", "-at_install")
class TestOrderDeadlinePlan(DeadlineCase):
    def test_working_hours_skip_lunch_and_weekend(self):
        limit = self._create_limits()
        # Friday 16:00 in Shanghai: one hour that day, three on Monday.
        limit._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.assertEqual(limit.deadline, utc(f"{MONDAY} 03:00:00"))
        self.assertEqual(limit.due_soon_at, utc(f"{MONDAY} 02:00:00"))
        # 11:00 plus two hours: lunch from 12 to 13; plus eight.
        self.assertEqual(limit.escalate_leader_at, utc(f"{MONDAY} 06:00:00"))
        self.assertEqual(limit.escalate_management_at, utc(f"{TUESDAY} 03:00:00"))
        self.assertEqual(limit.escalate_at, limit.deadline)
        self.assertEqual(limit.deadline_rule_id, self.rule)

    def test_public_holiday(self):
        self._create_holiday(self.company)
        limit = self._create_limits()
        limit._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.assertEqual(limit.deadline, utc(f"{TUESDAY} 03:00:00"))

    def test_public_holiday_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._create_holiday(other)
        limit = self._create_limits()
        limit._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.assertEqual(limit.deadline, utc(f"{MONDAY} 03:00:00"))

    def _create_holiday(self, company):
        holiday = (
            self.env["resource.calendar.leaves"]
            .with_company(company)
            .create(
                {
                    "name": "Holiday",
                    "calendar_id": False,
                    "date_from": f"{FRIDAY} 16:00:00",
                    "date_to": f"{MONDAY} 15:59:59",
                }
            )
        )
        self.assertEqual(holiday.company_id, company)

    def test_time_zone_of_the_schedule(self):
        self.company.resource_calendar_id = self._create_calendar("America/New_York", self.company)
        limit = self._create_limits()
        # Friday 16:00 in New York is 21:00 UTC.
        limit._deadline_start("test", utc(f"{FRIDAY} 21:00:00"))
        self.assertEqual(limit.deadline, utc(f"{MONDAY} 16:00:00"))

    def test_clock_hours(self):
        self.rule.hours_type = "clock"
        limit = self._create_limits()
        limit._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.assertEqual(limit.deadline, utc(f"{FRIDAY} 12:00:00"))
        self.assertEqual(limit.due_soon_at, utc(f"{FRIDAY} 11:00:00"))
        self.assertEqual(limit.escalate_management_at, utc(f"{FRIDAY} 20:00:00"))

    def test_due_soon_not_before_the_start(self):
        self.rule.write({"hours": 1, "due_soon_hours": 3})
        limit = self._create_limits()
        limit._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.assertEqual(limit.due_soon_at, limit.deadline_started_at)

    def test_schedule_without_working_time(self):
        self.calendar.attendance_ids = [Command.clear()]
        limit = self._create_limits()
        with self.assertRaisesRegex(UserError, "working schedule of Limits"):
            limit._deadline_start("test")

    def test_company_without_schedule(self):
        self.company.resource_calendar_id = False
        limit = self._create_limits()
        with self.assertRaisesRegex(UserError, "working schedule of Limits"):
            limit._deadline_start("test")

    def test_agreed_deadline(self):
        limit = self._create_limits()
        limit._deadline_start(
            "test", utc(f"{FRIDAY} 01:00:00"), deadline=utc(f"{TUESDAY} 02:00:00")
        )
        self.assertEqual(limit.deadline, utc(f"{TUESDAY} 02:00:00"))
        self.assertEqual(limit.due_soon_at, utc(f"{TUESDAY} 01:00:00"))

    def test_agreed_deadline_without_rule(self):
        limit = self._create_limits()
        limit._deadline_start("unknown", deadline=utc(f"{TUESDAY} 02:00:00"))
        self.assertEqual(limit.deadline, utc(f"{TUESDAY} 02:00:00"))
        self.assertFalse(limit.deadline_rule_id)

    def test_no_rule_no_limit(self):
        limit = self._create_limits()
        limit._deadline_start("unknown")
        self.assertFalse(limit.deadline)
        self.assertEqual(limit.deadline_state, "none")
        limit._deadline_meet()
        self.assertEqual(limit.deadline_state, "none")

    def test_planned_once_for_equal_documents(self):
        limits = self._create_limits(50)
        plan_hours = ResourceCalendar.plan_hours
        with patch.object(
            ResourceCalendar, "plan_hours", autospec=True, side_effect=plan_hours
        ) as planned:
            limits._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        # deadline, due soon, leader, management
        self.assertEqual(planned.call_count, 4)
        self.assertEqual(set(limits.mapped("deadline")), {utc(f"{MONDAY} 03:00:00")})

    def test_start_in_constant_queries(self):
        self._create_limits()._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        for count in (10, 200):
            limits = self._create_limits(count)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(20):
                limits._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
                self.env.flush_all()

    def test_not_set_by_hand(self):
        limit = self._create_limits().with_user(self.owner)
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            limit.deadline = utc(f"{TUESDAY} 02:00:00")
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self.Limit.with_user(self.owner).create({"met_at": f"{TUESDAY} 02:00:00"})
        limit._deadline_start("test")
        self.assertTrue(limit.deadline)

    def test_not_set_by_default_key(self):
        keys = {"default_deadline": "2030-01-01 00:00:00", "default_met_at": "2026-01-01 00:00:00"}
        limit = self.Limit.with_context(**keys).create(
            {"name": "By context", "company_id": self.company.id}
        )
        self.assertFalse(limit.deadline)
        self.assertFalse(limit.met_at)

    def test_copy_has_no_limit(self):
        limit = self._create_limits()
        limit._deadline_start("test")
        self.assertFalse(limit.copy().deadline)
        self.assertFalse(limit.copy().deadline_started_at)


@tagged("post_install", "-at_install")
class TestOrderDeadlineRule(DeadlineCase):
    def test_special_case_first(self):
        urgent = self._create_rule(
            name="Urgent", sequence=5, hours=2, hours_type="clock", domain="[('urgent','=',True)]"
        )
        limits = self._create_limits(2)
        limits[0].urgent = True
        limits._deadline_start("test", utc(f"{FRIDAY} 08:00:00"))
        self.assertEqual(limits.deadline_rule_id, urgent | self.rule)
        self.assertEqual(limits[0].deadline, utc(f"{FRIDAY} 10:00:00"))

    def test_own_rule_before_common_rule(self):
        common = self._create_rule(name="Common", company_id=False)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        limits = self._create_limits() | self._create_limits(company_id=other.id)
        matched = self.env["order.deadline.rule"]._match(limits, "test")
        self.assertEqual(matched[limits[0].id], self.rule)
        self.assertEqual(matched[limits[1].id], common)

    def test_archived_rule(self):
        self.rule.active = False
        self.assertFalse(self.env["order.deadline.rule"]._match(self._create_limits(), "test"))

    def test_condition_that_cannot_be_read(self):
        for domain in ("[('nothing', '=', 1)]", "[(", "7"):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, "condition"):
                self.rule.domain = domain

    def test_management_after_leader(self):
        with self.assertRaisesRegex(ValidationError, "after the leader"):
            self.rule.write({"escalate_leader_hours": 4, "escalate_management_hours": 3})

    def test_step_from_list(self):
        rule = self._create_rule(stage_choice="test", stage=False)
        self.assertEqual(rule.stage, "test")
        rule.stage = "own step"
        self.assertFalse(rule.stage_choice)
        rule.stage_choice = "test"
        self.assertEqual(rule.stage, "test")

    def test_lists_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        model = self.env["ir.model"]._get("test.order.limit")
        model.with_context(lang="zh_CN").name = "时限单据"
        rules = self.env["order.deadline.rule"].with_context(lang="zh_CN")
        fields_get = rules.fields_get(["res_model", "stage_choice"], ["selection"])
        self.assertIn(("test.order.limit", "时限单据"), fields_get["res_model"]["selection"])
        self.assertIn(("management", "管理层签署"), fields_get["stage_choice"]["selection"])

    def test_by_model(self):
        model = self.env["ir.model"]._get("test.order.limit")
        rule = self.env["order.deadline.rule"].create(
            {"name": "By model", "model_id": model.id, "stage": "test"}
        )
        self.assertEqual(rule.res_model, "test.order.limit")
        self.assertEqual(self.rule.model_id, model)

    def test_manager_configures_clerk_reads(self):
        rules = self.env["order.deadline.rule"]
        self.assertTrue(
            rules.with_user(self.manager)
            .create({"name": "Mine", "res_model": "test.order.limit", "stage": "test"})
            .stage_choice
        )
        self.assertTrue(self.rule.with_user(self.owner).name)
        self.assertFalse(rules.with_user(self.owner).has_access("write"))

    def test_rules_of_other_companies(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self._create_rule(company_id=other.id)
        common = self._create_rule(company_id=False)
        rules = self.env["order.deadline.rule"].with_user(self.manager)
        seen = rules.search([("res_model", "=", "test.order.limit")])
        self.assertEqual(seen, (self.rule | common).with_user(self.manager).sorted())
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["name"])


@tagged("post_install", "-at_install")
class TestOrderDeadlineState(DeadlineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Monday 08:00 to 12:00 in Shanghai; due soon from 11:00
        cls.start = utc(f"{MONDAY} 00:00:00")

    def _started(self, at=None):
        limit = self._create_limits()
        limit._deadline_start("test", at or self.start)
        return limit

    def _states(self):
        """One document in every state, and held ones, on Monday at 11:30."""
        with freeze_time(f"{MONDAY} 01:00:00"):
            held_on_time = self._started()
            held_on_time._deadline_hold("waiting for the customer")
        with freeze_time(f"{MONDAY} 03:10:00"):
            held_soon = self._started()
            held_soon._deadline_hold("waiting for the customer")
        friday = utc(f"{FRIDAY} 02:00:00")
        late, missed = self._started(friday), self._started(friday)
        with freeze_time(f"{MONDAY} 03:20:00"):
            missed._deadline_meet()
            held_late = self._started(friday)
            held_late._deadline_hold("waiting for the customer")
        met = self._started()
        met._deadline_meet(utc(f"{MONDAY} 03:30:00"))
        on_time = self._started(utc(f"{MONDAY} 03:30:00"))
        return {
            "none": self._create_limits(),
            "on_time": on_time | held_on_time,
            "due_soon": self._started() | held_soon,
            "late": late | held_late,
            "met": met,
            "missed": missed,
        }

    def test_every_state(self):
        with freeze_time(f"{MONDAY} 03:30:00"):
            states = self._states()
            records = self.Limit.union(*states.values())
            for state, expected in states.items():
                with self.subTest(state):
                    self.assertEqual(set(expected.mapped("deadline_state")), {state})
                    within = [("id", "in", records.ids)]
                    for domain, wanted in (
                        ([("deadline_state", "=", state)], expected),
                        ([("deadline_state", "!=", state)], records - expected),
                        ([("deadline_state", "in", [state, "met"])], expected | states["met"]),
                        ([("deadline_state", "not in", [state])], records - expected),
                    ):
                        self.assertEqual(self.Limit.search(domain + within), wanted.sorted())
                        self.assertEqual(records.filtered_domain(domain), wanted.sorted("id"))
            self.assertFalse(self.Limit.search([("deadline_state", "=", False)]))

    def test_search_on_hold(self):
        with freeze_time(f"{MONDAY} 03:30:00"):
            records = self.Limit.union(*self._states().values())
            held = records.filtered("hold_since")
            within = [("id", "in", records.ids)]
            self.assertEqual(len(held), 3)
            self.assertEqual(self.Limit.search([("on_hold", "=", True)] + within), held)
            self.assertEqual(self.Limit.search([("on_hold", "=", False)] + within), records - held)

    def test_exactly_at_the_deadline(self):
        limit = self._started()
        with freeze_time(limit.deadline):
            self.assertEqual(limit.deadline_state, "late")
        limit._deadline_meet(limit.deadline)
        self.assertEqual(limit.deadline_state, "met")

    def test_hold_counts_working_time(self):
        with freeze_time(f"{MONDAY} 02:00:00"):
            limit = self._started()
            limit._deadline_hold("waiting for the customer")
            self.assertTrue(limit.on_hold)
            self.assertEqual(limit.hold_reason, "waiting for the customer")
            self.assertFalse(limit.escalate_at)
        # held from 10:00 to 14:00, lunch is no working time: three hours
        with freeze_time(f"{MONDAY} 06:00:00"):
            self.assertEqual(limit.deadline_state, "on_time")
            limit._deadline_resume()
            self.assertFalse(limit.on_hold)
        self.assertEqual(limit.deadline, utc(f"{MONDAY} 08:00:00"))
        self.assertEqual(limit.due_soon_at, utc(f"{MONDAY} 07:00:00"))
        self.assertEqual(limit.escalate_at, limit.deadline)
        self.assertEqual(limit.escalate_leader_at, utc(f"{TUESDAY} 01:00:00"))

    def test_hold_counts_clock_time(self):
        self.rule.hours_type = "clock"
        with freeze_time(f"{MONDAY} 02:00:00"):
            limit = self._started()
            limit._deadline_hold("waiting")
        with freeze_time(f"{TUESDAY} 02:00:00"):
            limit._deadline_resume()
        self.assertEqual(limit.deadline, utc(f"{TUESDAY} 04:00:00"))

    def test_hold_over_night_moves_nothing(self):
        with freeze_time(f"{MONDAY} 09:30:00"):
            limit = self._started(utc(f"{MONDAY} 05:00:00"))
            before = limit.deadline
            limit._deadline_hold("over night")
        with freeze_time(f"{MONDAY} 20:00:00"):
            limit._deadline_resume()
        self.assertEqual(limit.deadline, before)

    def test_hold_twice_counts_from_the_first(self):
        with freeze_time(f"{MONDAY} 01:00:00"):
            limit = self._started()
            limit._deadline_hold("first")
        with freeze_time(f"{MONDAY} 02:00:00"):
            limit._deadline_hold("second")
        self.assertEqual(limit.hold_since, utc(f"{MONDAY} 01:00:00"))
        self.assertEqual(limit.hold_reason, "first")

    def test_met_while_on_hold(self):
        with freeze_time(f"{MONDAY} 03:00:00"):
            limit = self._started()
            limit._deadline_hold("waiting")
        with freeze_time(f"{TUESDAY} 03:00:00"):
            limit._deadline_meet()
        self.assertEqual(limit.deadline_state, "met")
        self.assertFalse(limit.on_hold)

    def test_resume_after_the_schedule_was_taken_away(self):
        with freeze_time(f"{MONDAY} 02:00:00"):
            limit = self._started()
            limit._deadline_hold("waiting")
        self.company.resource_calendar_id = False
        with freeze_time(f"{MONDAY} 03:00:00"), self.assertRaisesRegex(UserError, "schedule"):
            limit._deadline_resume()

    def test_meet_once(self):
        limit = self._started()
        limit._deadline_meet(utc(f"{MONDAY} 01:00:00"))
        limit._deadline_meet(utc(f"{TUESDAY} 01:00:00"))
        self.assertEqual(limit.met_at, utc(f"{MONDAY} 01:00:00"))

    def test_reopen_fails_nothing_met(self):
        met, running = self._started(), self._started()
        met._deadline_meet(utc(f"{MONDAY} 01:00:00"))
        deadline = running.deadline
        # long after the first deadline
        with freeze_time(f"{TUESDAY} 05:00:00"):
            (met | running)._deadline_reopen("test")
            self.assertEqual(met.deadline_state, "on_time")
            self.assertEqual(met.deadline, utc(f"{TUESDAY} 09:00:00"))
            self.assertEqual(met.escalation_level, 0)
            # what still ran gets no new time
            self.assertEqual(running.deadline, deadline)
            self.assertEqual(running.deadline_state, "late")

    def test_cleared(self):
        limit = self._started()
        limit._deadline_clear()
        self.assertEqual(limit.deadline_state, "none")
        self.assertFalse(limit.escalate_at)
