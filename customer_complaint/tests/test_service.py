from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestService(ComplaintCommon):
    """Every contact is done in time, or the next call is promised."""

    def _record(self, **values):
        return (
            self.env["customer.service.record"]
            .with_user(self.officer)
            .create(
                {
                    "question": "When does the damper come?\nIt is urgent.",
                    "company_id": self.company.id,
                    "partner_id": self.contact.id,
                    "caller": "Mr Li",
                    **values,
                }
            )
        )

    def test_done_in_time(self):
        record = self._record()
        self.assertEqual(record.due_at, record.contacted_at + timedelta(minutes=30))
        with self.refused("what the customer was told"):
            record.action_done()
        record.answer = "On Friday"
        record.action_done()
        self.assertTrue(record.in_time)
        with self.refused("Which mark"):
            record.action_called_back()
        record.mark = "5"
        record.action_called_back()
        self.assertEqual(record.state, "called_back")

    def test_what_the_system_keeps(self):
        for values in ({"in_time": True}, {"due_at": fields.Datetime.now()}):
            with self.refused("cannot be entered"):
                self._record().write(values)

    def test_nothing_asked(self):
        record = self._record(question="  ", channel="chat")
        record.action_make_complaint()
        complaint = record.complaint_id
        self.assertEqual((complaint.title, complaint.channel), (record.name, "online"))

    def test_late(self):
        record = self._record(contacted_at=self._ago(hours=2), answer="Sorry")
        record.action_done()
        self.assertFalse(record.in_time)

    def test_promised_call(self):
        record = self._record()
        with self.refused("still to come"):
            record.action_promise()
        record.next_call_at = fields.Datetime.now() + timedelta(days=1)
        record.action_promise()
        self.assertEqual(record.state, "promised")
        self.assertTrue(record.in_time)
        self.assertEqual(record.activity_ids.user_id, self.officer)
        record.answer = "It comes on Friday"
        record.action_done()
        self.assertFalse(record.activity_ids)

    def test_one_click_makes_it_a_complaint(self):
        record = self._record()
        action = record.action_make_complaint()
        complaint = record.complaint_id
        self.assertEqual(action["res_id"], complaint.id)
        self.assertEqual(complaint.title, "When does the damper come?")
        self.assertEqual(complaint.partner_id, self.contact)
        self.assertEqual(complaint.received_at, record.contacted_at)
        self.assertEqual(record.action_make_complaint()["res_id"], complaint.id)
        self.assertEqual(record.kind, "complaint")

    def test_one_click_gives_it_to_a_colleague(self):
        record = self._record()
        action = record.action_make_activity()
        dialog = self.env["mail.activity.schedule"].with_user(self.officer)
        dialog = dialog.with_context(**action["context"]).create(
            {"activity_user_id": self.officer.id}
        )
        dialog.action_schedule_activities()
        self.assertEqual(record.activity_ids.summary, "When does the damper come?")
        self.assertEqual(record.activity_ids.user_id, self.officer)

    def test_second_promise(self):
        """The first one says whether it was in time; one call is to be made."""
        record = self._record()
        record.next_call_at = fields.Datetime.now() + timedelta(hours=5)
        record.action_promise()
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE customer_service_record SET contacted_at = contacted_at - interval '1 day',
                   due_at = due_at - interval '1 day',
                   promised_at = promised_at - interval '1 day'
             WHERE id = %s
            """,
            (record.id,),
        )
        self.env.invalidate_all()
        promised = record.promised_at
        record.next_call_at = fields.Datetime.now() + timedelta(days=1)
        record.action_promise()
        self.assertEqual(record.promised_at, promised)
        self.assertTrue(record.in_time)
        self.assertEqual(len(record.activity_ids), 1)
        with self.refused("its time stays"):
            record.contacted_at = fields.Datetime.now()

    def test_colleague_works_on_what_he_is_given(self):
        record = self._record()
        with self.assertRaises(AccessError):
            record.with_user(self.sales).read(["question"])
        action = record.action_make_activity()
        self.env["mail.activity.schedule"].with_user(self.officer).with_context(
            **action["context"]
        ).create({"activity_user_id": self.sales.id}).action_schedule_activities()
        given = record.with_user(self.sales)
        self.assertIn("damper", given.read(["question"])[0]["question"])
        # Also once he has ticked his to-do off.
        record.activity_ids.with_user(self.sales).action_done()
        given.invalidate_recordset()
        self.assertIn("damper", given.read(["question"])[0]["question"])
        given.answer = "On Friday"
        given.action_done()
        self.assertEqual(record.state, "done")

    def test_nobody_is_left_waiting(self):
        """Who took the call is told, then the head of the service, then management."""
        record = self._record()
        self.assertEqual(record.deadline, record.due_at)
        self.assertTrue(record.escalate_leader_at < record.escalate_management_at)
        self.assertEqual(record._deadline_owner_users()[record.id], self.officer)
        self.assertEqual(record._deadline_leader_users()[record.id], self.officer)
        self.assertEqual(record._deadline_management_users()[record.id], self.boss)
        record.contacted_at = self._ago(hours=2)
        self.assertEqual(record.deadline_state, "late")
        late = record.sudo()._deadline_escalate(fields.Datetime.now(), 100)
        self.assertIn(record, late)
        self.assertEqual(record.escalation_level, 2)
        told = self.env["order.digest"].search([("user_id", "=", self.officer.id)])
        self.assertIn("late_owner", told.mapped("topic"))
        # A day alone is no promise: nobody is told twice.
        record.next_call_at = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(record.escalation_level, 2)
        # The call that was promised is the next limit, wherever it is moved.
        for days in (1, 2):
            record.next_call_at = fields.Datetime.now() + timedelta(days=days)
            if record.state == "open":
                record.action_promise()
            self.assertEqual(record.deadline, record.next_call_at)
        self.assertEqual(record.deadline_state, "on_time")
        record.answer = "On Friday"
        record.action_done()
        self.assertTrue(record.met_at)
        self.assertFalse(record.escalate_at)
