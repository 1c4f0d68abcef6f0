from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_order_change.tests.common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChange(ChangeCommon):
    """An order that is changed because of a complaint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales_user.group_ids |= cls.env.ref("customer_complaint.group_officer")
        cls.order = cls._confirmed()

    def _answered(self, **values):
        complaint = (
            self.env["customer.complaint"]
            .with_user(self.sales_user)
            .create(
                {
                    "title": "Too short",
                    "company_id": self.company.id,
                    "partner_id": self.order.partner_id.id,
                    "order_id": self.order.id,
                    "category": "deviation",
                    **values,
                }
            )
        )
        complaint.action_acknowledge()
        complaint._judge("valid", "The drawing is old")
        complaint.write(
            {
                "containment": "Stopped",
                "team_id": self.teams["engineering"].id,
                "cause": "Old drawing",
                "solution": "Fewer, and longer ones",
                "remedy_ids": [
                    Command.create({"kind": "order_change", "description": "Eight, not ten"})
                ],
            }
        )
        complaint.action_contain()
        complaint.action_propose()
        for _turn in range(5):
            for signoff in complaint.sudo().signoff_ids.filtered(lambda s: s.state == "pending"):
                signoff.with_user(signoff.team_id.leader_id).action_accept()
        complaint.action_answered()
        return complaint

    def test_change(self):
        complaint = self._answered()
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        change = remedy.change_id
        self.assertEqual((change.order_id, change.state), (self.order, "draft"))
        self.assertIn("Too short", change.reason)
        self.assertIn("Eight, not ten", change.reason)
        self.assertEqual((remedy.state, complaint.state), ("running", "execution"))
        self.assertEqual(change.complaint_count, 1)
        self.assertEqual(change.action_view_complaints()["res_id"], complaint.id)
        with self.assertRaisesRegex(UserError, "finish that"):
            remedy.action_done()
        change.write(
            {
                "notice_attachment_ids": [Command.link(self._letter().id)],
                "line_ids": [
                    Command.create(
                        {
                            "kind": "quantity",
                            "order_line_id": self.order.order_line[:1].id,
                            "new_quantity": 8,
                        }
                    )
                ],
            }
        )
        change.action_submit()
        self._sign_all_changes(change)
        if change.sudo().state == "approved":
            change.action_apply()
        self.assertEqual(change.sudo().state, "applied")
        self.assertEqual(self.order.order_line[:1].product_uom_qty, 8)
        self.assertEqual(remedy.state, "done")
        self.assertEqual(complaint.state, "verification")

    def test_withdrawn_change(self):
        complaint = self._answered()
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        first = remedy.change_id
        first.sudo()._withdraw("Not wanted")
        self.assertEqual((remedy.state, remedy.has_document), ("planned", False))
        remedy.action_carry_out()
        self.assertNotEqual(remedy.change_id, first)

    def test_refusals(self):
        complaint = self._answered(order_id=False)
        with self.assertRaisesRegex(UserError, "sales order of"):
            complaint.remedy_ids.action_carry_out()
        self.company.order_change_enabled = False
        other = self._answered()
        with self.assertRaisesRegex(UserError, "switched off"):
            other.remedy_ids.action_carry_out()
        self.assertEqual(other.remedy_ids.state, "planned")
