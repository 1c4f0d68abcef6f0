from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestRelease(NoticeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_release_meeting = True
        cls.engineer = cls.signers["engineering"]

    def _new_product_notice(self):
        notice = self._notice()
        notice.line_ids[:1].is_new_product = True
        return notice

    def _release(self, notice):
        action = notice.with_user(self.engineer).action_hold_release()
        release = self.env["mrp.production.release"].browse(action["res_id"])
        release = release.with_user(self.engineer)
        release.planned_on = fields.Datetime.now() - timedelta(hours=1)
        return release

    def _open_all(self, release, **vals):
        release.line_ids.write(
            {
                "owner_id": self.engineer.id,
                "promised_on": fields.Date.today() + timedelta(days=5),
                **vals,
            }
        )

    def _item(self, release, name):
        item = self.env.ref(f"mrp_production_notice.mrp_production_release_item_{name}")
        return release.line_ids.filtered(lambda line: line.item_id.id == item.id)

    def _held(self, notice, settled=("tooling", "equipment", "material")):
        release = self._release(notice)
        self._open_all(release)
        for name in settled:
            self._item(release, name).settled = True
        release.action_hold()
        return release

    # --- the meeting is prepared ---

    def test_catalogue_and_people(self):
        notice = self._new_product_notice()
        release = self._release(notice)
        self.assertTrue(release.name.startswith("RM"))
        self.assertEqual(release.product_ids.ids, notice.line_ids[:1].product_id.ids)
        must = release.line_ids.filtered("must_be_settled")
        self.assertEqual(len(must), 3)
        self.assertGreater(len(release.line_ids), 6)
        self.assertIn(self.engineer, release.participant_ids.with_user(self.engineer))
        self.assertEqual(self._item(release, "inspection").owner_id.id, self.signers["quality"].id)
        again = notice.with_user(self.engineer).action_hold_release()
        self.assertEqual(again["res_id"], release.id)

    def test_open_items_need_owner_and_date(self):
        release = self._release(self._new_product_notice())
        self._open_all(release)
        self._item(release, "packaging").promised_on = False
        with self.assertRaisesRegex(UserError, "Packaging"):
            release.action_hold()
        release.planned_on = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "lies ahead"):
            release.action_hold()

    # --- issuing ---

    def test_notice_waits_for_the_meeting(self):
        notice = self._new_product_notice()
        notice.action_submit()
        self._sign(notice, "management")
        self.assertEqual(notice.state, "approval")
        self.assertIn("release meeting", notice.issue_problems)
        release = self._held(notice, settled=("tooling", "equipment"))
        self.assertEqual(release.state, "held")
        with self.assertRaisesRegex(UserError, "Raw material.*must be settled"):
            notice.action_issue()
        self._item(release, "material").action_settle()
        self.assertEqual(self._item(release, "material").settled_by_id, self.engineer)
        tasks = [task.summary or "" for task in notice.sudo().activity_ids]
        self.assertIn("issue it", " ".join(tasks))
        self.assertEqual(notice.state, "approval", "a person issues it")
        notice.action_issue()
        self.assertEqual(notice.state, "issued")

    def test_known_products_need_no_meeting(self):
        notice = self._submitted()
        self._sign(notice, "management")
        self.assertEqual(notice.state, "issued")

    def test_switched_off(self):
        self.company.order_release_meeting = False
        notice = self._new_product_notice()
        self.assertFalse(notice.needs_release)
        notice.action_submit()
        self._sign(notice, "management")
        self.assertEqual(notice.state, "issued")

    def test_another_new_product_needs_its_own(self):
        notice = self._new_product_notice()
        self._held(notice)
        self.assertFalse(notice.issue_problems)
        notice.line_ids.is_new_product = True
        notice.invalidate_recordset(["issue_problems"])
        self.assertIn("Valve 2", notice.issue_problems)

    # --- minutes stay ---

    def test_minutes_stay(self):
        release = self._held(self._new_product_notice())
        for values in ({"minutes": "<p>No</p>"}, {"product_ids": False}, {"state": "draft"}):
            with self.assertRaises(UserError, msg=values):
                release.write(values)
        line = self._item(release, "packaging")
        for values in ({"settled": True}, {"note": "No"}, {"promised_on": False}):
            with self.assertRaises(UserError, msg=values):
                line.write(values)
        with self.assertRaises(UserError):
            line.unlink()
        with self.assertRaises(UserError):
            release.unlink()
        line.promised_on = fields.Date.today() + timedelta(days=9)
        self.assertIn("Packaging", " ".join(release.message_ids.mapped("body")))

    def test_roles(self):
        release = self._release(self._new_product_notice())
        for user in (self.signers["finance"], self.seller):
            with self.assertRaises(UserError):
                release.with_user(user).write({"minutes": "<p>No</p>"})
        with self.assertRaises(AccessError):
            release.with_user(self.mrp_user).write({"minutes": "<p>No</p>"})
        self.assertTrue(release.with_user(self.mrp_user).read(["name", "minutes"]))
        other = self.env["res.company"].create({"name": "Release Other Company"})
        stranger = new_test_user(
            self.env,
            "release_stranger",
            "order_signoff.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            release.with_user(stranger).with_context(allowed_company_ids=other.ids).read(["name"])
        item = self.env.ref("mrp_production_notice.mrp_production_release_item_tooling")
        with self.assertRaises(AccessError):
            item.with_user(self.engineer).write({"must_be_settled": False})
        item.with_user(self.manager).write({"must_be_settled": False})
        self.assertTrue(
            self._item(release, "tooling").must_be_settled, "what applied in the meeting stays"
        )

    def test_owner_settles_his_item(self):
        release = self._release(self._new_product_notice())
        self._open_all(release)
        buyer = self.signers["purchasing"]
        self._item(release, "material").owner_id = buyer
        release.action_hold()
        line = self._item(release, "material").with_user(buyer)
        with self.assertRaises(UserError):
            self._item(release, "tooling").with_user(buyer).action_settle()
        line.action_settle()
        self.assertTrue(line.settled)
        with self.assertRaises(UserError):
            line.action_settle()

    # --- reminder ---

    def test_reminded_after_the_date(self):
        release = self._held(self._new_product_notice())
        line = self._item(release, "packaging")
        lines = self.env["mrp.production.release.line"]
        self.assertNotIn(line.sudo(), lines.search(lines._remind_domain()))
        line.sudo().promised_on = fields.Date.today() - timedelta(days=1)
        self.assertIn(line.sudo(), lines.search(lines._remind_domain()))
        lines.search(lines._remind_domain())._remind()
        news = self.env["order.digest"].search([("topic", "=", "release_item")])
        self.assertIn(self.engineer, news.user_id)
        self.assertFalse(lines.search(lines._remind_domain()))

    # --- paper ---

    def test_form_prints(self):
        release = self._held(self._new_product_notice())
        html = self.env["ir.actions.report"].with_user(self.engineer)._render_qweb_html(
            "mrp_production_notice.report_mrp_production_release", release.ids
        )[0].decode()
        for text in ("QR-PM-06", release.name, "Tooling and moulds", "Valve 1", "Engineering"):
            self.assertIn(text, html)


class ReleaseTourCommon(NoticeCommon):
    def _tour(self, name):
        self.company.order_release_meeting = True
        notice = self._notice()
        notice.line_ids[:1].is_new_product = True
        self.start_tour(
            f"/odoo/production-notices/{notice.id}", name, login="notice_engineering"
        )
        return notice.release_ids


@tagged("post_install", "-at_install")
class TestReleaseTour(HttpCase, ReleaseTourCommon):
    def test_engineer_at_the_desk(self):
        release = self._tour("mrp_production_release")
        self.assertEqual(len(release.line_ids.filtered("settled")), 1)
        self.assertIn("Fixture accepted", release.line_ids.mapped("note"))


@tagged("post_install", "-at_install")
class TestReleaseTourPhone(HttpCase, ReleaseTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_engineer_on_the_phone(self):
        release = self._tour("mrp_production_release_phone")
        self.assertEqual(len(release.line_ids.filtered("settled")), 1)
