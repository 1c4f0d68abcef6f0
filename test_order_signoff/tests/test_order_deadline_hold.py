from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_deadline import MONDAY, DeadlineCase
from .test_order_deadline import utc


@tagged("post_install", "-at_install")
class TestOrderDeadlineHold(DeadlineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["order.team"].create({"name": "Quality", "leader_id": cls.leader.id})
        cls.sheet = cls.env["test.order.sheet"].create(
            {"name": "SH-1", "company_id": cls.company.id}
        )
        with freeze_time(f"{MONDAY} 00:00:00"):
            cls.signoff = cls.sheet._request_signoffs([{"team_id": cls.team.id}])

    def _hold(self, user):
        action = self.signoff.with_user(user).action_deadline_hold()
        wizard = Form(
            self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        )
        wizard.reason = "waiting for the drawing"
        return wizard.save().action_hold()

    def test_manager_holds_and_resumes(self):
        deadline = self.signoff.deadline
        self.assertEqual(deadline, utc(f"{MONDAY} 04:00:00"))
        with freeze_time(f"{MONDAY} 01:00:00"):
            self._hold(self.manager)
            self.assertTrue(self.signoff.on_hold)
            self.assertEqual(self.signoff.hold_reason, "waiting for the drawing")
        with freeze_time(f"{MONDAY} 03:00:00"):
            self.signoff.with_user(self.manager).action_deadline_resume()
        self.assertFalse(self.signoff.on_hold)
        # lunch from 12 to 13
        self.assertEqual(self.signoff.deadline, utc(f"{MONDAY} 07:00:00"))
        notes = "".join(self.sheet.message_ids.mapped("body"))
        self.assertIn("waiting for the drawing", notes)
        self.assertIn("runs on", notes)
        self.assertEqual(self.sheet.message_ids[0].author_id, self.manager.partner_id)

    def test_only_a_manager(self):
        signoff = self.signoff.with_user(self.leader)
        with self.assertRaisesRegex(AccessError, "manager"):
            signoff.action_deadline_hold()
        with self.assertRaisesRegex(AccessError, "manager"):
            signoff.action_deadline_resume()
        with self.assertRaises(AccessError):
            self.env["order.deadline.hold"].with_user(self.leader).create(
                {"res_model": "order.signoff", "res_ids": signoff.ids, "reason": "because"}
            )

    def test_not_of_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        sheet = self.env["test.order.sheet"].create({"name": "SH-2", "company_id": other.id})
        team = self.env["order.team"].create(
            {"name": "Common", "leader_id": self.env.ref("base.user_admin").id}
        )
        theirs = sheet._request_signoffs([{"team_id": team.id}])
        wizard = (
            self.env["order.deadline.hold"]
            .with_user(self.manager)
            .create({"res_model": "order.signoff", "res_ids": theirs.ids, "reason": "because"})
        )
        with self.assertRaises(AccessError):
            wizard.action_hold()
        self.assertFalse(theirs.hold_since)
