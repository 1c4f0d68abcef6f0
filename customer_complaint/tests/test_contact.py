from odoo import fields
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestContact(ComplaintCommon):
    """Whose complaint it is, and where our letters go."""

    def _letter(self, complaint):
        return self.env["mail.mail"].search(
            [("model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )

    def test_letter_goes_where_the_caller_says(self):
        """The card of the customer has no address: the one that he spelled is written to."""
        complaint = self._complaint(partner_id=self.other.id, email_from="caller@example.com")
        complaint.action_confirm_receipt()
        letter = self._letter(complaint)
        self.assertEqual(letter.email_to, "caller@example.com")
        self.assertFalse(letter.recipient_ids)
        known = self._complaint(email_from="caller@example.com")
        known.action_confirm_receipt()
        self.assertEqual(self._letter(known).recipient_ids, self.contact)
        self.assertFalse(self._letter(known).email_to)

    def test_another_customer(self):
        """What came from the card of the first one goes with him; what was typed stays."""
        self.other.phone = "+31 20 555"
        complaint = self._complaint()
        self.assertEqual(complaint.email_from, "li@example.com")
        complaint.partner_id = self.other
        self.assertFalse(complaint.email_from)
        self.assertEqual(complaint.phone, "+31 20 555")
        complaint.write({"phone": "0555", "email_from": "typed@example.com"})
        complaint.partner_id = self.contact
        self.assertEqual((complaint.phone, complaint.email_from), ("0555", "typed@example.com"))
        # The same one once more is no other one.
        complaint.email_from = "li@example.com"
        complaint.write({"partner_id": self.contact.id})
        self.assertEqual(complaint.email_from, "li@example.com")

    def test_another_customer_before_it_is_saved(self):
        complaints = self.env["customer.complaint"].with_user(self.officer)
        with Form(complaints) as form:
            form.title = "It leaks"
            form.partner_id = self.contact
            self.assertEqual(form.email_from, "li@example.com")
            form.partner_id = self.other
            self.assertFalse(form.email_from)
            form.partner_id = self.customer
            self.assertEqual(form.email_from, "moto@example.com")
        self.assertEqual(form.record.email_from, "moto@example.com")
        with Form(form.record) as form:
            form.partner_id = self.contact
            self.assertEqual(form.email_from, "li@example.com")
            form.partner_id = self.other
            self.assertFalse(form.email_from)
        self.assertFalse(form.record.email_from)

    def test_order_brings_its_customer(self):
        """An employee knows the order only; the clerk at the desk, too."""
        order = self.env["sale.order"].create(
            {"partner_id": self.contact.id, "company_id": self.company.id}
        )
        clerk = self._user("complaint_contact_clerk", "base.group_user")
        report = self.env["customer.complaint.report"].with_user(clerk)
        report = report.create({"title": "Wet", "order_text": order.name})
        report.action_report()
        complaint = self.env["customer.complaint"].search([("name", "=", report.done_name)])
        self.assertEqual(complaint.partner_id, self.contact)
        self.assertEqual(complaint.email_from, "li@example.com")
        late = self._complaint(partner_id=False)
        late.order_text = order.name
        self.assertEqual(late.partner_id, self.contact)
        stays = self._complaint(partner_id=self.customer.id, order_text=order.name)
        self.assertEqual(stays.partner_id, self.customer)
        with Form(self.env["customer.complaint"].with_user(self.officer)) as form:
            form.title = "It leaks"
            form.order_text = order.name
            self.assertEqual(form.partner_id, self.contact)

    def test_date_is_typed_anew(self):
        with Form(self._complaint()) as form:
            form.received_at = False
            form.received_at = fields.Datetime.to_datetime("2026-11-02 08:00:00")
        self.assertEqual(str(form.record.received_at), "2026-11-02 08:00:00")
