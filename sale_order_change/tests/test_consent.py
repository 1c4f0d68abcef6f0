import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import ChangeCommon

MAIL = b"From: li@example.com\nWe agree."


class ConsentCommon(ChangeCommon):
    """Changes to which the customer has to agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_change_consent = "always"
        cls.customer.email = "li@example.com"
        cls.order = cls._confirmed()
        cls.manager_user = cls.env["res.users"].search(
            [("login", "=", "advance_manager")], limit=1
        ) or new_test_user(
            cls.env,
            "consent_manager",
            "sales_team.group_sale_salesman_all_leads,order_signoff.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _waiting(cls, order=None, **vals):
        """A change that the departments have signed and the customer is asked about."""
        order = order or cls.order
        return cls._approved(order, {"kind": "price", "new_price": 12}, **vals)

    def _mail(self, change):
        """The last mail by which the customer was asked."""
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("subject", "like", f"({change.name})")], order="id desc", limit=1)
        )

    def _record(self, change, user=None, **vals):
        return (
            self.env["sale.order.change.consent"]
            .with_user(user or self.sales_user)
            .create(
                {
                    "change_id": change.id,
                    "name": "Mr Li",
                    "evidence": base64.b64encode(MAIL),
                    "evidence_name": "mail.txt",
                    **vals,
                }
            )
            .action_record()
        )


class TestConsent(ConsentCommon):
    """Sales asks the customer, and records his written answer."""

    def test_waits_for_the_customer(self):
        change = self._waiting()
        self.assertEqual(change.state, "consent")
        self.assertEqual(change.consent_contact_id, self.order.partner_id)
        self.assertTrue(change.can_ask_consent)

    def test_mail(self):
        change = self._waiting()
        self.assertFalse(change.sudo().access_token)
        change.action_send_consent()
        self.assertTrue(change.consent_sent_on)
        token = change.sudo().access_token
        self.assertTrue(token)
        mail = self._mail(change)
        self.assertIn(self.customer, mail.recipient_ids)
        self.assertIn(token, mail.body_html)
        self.assertIn(change.name, mail.subject)
        # The history of the change tells that it went, not the link.
        self.assertNotIn(token, "".join(change.message_ids.mapped("body")))
        change.action_send_consent()
        self.assertEqual(change.sudo().access_token, token, "a reminder carries the same link")

    def test_contact_without_address(self):
        self.customer.email = False
        change = self._waiting()
        with self.assertRaises(UserError):
            change.action_send_consent()
        self.assertFalse(change.consent_sent_on)

    def test_agreement_in_writing(self):
        change = self._waiting()
        self._record(change, note="From 1 January")
        self.assertEqual((change.state, change.consent_state), ("approved", "accepted"))
        self.assertEqual(change.consent_by, "Mr Li")
        self.assertEqual(change.consent_source, "document")
        self.assertEqual(change.consent_user_id, self.sales_user)
        self.assertEqual(change.consent_attachment_id.raw, MAIL)
        with self.assertRaises(UserError):
            self._record(change)
        with self.assertRaises(UserError):
            change.consent_attachment_id.with_user(self.sales_user).raw = b"Something else"

    def test_refusal_in_writing(self):
        change = self._waiting()
        with self.assertRaises(UserError):
            self._record(change, answer="declined")
        self._record(change, answer="declined", note="Too dear")
        self.assertEqual((change.state, change.consent_state), ("rejected", "declined"))
        self.assertIn("Too dear", change.rejected_reason)

    def test_evidence_is_looked_at(self):
        change = self._waiting()
        for vals in (
            {"evidence": base64.b64encode(b"MZ\x90\x00"), "evidence_name": "mail.exe"},
            {"evidence": base64.b64encode(b"MZ\x90\x00"), "evidence_name": "mail.pdf"},
        ):
            with self.assertRaises(UserError):
                self._record(change, **vals)
        self.assertEqual(change.consent_state, "asked")

    def test_only_sales_asks(self):
        change = self._waiting()
        signer = self.signers["quality"]
        with self.assertRaises(AccessError):
            change.with_user(signer).action_send_consent()
        with self.assertRaises(AccessError):
            self._record(change, user=signer)
        # Who signs does not send the link to himself either.
        with self.assertRaises(AccessError):
            change.with_user(signer).consent_contact_id = self.customer
        with self.assertRaises(AccessError):
            change.with_user(signer).read(["access_token"])

    def test_only_the_customer_is_asked(self):
        change = self._waiting()
        stranger = self.env["res.partner"].create({"name": "Stranger", "email": "s@example.com"})
        with self.assertRaises(UserError):
            change.consent_contact_id = stranger
        buyer = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "email": "b@example.com"}
        )
        change.consent_contact_id = buyer
        change.action_send_consent()
        mail = self._mail(change)
        self.assertEqual(mail.recipient_ids, buyer)

    def test_answer_is_closed_to_typing(self):
        change = self._waiting()
        for vals in (
            {"consent_state": "accepted"},
            {"consent_by": "Me"},
            {"consent_signature": base64.b64encode(b"x")},
            {"consent_sent_on": "2026-01-01 00:00:00"},
            {"access_token": "guess"},
        ):
            with self.assertRaises(UserError):
                change.write(vals)

    def test_link_dies_with_the_question(self):
        change = self._waiting()
        change.action_send_consent()
        change.action_redraft()
        self.assertFalse(change.sudo().access_token)
        self.assertFalse(change.consent_sent_on)
        change = self._waiting()
        change.action_send_consent()
        change.sudo()._withdraw("Not needed")
        self.assertFalse(change.sudo().access_token)
