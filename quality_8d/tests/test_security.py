from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

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

    def test_nobody_lets_himself_in(self):
        report = self._report()
        fill_d4(report)
        mine = self.env["quality.8d"].with_user(self.stranger).create({"title": "Rust"})
        fill_d4(mine)
        me = {"user_id": self.stranger.id}
        cause = report.cause_ids[0].id
        for name, values in (
            ("member", {}),
            ("containment", {"place": "fg"}),
            ("document", {"document": "drawing"}),
            ("action", {"name": "x", "cause_id": cause}),
        ):
            lines = self.env[f"quality.8d.{name}"].with_user(self.stranger)
            with self.assertRaises(AccessError):
                lines.create({"report_id": report.id, **me, **values})
            with self.assertRaises(AccessError):
                lines.with_context(default_report_id=report.id).create({**me, **values})
        action = mine.action_ids.create(
            {"report_id": mine.id, "name": "x", "cause_id": mine.cause_ids[0].id, **me}
        )
        member = mine.member_ids.create({"report_id": mine.id, **me})
        moved = (
            (member, {}),
            (mine.containment_ids[0], me),
            (mine.document_ids[0], me),
            (action, {"cause_id": cause}),
        )
        for line, values in moved:
            with self.assertRaises(AccessError):
                line.write({"report_id": report.id, **values})
        self.assertFalse(report.with_user(self.stranger).has_access("read"))

    def test_dialogs_tell_nothing(self):
        report = self._report()
        for name in ("send", "ask"):
            wizard = self.env[f"quality.8d.{name}"].with_user(self.stranger)
            with self.assertRaises(AccessError):
                wizard.create({"report_id": report.id})
            with self.assertRaises(AccessError):
                wizard.onchange({"report_id": report.id}, ["report_id"], {"partner_id": {}})

    def test_lists_that_have_to_be_decided_stay_whole(self):
        report = self._report()
        for name in ("comparison_ids", "containment_ids", "document_ids"):
            line = report[name][:1]
            for user in (self.leader, self.quality):
                with self.assertRaises(AccessError):
                    line.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    line.with_user(user).copy()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.env.cr.savepoint(),
            ):
                line.sudo().copy()

    def test_origin_is_not_entered(self):
        report = self._report()
        origin = {"origin_model": "res.partner", "origin_id": self.customer.id}
        with self.refused("cannot be entered"):
            report.write(origin)
        with self.refused("cannot be entered"):
            report.create({"title": "x", **origin})
        with self.refused("cannot be entered"):
            report.effect_lots_needed = 0
