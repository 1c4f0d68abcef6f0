from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .test_consent import ConsentCommon

# A picture of one point.
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADU"
    "lEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestConsentPortal(ConsentCommon, HttpCase):
    """The customer sees what changes for him and nothing else, and answers once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.env["res.partner"].create({"name": "Rival", "is_company": True})
        cls.change = cls._waiting(reason="Our buyer forgot the surcharge")
        cls.change.sudo().write(
            {
                "planning_date": "2027-01-12",
                "estimated_cost": 4711.0,
                "planning_note": "Overtime in turning",
            }
        )
        cls.change.action_send_consent()

    def _portal_user(self, login, partner):
        contact = self.env["res.partner"].create(
            {"name": login, "parent_id": partner.id, "email": f"{login}@example.com"}
        )
        return new_test_user(
            self.env,
            login,
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            partner_id=contact.id,
        )

    def _csrf(self, text):
        return text.split('name="csrf_token" value="')[1].split('"')[0]

    def _answer(self, change, **vals):
        page = self.url_open(change.sudo().get_portal_url())
        return self.url_open(
            f"/my/order-change/{change.id}/answer",
            data={
                "access_token": change.sudo().access_token,
                "csrf_token": self._csrf(page.text),
                "name": "Mr Li",
                "shown": page.text.split('name="shown" value="')[1].split('"')[0],
                **vals,
            },
        )

    def test_page_shows_what_is_meant_for_him(self):
        page = self.url_open(self.change.sudo().get_portal_url())
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        for text in (self.change.name, "12.00", "Order value"):
            self.assertIn(text, page.text)
        self.assertNotIn("2027-01-12", page.text, "by a price alone nothing leaves on another day")
        packing = self.change.sudo().line_ids.copy(
            {"change_id": self.change.id, "kind": "packing", "new_text": "In crates"}
        )
        packing.old_text = "Cheap cartons, he never looks"
        page = self.url_open(self.change.sudo().get_portal_url())
        for text in ("In crates", "2027-01-12"):
            self.assertIn(text, page.text)
        for text in ("Cheap", "4711", "4,711", "Overtime", "surcharge", "Typing error", "R1"):
            self.assertNotIn(text, page.text)

    def test_agrees(self):
        answer = self._answer(self.change, answer="accept", comment="Fine")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Agreed by", answer.text)
        self.env.invalidate_all()
        self.assertEqual((self.change.state, self.change.consent_state), ("approved", "accepted"))
        self.assertEqual(self.change.consent_by, "Mr Li")
        self.assertEqual(self.change.consent_source, "portal")
        self.assertEqual(self.change.consent_channel, "link")
        self.assertEqual(self.change.consent_note, "Fine")
        again = self.url_open(self.change.sudo().get_portal_url())
        self.assertNotIn("o_portal_order_change_form", again.text)

    def test_declines_with_a_reason(self):
        refused = self._answer(self.change, answer="decline")
        self.assertIn("Say why", refused.text)
        self.env.invalidate_all()
        self.assertEqual(self.change.consent_state, "asked")
        self._answer(self.change, answer="decline", comment="<b>Too late</b>")
        self.env.invalidate_all()
        self.assertEqual((self.change.state, self.change.consent_state), ("rejected", "declined"))
        page = self.url_open(self.change.sudo().get_portal_url())
        self.assertIn("&lt;b&gt;Too late", page.text)
        self.assertNotIn("<b>Too late", page.text)

    def test_answers_what_he_has_read(self):
        change = self.change.sudo()
        seal = change._portal_seal()
        change.cancellation_charge = 5000
        answer = self._answer(change, answer="accept", shown=seal)
        self.assertIn("has changed since", answer.text)
        url = f"/my/order-change/{change.id}/sign?access_token={change.access_token}"
        answer = self.make_jsonrpc_request(
            f"{url}&shown={seal}", {"name": "Mr Li", "signature": PNG}
        )
        self.assertIn("has changed since", answer["error"])
        self.env.invalidate_all()
        self.assertEqual(change.consent_state, "asked")
        self.assertIn(f"shown={change._portal_seal()}", self.url_open(change.get_portal_url()).text)

    def test_signs_by_hand(self):
        url = (
            f"/my/order-change/{self.change.id}/sign?access_token={self.change.sudo().access_token}"
            f"&shown={self.change.sudo()._portal_seal()}"
        )
        bad = self.make_jsonrpc_request(url, {"name": "Mr Li", "signature": "bm90IGEgcGljdHVyZQ=="})
        self.assertTrue(bad["error"])
        done = self.make_jsonrpc_request(url, {"name": "Mr Li", "signature": PNG})
        self.assertTrue(done["force_refresh"])
        self.env.invalidate_all()
        self.assertEqual(self.change.consent_state, "accepted")
        self.assertTrue(self.change.consent_signature)

    @mute_logger("odoo.http")
    def test_strangers(self):
        theirs = self._waiting(self._confirmed(partner_id=self.rival.id))
        theirs.sudo()._portal_ensure_token()
        token = theirs.sudo().access_token
        mine = self.change
        letter = mine.sudo().notice_attachment_ids.create(
            {"name": "x.txt", "raw": b"x", "res_model": mine._name, "res_id": mine.id}
        )
        for url in (
            f"/my/order-change/{mine.id}",
            f"/my/order-change/{mine.id}/file",
            f"/my/order-change/{mine.id}?access_token={token}",
            f"/my/order-change/{mine.id}/file?access_token={token}",
            f"/my/order-change/{mine.id}?access_token=",
            f"/my/order-change/{mine.id}?access_token=False",
            "/my/order-change/99999999",
            f"/web/content/{letter.id}",
            f"/web/content/{letter.id}?access_token={mine.sudo().access_token}",
            f"/web/content/sale.order.change/{mine.id}/consent_signature",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        rival = self._portal_user("change_rival", self.rival)
        own = self._portal_user("change_own", self.customer)
        self.authenticate(rival.login, rival.login)
        self.assertEqual(self.url_open(f"/my/order-change/{mine.id}").status_code, 404)
        self.assertEqual(self.url_open(f"/my/order-change/{mine.id}/file").status_code, 404)
        listed = self.url_open("/my/order-changes").text
        self.assertNotIn(mine.name, listed)
        self.assertIn(theirs.name, listed)
        for report in ("change", "supplement", "distribution"):
            url = f"/report/pdf/sale_order_change.report_sale_order_{report}/{theirs.id}"
            self.assertNotEqual(self.url_open(url).status_code, 200)
        self.assertEqual(self.url_open(f"/web/content/{letter.id}").status_code, 404)
        self.authenticate(own.login, own.login)
        self.assertEqual(self.url_open(f"/my/order-change/{mine.id}").status_code, 200)
        self.assertIn(mine.name, self.url_open("/my/order-changes").text)
        self.assertIn("order_change_open_count", self.url_open("/my/home").text)
        with self.assertRaises(JsonRpcException):
            # No right on the records themselves.
            self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {
                    "model": mine._name,
                    "method": "read",
                    "args": [mine.ids, ["name"]],
                    "kwargs": {},
                },
            )

    @mute_logger("odoo.http")
    def test_what_was_not_asked_is_not_there(self):
        draft = self._change(self.order, {"kind": "quantity", "new_quantity": 9})
        draft.sudo()._portal_ensure_token()
        self.assertEqual(self.url_open(draft.sudo().get_portal_url()).status_code, 404)
        url = self.change.sudo().get_portal_url()
        self.change.action_redraft()
        self.assertEqual(self.url_open(url).status_code, 404, "the link was taken back")

    def test_what_he_was_told_of_is_there(self):
        """The mail that tells him the date leads to the page; other messages lead nowhere."""
        self.company.order_change_consent = "never"
        change = self._approved(self.order, {"kind": "quantity", "new_quantity": 9})

        def leads_to_the_page(message):
            groups = change._notify_get_recipients_groups(message, "Order Change")
            return dict((name, values) for name, __, values in groups)["portal_customer"][
                "has_button_access"
            ]

        first = change.message_post(body="We think about it")
        self.assertFalse(leads_to_the_page(first))
        change.sudo()._portal_ensure_token()
        self.assertEqual(self.url_open(change.sudo().get_portal_url()).status_code, 404)
        told = change.message_post(body="On 30 December", partner_ids=self.customer.ids)
        self.assertTrue(change.customer_told_on)
        self.assertTrue(leads_to_the_page(told))
        page = self.url_open(change.sudo().get_portal_url())
        self.assertEqual(page.status_code, 200)
        self.assertIn("We can deliver on", page.text)

    def test_staff_do_not_answer_for_the_customer(self):
        self.authenticate(self.sales_user.login, self.sales_user.login)
        page = self.url_open(f"/my/order-change/{self.change.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("o_portal_order_change_form", page.text)
        self.assertNotIn(self.change.sudo().access_token, page.text)

    @mute_logger("odoo.http")
    def test_link_does_not_open_the_history(self):
        """What the house writes to each other about the change is no business of the customer."""
        self.change.message_post(body="We lose money on it", subtype_xmlid="mail.mt_comment")
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/chatter_fetch",
                {
                    "thread_model": self.change._name,
                    "thread_id": self.change.id,
                    "token": self.change.sudo().access_token,
                },
            )

    def test_order_page_leads_there(self):
        self.order.sudo()._portal_ensure_token()
        page = self.url_open(self.order.get_portal_url())
        self.assertIn(self.change.name, page.text)
        self.order.sudo().revision_no = 2
        page = self.url_open(self.order.get_portal_url())
        self.assertIn("R2", page.text)

    @mute_logger("odoo.http")
    def test_supplement(self):
        url = self.change.sudo().get_portal_url(suffix="/file")
        self.change.sudo().change_class = "minor"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.change.sudo().change_class = "structural"
        with patch.object(
            IrActionsReport, "_render_qweb_pdf", lambda *args, **kwargs: (b"%PDF-1.4 x", "pdf")
        ):
            self.assertEqual(self.url_open(url).content, b"%PDF-1.4 x")
