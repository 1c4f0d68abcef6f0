from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeSignoff(NoticeCommon):
    """Who approves, who confirms, who gets a copy."""

    def _purposes(self, notice):
        return {copy.team_id.name: copy.purpose for copy in notice.copy_ids}

    def test_who_signs_a_regular_notice(self):
        notice = self._submitted(self._order(order_class="regular"))
        signoffs = notice.sudo().signoff_ids
        first = signoffs.filtered(lambda s: s.sequence == 10)
        self.assertEqual(first.team_id.mapped("name"), ["Management"])
        self.assertEqual(first.level, "leader")
        self.assertEqual(
            set((signoffs - first).team_id.mapped("name")),
            {"Production", "Purchasing", "Sales", "Warehouse"},
        )
        self.assertEqual(
            self._purposes(notice),
            {
                "Production": "confirm",
                "Purchasing": "confirm",
                "Sales": "confirm",
                "Warehouse": "confirm",
                "Quality": "information",
                "Finance": "information",
                "Management": "information",
            },
        )

    def test_engineering_signs_when_irregular(self):
        notice = self._submitted(self._order(order_class="irregular"))
        self.assertIn("Engineering", self._asked(notice))
        self.assertEqual(self._purposes(notice)["Engineering"], "confirm")

    def test_repeat_needs_management_alone(self):
        notice = self._submitted(self._order(order_class="repeat"))
        self.assertEqual(self._asked(notice), {"Management"})
        self.assertEqual(set(self._purposes(notice).values()), {"information"})
        self.assertIn("Warehouse", self._purposes(notice))
        self._sign(notice, "management")
        self.assertEqual((notice.state, notice.signoff_state), ("issued", "accepted"))

    def test_repeat_is_issued_where_all_have_to_confirm(self):
        self.company.order_notice_release_on = "countersigned"
        notice = self._submitted(self._order(order_class="repeat"))
        self._sign(notice, "management")
        self.assertEqual(notice.state, "issued")

    def test_workshops_of_the_lines(self):
        turning, assembly = self.workshops
        notice = self._notice()
        notice.line_ids[0].team_ids = turning
        notice.line_ids[1].team_ids = turning | assembly
        notice.action_submit()
        self.assertLessEqual({"Turning", "Assembly"}, self._asked(notice))
        self.assertNotIn("Production", self._asked(notice))

    def test_workshop_of_the_work_centre(self):
        turning = self.workshops[0]
        center = self.env["mrp.workcenter"].create(
            {"name": "Lathe", "order_team_id": turning.id, "company_id": self.company.id}
        )
        self.products[0].bom_ids.operation_ids = [
            Command.create({"name": "Turn", "workcenter_id": center.id})
        ]
        notice = self._notice()
        self.assertEqual(notice.line_ids[0].team_ids, turning)
        self.assertFalse(notice.line_ids[1].team_ids)
        notice.action_submit()
        self.assertLessEqual({"Turning", "Production"}, self._asked(notice))

    def test_workshop_without_people_falls_back_to_production(self):
        empty = self.env["order.team"].create(
            {
                "name": "Painting",
                "function": "production",
                "parent_id": self.teams["production"].id,
                "company_id": self.company.id,
            }
        )
        notice = self._notice()
        notice.line_ids.team_ids = empty
        notice.action_submit()
        self.assertNotIn("Painting", self._asked(notice))
        self.assertIn("Production", self._asked(notice))

    def test_no_workshop_where_nothing_is_made(self):
        notice = self._notice()
        notice.line_ids.write({"stock_quantity": 10, "make_quantity": 0})
        notice.action_submit()
        self.assertNotIn("Production", self._asked(notice))

    def test_missing_departments_are_named(self):
        self.teams["production"].active = False
        self.workshops.active = False
        self.teams["warehouse"].active = False
        notice = self._notice()
        with self.assertRaisesRegex(UserError, "no department for Production and Warehouse"):
            notice.action_submit()
        self.assertEqual(notice.state, "draft")

    def test_cost_is_agreed_by_finance_or_the_leader_of_sales(self):
        notice = self._submitted(raises_cost=True)
        self._sign(notice, "management")
        self.assertEqual(notice.state, "approval", "Finance has not agreed")
        self._sign(notice, "finance")
        self.assertEqual(notice.state, "issued")
        other = self._submitted(raises_cost=True, cost_function="sales")
        asked = other.sudo().signoff_ids.filtered(lambda s: s.sequence == 10)
        self.assertEqual(set(asked.team_id.mapped("name")), {"Management", "Sales"})
        self.assertEqual(set(asked.mapped("level")), {"leader"})

    def test_receipt_is_not_agreement(self):
        notice = self._issued()
        copy = notice.copy_ids.filtered(lambda c: c.team_id == self.teams["warehouse"])
        head = self.signers["warehouse"]
        self.assertEqual(copy.state, "waiting")
        copy.with_user(head).action_receive()
        self.assertEqual((copy.state, copy.received_by_id), ("received", head))
        self.assertEqual(self._signoff(notice, "warehouse").state, "pending")
        self._sign(notice, "purchasing")
        bought = notice.copy_ids.filtered(lambda c: c.team_id == self.teams["purchasing"])
        self.assertEqual(bought.state, "waiting", "Who agreed may still wait for his paper")
        self.assertEqual(bought.sudo().signoff_id.state, "accepted")

    def test_receipt_by_members_only_and_only_once_issued(self):
        notice = self._submitted()
        copy = notice.copy_ids.filtered(lambda c: c.team_id == self.teams["quality"])
        self.assertEqual(copy.state, "prepared")
        with self.assertRaisesRegex(UserError, "not waited for"):
            copy.with_user(self.signers["quality"]).action_receive()
        self._sign(notice, "management")
        with self.assertRaisesRegex(AccessError, "Only members"):
            copy.with_user(self.signers["warehouse"]).action_receive()
        notice.with_user(self.signers["quality"]).action_receive()
        self.assertEqual(copy.state, "received")
        with self.assertRaisesRegex(UserError, "No copy"):
            notice.with_user(self.signers["quality"]).action_receive()

    def test_number_of_copies(self):
        self.teams["warehouse"].order_notice_copies = 3
        notice = self._submitted()
        copy = notice.copy_ids.filtered(lambda c: c.team_id == self.teams["warehouse"])
        self.assertEqual(copy.copies, 3)

    def test_objection_and_managements_decision(self):
        notice = self._issued()
        self._signoff(notice, "warehouse").action_reject("No room before Friday")
        self.assertTrue(notice.has_objection)
        self.assertIn("No room before Friday", notice.objection_text)
        self.assertEqual(notice.state, "issued")
        activity = notice.activity_ids.filtered(lambda a: a.user_id == self.seller)
        self.assertIn("No room", "; ".join(activity.mapped("summary")))
        with self.assertRaisesRegex(UserError, "Management decides"):
            notice.action_override_objection()
        with self.assertRaisesRegex(UserError, "Management decides"):
            notice._override_objection("Because")
        boss = self.signers["management"]
        action = notice.with_user(boss).action_override_objection()
        dialog = (
            self.env["order.reason"]
            .with_user(boss)
            .with_context(**action["context"])
            .create({"reason": "Hall 3 is free"})
        )
        self.assertIn("No room before Friday", dialog.hint)
        dialog.action_confirm()
        self.assertFalse(notice.has_objection)
        self.assertEqual(notice.signoff_state, "pending")
        self.assertIn("Hall 3 is free", notice.message_ids[0].body)
        voided = notice.sudo().signoff_ids.filtered(lambda s: s.state == "rejected")
        self.assertIn("Hall 3 is free", voided.void_reason, "The objection stays readable")

    def test_objection_keeps_from_being_issued(self):
        self.company.order_notice_release_on = "countersigned"
        notice = self._submitted()
        self._sign(notice, "management", "production", "purchasing", "sales")
        self._signoff(notice, "warehouse").action_reject("No room")
        self.assertEqual(notice.state, "approval")
        notice.with_user(self.manager)._override_objection("We rent room")
        self.assertEqual(notice.state, "issued")

    def test_leader_of_management_signs(self):
        notice = self._submitted()
        boss = self.signers["management"]
        clerk = self.signers["quality"]
        self.teams["management"].member_ids |= clerk
        with self.assertRaises(AccessError):
            self._signoff(notice, "management").with_user(clerk).action_accept()
        with self.assertRaises(AccessError):
            self._signoff(notice, "management").with_user(self.manager).action_accept()
        self._signoff(notice, "management").with_user(boss).action_accept()
        self.assertEqual(notice.state, "issued")

    def test_inbox_says_what_it_is_about(self):
        notice = self._submitted(self._order(order_class="irregular"))
        signoff = self._signoff(notice, "management")
        self.assertIn("Notice Customer", signoff.summary)
        self.assertIn("Valve 1", signoff.summary)
        self.assertIn("not regular", signoff.summary)
        self.assertIn(notice.name, signoff.res_name)
        self.assertFalse(signoff.has_answers)

    def test_missing_receipts_and_old_paper_are_chased(self):
        notice = self._issued()
        self.env["order.digest"].sudo().search([]).unlink()
        cron = self.env.ref("mrp_production_notice.ir_cron_remind_notice_copies")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(self.env["order.digest"].sudo().search([]), "Issued today")
        notice.sudo().issued_on = "2026-11-01 08:00:00"
        notice.with_user(self.signers["quality"]).action_receive()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        told = self.env["order.digest"].sudo().search([("topic", "=", "notice_receipt")])
        self.assertIn(self.signers["warehouse"], told.user_id)
        self.assertNotIn(self.signers["quality"], told.user_id)
        count = len(told)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(
            self.env["order.digest"].sudo().search_count([("topic", "=", "notice_receipt")]), count
        )
        revision = notice._revise("Other colour")
        revision.action_submit()
        self._sign(revision, "management")
        notice.sudo().copy_ids.reminded_on = False
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        told = self.env["order.digest"].sudo().search([("topic", "=", "notice_withdrawal")])
        self.assertIn(self.signers["quality"], told.user_id)
