from odoo.tests import HttpCase, tagged

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeTour(HttpCase, NoticeCommon):
    """Sales prepares a notice, and revises it."""

    def test_prepare(self):
        order = self._order()
        self.start_tour(
            f"/odoo/orders/{order.id}", "mrp_production_notice_prepare", login="notice_seller"
        )
        notice = order.notice_ids
        self.assertEqual((notice.state, notice.delivery_mode), ("approval", "Container 20 foot"))
        self.assertEqual(notice.line_ids[0].packing, "Carton of 10")

    def test_revise(self):
        notice = self._issued()
        self._sign_all(notice)
        self.start_tour(
            f"/odoo/production-notices/{notice.id}",
            "mrp_production_notice_revise",
            login="notice_seller",
        )
        revision = notice.revision_draft_id
        self.assertEqual(revision.state, "approval")
        self.assertEqual(
            self._asked(revision), {"Management", "Production", "Sales", "Warehouse"}
        )


@tagged("post_install", "-at_install")
class TestNoticeTourPhone(HttpCase, NoticeCommon):
    """Management approves, the workshop receives and confirms."""

    browser_size = "375x667"
    touch_enabled = True

    def test_approve(self):
        notice = self._submitted()
        self.start_tour(
            "/odoo/my-sign-offs", "mrp_production_notice_approve_phone", login="notice_management"
        )
        self.assertEqual(notice.state, "issued")

    def test_workshop(self):
        notice = self._issued()
        self.start_tour(
            "/odoo/my-sign-offs", "mrp_production_notice_workshop_phone", login="notice_production"
        )
        copy = notice.copy_ids.filtered(lambda c: c.team_id == self.teams["production"])
        self.assertEqual(copy.state, "received")
        self.assertEqual(self._signoff(notice, "production").state, "accepted")
