from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import QUALITY, USER, EightDCommon, fill_d4

LINES = (
    "step_ids",
    "comparison_ids",
    "containment_ids",
    "document_ids",
    "cause_ids",
    "action_ids",
    "member_ids",
)


@tagged("post_install", "-at_install")
class TestSecurity(EightDCommon):
    """Who sees and writes what."""

    def test_people_involved(self):
        report = self._report()
        self._pass(report, "d0", "d1")
        for user in (self.leader, self.colleague, self.champion, self.quality):
            self.assertTrue(report.with_user(user).has_access("write"), user.login)
        self.assertFalse(report.with_user(self.stranger).has_access("read"))
        found = self.env["quality.8d"].with_user(self.stranger).search([])
        self.assertNotIn(report, found)

    def test_lines_follow_the_report(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3", "d4", "d5")
        for name in LINES:
            line = report[name][:1]
            self.assertTrue(line.with_user(self.colleague).has_access("write"), name)
            self.assertFalse(line.with_user(self.stranger).has_access("read"), name)
            self.assertFalse(line.with_user(self.stranger).has_access("write"), name)
        why = report.cause_ids.why_ids[:1]
        self.assertFalse(why.with_user(self.stranger).has_access("read"))

    def test_everybody_learns_from_closed_reports(self):
        report = self._closed().with_user(self.stranger)
        self.assertTrue(report.has_access("read"))
        self.assertFalse(report.has_access("write"))
        self.assertEqual(report.lessons, "Deburr first")
        self.assertTrue(report.cause_ids[:1].has_access("read"))
        self.assertFalse(report.cause_ids[:1].has_access("write"))

    def test_cost_is_for_quality_managers(self):
        report = self._report()
        with self.assertRaises(AccessError):
            report.with_user(self.leader).read(["cost_total"])
        self.assertEqual(report.with_user(self.quality).cost_total, 0)

    def test_other_company(self):
        report = self._report()
        other = self.env["res.company"].create({"name": "8D Other Company"})
        own = {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        for login, groups in (("eightd_o1", USER), ("eightd_o2", QUALITY)):
            user = new_test_user(self.env, login, groups, **own)
            theirs = report.with_user(user).with_context(allowed_company_ids=other.ids)
            self.assertFalse(theirs.search([("id", "=", report.id)]))
            steps = self.env["quality.8d.step"].with_env(theirs.env)
            self.assertFalse(steps.search([("report_id", "=", report.id)]))
        self.assertTrue(other._next_document_number("quality.8d").endswith("-0001"))

    def test_plain_employee(self):
        employee = new_test_user(self.env, "eightd_plain", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["quality.8d"].with_user(employee).search([])

    def test_whys_are_not_moved_into_what_stands(self):
        mine, standing = self._report(), self._report()
        fill_d4(mine)
        fill_d4(standing)
        standing._step("d4").action_submit()
        why, cause = mine.cause_ids.why_ids[:1], standing.cause_ids[:1]
        with self.refused("stands"):
            why.cause_id = cause
        with self.refused("stands"):
            why.create({"name": "Because", "cause_id": cause.id, "report_id": mine.id})
        with self.refused("same report"):
            why.report_id = self._report()
        foreign = self.env["quality.8d"].with_user(self.stranger).create({"title": "Rust"})
        fill_d4(foreign)
        with self.assertRaises(AccessError):
            why.cause_id = foreign.cause_ids[:1].id
        with self.assertRaises(AccessError):
            mine.cause_ids[:1].report_id = foreign.id

    def test_people_of_a_line_are_not_moved_out(self):
        report, other = self._report(), self._report()
        self._pass(report, "d0", "d1")
        with self.refused("stands"):
            report.member_ids[0].report_id = other
