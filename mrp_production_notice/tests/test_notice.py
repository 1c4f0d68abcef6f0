from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNotice(NoticeCommon):
    """From the order to the issued notice."""

    def test_prepare(self):
        order = self._order(client_order_ref="PO-77", order_class="irregular")
        notice = self._notice(order)
        self.assertEqual(notice.name[:2], "PN")
        self.assertEqual(notice.display_name, notice.name)
        self.assertEqual((notice.state, notice.revision), ("draft", 1))
        self.assertEqual(notice.partner_name, "Notice Customer")
        self.assertEqual(notice.customer_order_ref, "PO-77")
        self.assertTrue(notice.irregular)
        self.assertEqual(notice.line_ids.mapped("quantity"), [10, 10])
        self.assertEqual(notice.line_ids.mapped("make_quantity"), [10, 10])
        self.assertEqual(str(notice.delivery_date), "2026-12-18")
        self.assertEqual(notice.company_id, self.company)
        self.assertEqual(notice.sudo().deadline_started_at, order.date_order)
        again = self._notice(order)
        self.assertEqual(again, notice, "One notice for one order")

    def test_prepare_needs_a_confirmed_order_and_the_switch(self):
        order = self._order(confirm=False)
        with self.assertRaisesRegex(UserError, "not confirmed"):
            order.with_user(self.seller).action_prepare_notice()
        order.action_confirm()
        self.company.order_notice_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            order.with_user(self.seller).action_prepare_notice()

    def test_only_goods_are_on_the_notice(self):
        service = self.env["product.product"].create({"name": "Installation", "type": "service"})
        order = self._order(
            order_line=[
                Command.create({"display_type": "line_section", "name": "Part A"}),
                Command.create({"product_id": self.products[0].id, "product_uom_qty": 3}),
                Command.create({"product_id": self.products[1].id, "product_uom_qty": 0}),
                Command.create({"product_id": service.id, "product_uom_qty": 1}),
            ]
        )
        self.assertEqual(self._notice(order).line_ids.product_id, self.products[0])

    def test_automatic_preparation(self):
        self.assertFalse(self._order().notice_ids)
        self.company.order_notice_auto = True
        order = self._order()
        self.assertEqual(order.notice_ids.state, "draft")
        self.assertEqual(order.notice_state, "draft")
        self.company.order_notice_enabled = False
        self.assertFalse(self._order().notice_ids)

    def test_issue_on_approval(self):
        notice = self._submitted()
        self.assertEqual(notice.state, "approval")
        self.assertEqual(self._signoff(notice, "management").state, "pending")
        self.assertEqual(self._signoff(notice, "warehouse").state, "waiting")
        self._sign(notice, "management")
        self.assertEqual(notice.state, "issued")
        self.assertEqual(notice.issued_by_id, self.signers["management"])
        self.assertEqual(notice.form_number, "QR-PM-01")
        self.assertEqual(notice.deadline_state, "met")
        self.assertEqual(notice.signoff_state, "pending", "The countersigning goes on")
        self._sign_all(notice)
        self.assertEqual(notice.signoff_state, "accepted")

    def test_issue_on_countersigning(self):
        self.company.order_notice_release_on = "countersigned"
        notice = self._submitted()
        self._sign(notice, "management", "production", "purchasing", "sales")
        self.assertEqual(notice.state, "approval")
        self._sign(notice, "warehouse")
        self.assertEqual(notice.state, "issued")

    def test_incomplete_is_not_sent_round(self):
        notice = self._notice()
        line = notice.line_ids[0]
        line.make_quantity = 4
        with self.assertRaisesRegex(UserError, "less than"):
            notice.action_submit()
        line.stock_quantity = 6
        line.sourcing = "outsource"
        with self.assertRaisesRegex(UserError, "outsourced"):
            notice.action_submit()
        line.outsource_reason = "No free machine"
        line.completion_date = False
        with self.assertRaisesRegex(UserError, "until when"):
            notice.action_submit()
        notice.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "no products"):
            notice.action_submit()

    def test_not_approved_comes_back(self):
        notice = self._submitted()
        self._signoff(notice, "management").action_reject("Wrong date")
        self.assertEqual(notice.state, "draft")
        activity = notice.activity_ids.filtered(lambda a: a.user_id == self.seller)
        self.assertIn("Wrong date", activity.summary)
        notice.line_ids[0].completion_date = "2026-12-10"
        notice.action_submit()
        self._sign(notice, "management")
        self.assertEqual(notice.state, "issued")

    def test_take_back(self):
        notice = self._submitted()
        with self.assertRaisesRegex(UserError, "sent round"):
            notice.line_ids[0].packing = "Box"
        notice.action_back_to_draft()
        self.assertEqual(notice.state, "draft")
        self.assertFalse(notice.copy_ids)
        notice.line_ids[0].packing = "Box"
        with self.assertRaisesRegex(UserError, "is kept"):
            notice.unlink()

    def test_draft_can_be_deleted(self):
        notice = self._notice()
        with self.assertRaisesRegex(UserError, "prepared by"):
            notice.with_user(self.signers["quality"]).unlink()
        notice.unlink()
        self.assertFalse(notice.exists())

    def test_a_task_goes_when_it_is_settled(self):
        notice = self._submitted()
        self._signoff(notice, "management").action_reject("Wrong date")
        self.assertTrue(self._tasks(notice))
        notice.action_submit()
        self.assertFalse(self._tasks(notice))
        self._sign(notice, "management")
        self._signoff(notice, "warehouse").action_reject("No room")
        self._signoff(notice, "purchasing").action_reject("No steel")
        task = self._tasks(notice)
        self.assertEqual(len(task), 1, "One task for all objections")
        self.assertIn("No room", task.summary)
        self.assertIn("No steel", task.summary)
        notice.with_user(self.manager)._override_objection("Go on")
        self.assertFalse(self._tasks(notice))

    def _tasks(self, notice):
        kind = self.env.ref("mrp_production_notice.mail_activity_type_notice_returned")
        return notice.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def test_handover_of_the_order(self):
        order = self._order()
        notice = self._notice(order)
        order.sudo()._take_over(self.signers["quality"])
        self.assertEqual(notice.follower_id, self.signers["quality"])
        self.assertTrue(notice.with_user(self.signers["quality"]).can_edit)

    def test_new_lines_come_from_the_order(self):
        notice = self._notice()
        with self.assertRaisesRegex(UserError, "come from its order"):
            self.env["mrp.production.notice.line"].with_user(self.seller).create(
                {"notice_id": notice.id, "product_id": self.products[0].id}
            )
        notice.line_ids[0].unlink()
        self.assertEqual(len(notice.line_ids), 1)
        notice.action_update_from_order()
        self.assertEqual(len(notice.line_ids), 2)
