from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command

from .common_program import ProgramCommon


class TestSend(ProgramCommon):
    """Who gets an invitation, a reminder, thanks, and who does not."""

    def _mails(self, text):
        return self.env["mail.mail"].sudo().search([("subject", "ilike", text)])

    def test_one_invitation_for_each_contact(self):
        row = self.program.audience_ids.filtered(lambda r: r.partner_id == self.customers[0])
        service = self.program.module_ids[1]
        row.contact_ids = [
            Command.create({"module_id": service.id, "partner_id": self.contact.id})
        ]
        self._running()
        invitations = {i.partner_id: i.module_ids for i in self._invitation()}
        self.assertEqual(
            invitations,
            {
                self.customers[0]: self.program.module_ids - service,
                self.contact: service,
            },
        )
        self.assertEqual(len(self.program.sudo().invitation_ids), 4)
        self.assertEqual(len(set(self.program.sudo().invitation_ids.mapped("access_token"))), 4)
        self.assertEqual(self.program.issued_count, 3)

    def test_invitation_mail(self):
        self._running()
        mails = self._mails("How satisfied are you with us?")
        self.assertEqual(len(mails), 3)
        link = self._invitation().get_portal_url()
        mail = mails.filtered(lambda mail: mail.recipient_ids == self.customers[0])
        self.assertIn(link, mail.body_html.replace("&amp;", "&"))
        self.assertFalse(any(mails.mapped("res_id")), "staff read no link in the history")

    def test_without_mail_address_by_phone(self):
        self.customers[0].email = False
        self.program.audience_ids.filtered(
            lambda r: r.partner_id == self.customers[0]
        ).contact_id = self.customers[0]
        self._running()
        self.assertEqual(self._invitation().channel, "phone")
        self.assertEqual(self._invitation().state, "sent")
        self.assertEqual(len(self._mails("How satisfied are you with us?")), 2)

    def test_added_later(self):
        self._running()
        late = self.env["res.partner"].create({"name": "Added", "email": "a@x.example"})
        self.env["satisfaction.audience"].with_user(self.officer).create(
            {"program_id": self.program.id, "partner_id": late.id}
        )
        self.assertEqual(self.program.pending_count, 1)
        self.program.action_send_new()
        self.assertEqual(self._invitation(late).state, "sent")
        self.assertEqual(len(self._invitation()), 1)

    def test_reminders_have_a_cap(self):
        self.company.satisfaction_remind_max = 2
        with freeze_time("2027-06-01 08:00:00"):
            self._running()
        for day in (15, 20):
            with freeze_time(f"2027-06-{day} 08:00:00"):
                self.program.action_remind()
        self.assertEqual(self._invitation().remind_count, 2)
        with freeze_time("2027-06-25 08:00:00"), self.assertRaises(UserError):
            self.program.action_remind()
        self.assertEqual(len(self._mails("Your opinion is still missing")), 6)

    def test_not_twice_a_day(self):
        with freeze_time("2027-06-15 08:00:00"):
            self._running()
            self.program.action_remind()
        with freeze_time("2027-06-15 09:00:00"), self.assertRaises(UserError):
            self.program.action_remind()

    def test_never_after_an_answer_or_declining(self):
        self._running()
        answered, begun, declined = (self._invitation(c) for c in self.customers)
        self._answer(answered)
        self._answer(begun, begun.module_ids[0])
        declined._decline()
        with self.assertRaises(UserError):
            self.program.action_remind()
        self.assertFalse(self._mails("Your opinion is still missing"))

    def test_thanks_once_everything_is_back(self):
        self._running()
        invitation = self._invitation()
        self._answer(invitation, *invitation.module_ids[:2])
        self.assertFalse(self._mails("Thank you for your answers"))
        self._answer(invitation, invitation.module_ids[2])
        self.assertEqual(len(self._mails("Thank you for your answers")), 1)
        self.assertEqual(invitation.state, "answered")

    def test_queries_do_not_grow_with_customers(self):
        def queries(number):
            customers = self.env["res.partner"].create(
                [
                    {"name": f"Bulk {number}-{i}", "email": f"k{number}-{i}@x.example"}
                    for i in range(number)
                ]
            )
            program = self._new_program(audience_domain=f"[('id', 'in', {customers.ids})]")
            program.action_suggest_audience()
            program.action_prepare()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            program.action_send()
            self.env.flush_all()
            self.assertEqual(program.issued_count, number)
            return self.cr.sql_log_count - start

        queries(5)
        few, more = queries(10), queries(30)
        self.assertLessEqual(more - few, 20)
