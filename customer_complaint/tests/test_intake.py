import base64

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import ComplaintCommon

PNG_BASE64 = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PNG = base64.b64decode(PNG_BASE64)


@tagged("post_install", "-at_install")
class TestIntake(ComplaintCommon):
    """However a complaint comes in, it is numbered, timed and somebody's."""

    def test_number_per_month(self):
        first = self._complaint(received_at="2026-10-05 08:00:00")
        second = self._complaint(received_at="2026-10-20 08:00:00")
        other = self._complaint(received_at="2026-11-02 08:00:00")
        self.assertEqual(first.name, "CC-2026-10-001")
        self.assertEqual(second.name, "CC-2026-10-002")
        self.assertEqual(other.name, "CC-2026-11-001")

    def test_lists_are_made(self):
        complaint = self._complaint()
        self.assertEqual(len(complaint.limit_ids), 7)
        self.assertEqual(len(complaint.evidence_ids), 8)
        self.assertEqual(complaint.user_id, self.officer)

    def test_any_employee_reports(self):
        clerk = new_test_user(
            self.env,
            "complaint_clerk",
            "base.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        report = (
            self.env["customer.complaint.report"]
            .with_user(clerk)
            .create(
                {
                    "title": "The driver says a box was wet",
                    "order_text": "S0001",
                    "photo": base64.b64encode(PNG),
                }
            )
        )
        report.action_report()
        complaint = self.env["customer.complaint"].search([("name", "=", report.done_name)])
        self.assertEqual(complaint.channel, "internal")
        self.assertEqual(complaint.reported_by_id, clerk)
        self.assertFalse(complaint.user_id)
        photo = complaint.evidence_ids.filtered(lambda line: line.kind == "photo")
        self.assertEqual(photo.state, "here")
        self.assertEqual(complaint.activity_ids.user_id, self.officer)

    def test_from_a_survey(self):
        """Whoever has no right on complaints may find one; the service centre is told."""
        clerk = self._user("complaint_survey", "base.group_user")
        complaint = (
            self.env["customer.complaint"]
            .with_user(clerk)
            .sudo()
            .create(
                {
                    "channel": "survey",
                    "title": "Answer 1 of 5 to question 7",
                    "company_id": self.company.id,
                    "partner_id": self.contact.id,
                    "severity": "critical",
                },
            )
        )
        self.assertEqual(complaint.channel, "survey")
        self.assertEqual(complaint.reported_by_id, clerk)
        self.assertFalse(complaint.user_id)
        self.assertEqual(complaint.activity_ids.user_id, self.officer)
        self.assertEqual(len(complaint.limit_ids), 7)

    def test_what_the_system_keeps(self):
        complaint = self._complaint()
        for values in (
            {"state": "closed"},
            {"validity": "valid"},
            {"name": "X"},
            {"answered_on": fields.Datetime.now()},
            {"eightd_id": 1},
            {"is_repeat": True},
            {"is_accepted": True},
            {"cost_total": 0},
            {"deadline": fields.Datetime.now()},
            {"hold_since": False},
            {"next_limit_id": False},
        ):
            with self.refused("cannot be entered"):
                complaint.write(values)
        with self.refused("cannot be entered"):
            self._complaint(state="closed")

    def test_kept(self):
        complaint = self._complaint()
        with self.refused("is kept"):
            complaint.unlink()
        # What a customer sent stays, even where it is cancelled.
        letter = self._complaint(channel="email")
        letter._cancel("Advertising")
        with self.refused("is kept"):
            letter.unlink()

    def test_what_was_found_valid_is_not_cancelled(self):
        """It would be gone from every figure."""
        complaint = self._judged()
        with self.refused("cannot be cancelled"):
            complaint._cancel("Away with it")
        main = self._complaint()
        complaint.with_context(complaint_id=main.id).action_is_duplicate()
        self.assertEqual(complaint.state, "cancelled")

    def test_not_needed_says_why(self):
        line = self._complaint().evidence_ids[0]
        with self.refused("Write down why"):
            line.state = "not_needed"
        line.write({"state": "not_needed", "note": "The customer has thrown it away"})

    def test_duplicates_are_proposed_and_marked(self):
        main = self._complaint()
        twin = self._complaint(title="The same by phone")
        stranger = self._complaint(partner_id=self.other.id)
        self.assertEqual(main.twin_ids, twin)
        self.assertNotIn(stranger, main.twin_ids)
        twin.with_context(complaint_id=main.id).action_is_duplicate()
        self.assertEqual(twin.duplicate_of_id, main)
        self.assertEqual(twin.state, "cancelled")
        self.assertEqual(main.state, "registered")
        main.invalidate_recordset()
        self.assertFalse(main.twin_ids)
        with self.refused("different customers"):
            stranger.with_context(complaint_id=main.id).action_is_duplicate()

    def test_what_was_paid_is_no_duplicate(self):
        """Its cost would be gone from every figure."""
        paid = self._approved()
        paid.action_answered()
        paid.remedy_ids.action_done()
        twin = self._complaint(title="The same by phone")
        with self.refused("answered or made good"):
            paid.with_context(complaint_id=twin.id).action_is_duplicate()
        twin.with_context(complaint_id=paid.id).action_is_duplicate()
        self.assertEqual((twin.state, paid.state), ("cancelled", "verification"))

    def test_order_is_found_by_what_is_told(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "client_order_ref": "PO 4711",
                "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 5})],
            }
        )
        complaint = self._complaint(order_text="po 4711")
        self.assertEqual(complaint.sudo().order_id, order)
        # Of another customer it is not.
        self.assertFalse(self._complaint(order_text="PO 4711", partner_id=self.other.id).order_id)

    def test_form_costs_a_bounded_number_of_queries(self):
        complaint = self._complaint()
        for number in range(4):
            self._complaint(title=f"Earlier {number}", received_at=self._ago(days=number + 1))
        arch = self.env["customer.complaint"].with_user(self.officer).get_views([(False, "form")])
        fields_read = {
            name: {"fields": {"display_name": {}}} if "relation" in field else {}
            for name, field in arch["models"]["customer.complaint"]["fields"].items()
        }
        complaint.web_read(fields_read)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        complaint.web_read(fields_read)
        self.assertLessEqual(self.cr.sql_log_count - before, 60)

    def test_list_costs_no_query_per_complaint(self):
        complaints = self._complaint() | self._complaint(title="Second")
        specification = {
            "name": {},
            "title": {},
            "partner_id": {"fields": {"display_name": {}}},
            "deadline": {},
            "deadline_state": {},
            "state": {},
            "validity": {},
        }
        counts = []
        complaints.with_user(self.officer).web_read(specification)
        for records in (complaints[0], complaints):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.with_user(self.officer).web_read(specification)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
