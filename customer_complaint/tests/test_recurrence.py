from odoo import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestRecurrence(ComplaintCommon):
    """The same problem at another customer is recognised, and demands an 8D."""

    def test_across_customers(self):
        first = self._judged()
        self.assertFalse(first.is_repeat)
        sister = self.env["product.product"].create(
            {"name": "Damper long", "categ_id": self.family.id}
        )
        second = self._judged(partner_id=self.other.id, product_id=sister.id)
        self.assertTrue(second.is_repeat)
        self.assertEqual(second.repeat_ids, first.with_env(second.env))
        self.assertTrue(second.eightd_required)
        self.assertIn("come back", second.eightd_reason)

    def test_another_defect_or_too_long_ago_is_none(self):
        self._judged(received_at=self._ago(days=500))
        scratch = self.env["quality.defect"].create({"name": "Scratch", "code": "T-SCR"})
        self._judged(defect_id=scratch.id)
        self.assertFalse(self._judged().is_repeat)

    def test_not_valid_ones_do_not_count(self):
        self._judged("invalid", "No")
        self.assertFalse(self._judged().is_repeat)

    def test_three_in_a_month(self):
        self._judged()
        self._judged(title="Second")
        third = self._judged(title="Third")
        self.assertEqual(third.cluster_count, 3)
        self.assertIn("3", third.eightd_reason)

    def test_reasons_for_an_8d(self):
        self.assertTrue(self._judged(severity="critical").eightd_required)
        scratch = self.env["quality.defect"].create({"name": "Scratch", "code": "T-SCR"})
        self.assertTrue(self._judged(severity="major", defect_id=scratch.id).eightd_required)
        dent = self.env["quality.defect"].create({"name": "Dent", "code": "T-DNT"})
        minor = self._judged(defect_id=dent.id)
        self.assertFalse(minor.eightd_required)
        minor.wants_8d = True
        self.assertTrue(minor.eightd_required)
        self.company.complaint_8d_rules = False
        minor.invalidate_recordset()
        self.assertFalse(minor.eightd_required)

    def test_closing_waits_for_the_8d(self):
        complaint = self._approved(wants_8d=True)
        complaint.action_answered()
        complaint.remedy_ids.action_done()
        self._evidence(complaint)
        complaint.write({"prevention": "x", "effect": "y"})
        with self.refused("8D"):
            complaint.action_close()
        action = complaint.action_open_8d()
        report = self.env["quality.8d"].browse(action["res_id"])
        self.assertEqual(complaint.eightd_id.sudo(), report.sudo())
        self.assertEqual(report.defect_id, self.defect)
        self.assertEqual(report.partner_id, self.customer)
        self.assertEqual(report._origin_record().id, complaint.id)
        # The complaint may end commercially while the 8D goes on.
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_8d_of_an_earlier_complaint(self):
        first = self._judged()
        first.action_open_8d()
        second = self._judged(partner_id=self.other.id)
        first.with_context(complaint_id=second.id).action_join_8d()
        self.assertEqual(second.eightd_id, first.eightd_id)
        # Chosen once more it is the same; a report of its own is not replaced by another one.
        first.with_context(complaint_id=second.id).action_join_8d()
        third = self._judged()
        third.action_open_8d()
        with self.refused("8D report of its own"):
            first.with_context(complaint_id=third.id).action_join_8d()

    def test_department_sees_only_its_own(self):
        """The form of a department opens, though the earlier complaint is none of its business."""
        self._judged()
        second = self._judged(team_id=self.team["production"].id)
        self.env.invalidate_all()
        seen = second.with_user(self.worker)
        self.assertTrue(seen.is_repeat)
        self.assertFalse(seen.repeat_ids)
        self.assertFalse(seen.twin_ids)
        views = self.env["customer.complaint"].with_user(self.worker).get_views([(False, "form")])
        names = views["models"]["customer.complaint"]["fields"]
        seen.web_read(
            {
                name: {"fields": {"display_name": {}}} if "relation" in field else {}
                for name, field in names.items()
            }
        )

    def test_corrected_afterwards(self):
        """The kind of defect is often known only when the goods have come back."""
        self._judged()
        scratch = self.env["quality.defect"].create({"name": "Scratch", "code": "T-SCR"})
        second = self._judged(defect_id=scratch.id)
        self.assertFalse(second.is_repeat)
        second.defect_id = self.defect
        self.assertTrue(second.is_repeat)
        second._judge("invalid", "Damaged by the fork lift")
        self.assertFalse(second.is_repeat or second.cluster_count)

    def test_letter_entered_late(self):
        judged = self._judged()
        self._judged(received_at=self._ago(days=3))
        self.assertTrue(judged.is_repeat)

    def test_bounded_queries(self):
        for number in range(6):
            self._judged(title=f"No {number}")
        complaint = self._complaint(partner_id=self.other.id)
        self.env.flush_all()
        with self.assertQueryCount(5):
            complaint.sudo()._recurrence_facts()

    def test_earlier_one_turns_out_to_be_none(self):
        """What came after it is no repetition any more."""
        for end in ("judge", "cancel"):
            defect = self.env["quality.defect"].create({"name": end, "code": f"T-{end}"})
            first = self._complaint(received_at=self._ago(days=2), defect_id=defect.id)
            first.action_acknowledge()
            second = self._judged(defect_id=defect.id)
            self.assertTrue(second.is_repeat)
            if end == "judge":
                first._judge("invalid", "Damaged by the fork lift")
            else:
                first._cancel("Typed twice")
            self.assertFalse(second.is_repeat, end)
            self.assertEqual(second.cluster_count, 1)

    def test_product_known_by_its_order(self):
        self._judged(received_at=self._ago(days=2))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.contact.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        second = self._judged(product_id=False)
        self.assertFalse(second.is_repeat)
        second.order_text = order.name
        self.assertEqual(second.product_id, self.product)
        self.assertTrue(second.is_repeat)
