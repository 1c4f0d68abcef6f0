import base64

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .common import PDF
from .test_proof import PICTURE, ProofCommon


@tagged("post_install", "-at_install")
class TestProofPortal(ProofCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order.client_order_ref = "PO <b>77</b>"
        cls.proof = cls._sent(
            name="label.png", raw=PICTURE, description="Check <script>alert(1)</script>"
        )
        cls.portal = new_test_user(cls.env, "proof_buyer", "base.group_portal", name="Bea Buyer")
        cls.portal.partner_id.parent_id = cls.customer
        cls.foreign = new_test_user(cls.env, "proof_foreign", "base.group_portal")
        cls.foreign.partner_id.parent_id = cls.stranger

    def _url(self, proof=None, suffix="", token=None):
        proof = (proof or self.proof).sudo()
        token = token or proof._portal_ensure_token()
        return f"/my/proof/{proof.id}{suffix}?access_token={token}"

    def _post(self, proof=None, token=None, **values):
        proof = (proof or self.proof).sudo()
        return self.url_open(
            f"/my/proof/{proof.id}/answer",
            data={
                "csrf_token": Request.csrf_token(self),
                "access_token": token or proof._portal_ensure_token(),
                "answer": "approve",
                "name": "Ms Li",
                **values,
            },
        )

    def test_page_shows_this_proof_only(self):
        page = self.url_open(self._url()).text
        self.assertIn(self.proof.display_name, page)
        self.assertIn("Check &lt;script&gt;alert(1)", page)
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("PO &lt;b&gt;77", page)
        self.assertNotIn(f"{self.order.amount_total:.2f}", page)
        file = self.url_open(self._url(suffix="/file"))
        self.assertEqual(file.content, PICTURE)
        self.assertEqual(file.headers["Content-Type"], "image/png")
        self.assertEqual(file.headers["X-Content-Type-Options"], "nosniff")
        printed = self._sent(raw=PDF)
        self.assertIn("pdfjs", self.url_open(self._url(printed)).text)
        file = self.url_open(self._url(printed, suffix="/file"))
        self.assertEqual((file.content, file.headers["Content-Type"]), (PDF, "application/pdf"))

    @mute_logger("odoo.http")
    def test_wrong_link_says_nothing(self):
        self.authenticate(None, None)
        other = self._sent()
        draft = self._proof()
        for url in (
            f"/my/proof/{self.proof.id}",
            self._url(token="guess"),
            self._url(token=other.sudo()._portal_ensure_token()),
            self._url(suffix="/file", token="guess"),
            f"/my/proof/{self.proof.id + 1000}?access_token=x",
            self._url(draft),
            self._url(draft, suffix="/file"),
        ):
            with self.subTest(url):
                self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self._post(token="guess").status_code, 404)
        self.assertEqual(self._post(answer="delete").status_code, 404)
        self.assertEqual(self.proof.state, "sent")
        self.authenticate("proof_foreign", "proof_foreign")
        self.assertEqual(self.url_open(f"/my/proof/{self.proof.id}").status_code, 404)

    def test_customer_approves_by_link(self):
        self.authenticate(None, None)
        response = self._post(name=" Ms Li ", capacity="Buyer", comment="Fine <b>!</b>")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Approved by", response.text)
        self.assertIn("Fine &lt;b&gt;!", response.text)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "approved")
        self.assertEqual(self.proof.decided_by_name, "Ms Li")
        self.assertEqual(self.proof.decided_capacity, "Buyer")
        self.assertEqual(self.proof.decision_channel, "link")
        self.assertFalse(self.proof.decided_user_id)
        self.assertEqual(self.proof.decision_address, "127.0.0.1")
        # A second answer is none.
        with mute_logger("odoo.http"):
            self.assertEqual(self._post(answer="return", comment="No").status_code, 404)
        self.assertEqual(self.proof.state, "approved")

    def test_customer_reads_his_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.damper.with_context(lang="fr_FR").name = "Amortisseur"
        proof = self._sent(order_line_id=self.order.order_line.id)
        proof.contact_id.lang = "fr_FR"
        self.authenticate(None, None)
        for __ in range(2):
            self.assertIn("Amortisseur", self.url_open(self._url(proof)).text)

    def test_order_page_leads_to_its_proofs(self):
        self.authenticate(None, None)
        page = self.url_open(self.order.get_portal_url()).text
        self.assertIn(f"/my/proof/{self.proof.id}?", page)
        self.authenticate("intake_clerk", "intake_clerk")
        page = self.url_open(self.order.get_portal_url()).text
        self.assertNotIn("/my/proof/", page)

    def test_return_without_remark_asks_for_it(self):
        self.authenticate(None, None)
        page = self._post(answer="return", comment=" ", capacity="Buyer").text
        self.assertIn("Say what has to be changed", page)
        self.assertIn('value="Buyer"', page)
        self.assertEqual(self.proof.state, "sent")
        self._post(answer="return", comment="Bar code too small")
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "returned")

    @mute_logger("odoo.http")
    def test_answer_needs_the_form(self):
        self.authenticate(None, None)
        response = self._post(csrf_token="x")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.url_open(self._url(suffix="/answer")).status_code, 405)
        self.assertEqual(self.proof.state, "sent")

    def test_colleague_of_the_customer_needs_no_link(self):
        self.authenticate("proof_buyer", "proof_buyer")
        page = self.url_open(f"/my/proof/{self.proof.id}")
        self.assertIn("Bea Buyer", page.text)
        self._post(token="none", name="Bea Buyer")
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "approved")
        self.assertEqual(self.proof.decided_user_id, self.portal)
        self.assertEqual(self.proof.decided_partner_id, self.portal.partner_id)
        self.assertEqual(self.proof.decision_channel, "portal")

    @mute_logger("odoo.http")
    def test_staff_look_but_do_not_answer(self):
        self.authenticate("intake_clerk", "intake_clerk")
        page = self.url_open(f"/my/proof/{self.proof.id}").text
        self.assertIn("what the customer sees", page)
        self.assertNotIn("o_portal_proof_form", page)
        self.assertEqual(self._post().status_code, 404)
        self.assertEqual(self.proof.state, "sent")
        self.authenticate("proof_worker", "proof_worker")
        self.assertEqual(self.url_open(f"/my/proof/{self.proof.id}").status_code, 404)

    @mute_logger("odoo.http")
    def test_retained_samples_are_no_business_of_the_customer(self):
        sample = self._sent("sample", raw=None, name=False, sample_kind="retained")
        self.authenticate(None, None)
        self.assertEqual(self.url_open(self._url(sample)).status_code, 404)

    def test_cancelled_order_asks_nothing(self):
        self.order._action_cancel()
        self.authenticate(None, None)
        self.assertNotIn("o_portal_proof_form", self.url_open(self._url()).text)

    def test_superseded_version_asks_nothing(self):
        second = self.proof.browse(self.proof.action_new_version()["res_id"])
        second.write({"file": self.proof.file, "file_name": "v2.png"})
        second.action_mark_sent()
        self.authenticate(None, None)
        page = self.url_open(self._url()).text
        self.assertIn("newer version", page)
        self.assertNotIn("o_portal_proof_form", page)

    def test_customer_approves_on_the_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour(self._url(), "sale_order_intake_proof_approve", login=None)
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "approved")
        self.assertEqual(self.proof.decided_by_name, "Li Wei")

    def test_customer_signs_by_hand(self):
        self.start_tour(self._url(), "sale_order_intake_proof_sign", login=None)
        self.proof.invalidate_recordset()
        self.assertEqual((self.proof.state, self.proof.decided_by_name), ("approved", "Li Wei"))
        self.assertEqual(self.proof.decision_channel, "link")
        self.assertTrue(self.proof.decision_signature)

    @mute_logger("odoo.http")
    def test_signature_is_a_picture(self):
        """Nothing but a drawn picture counts, and only while the proof waits for its answer."""
        self.authenticate(None, None)

        def sign(proof=None, token=None, **values):
            return self.make_jsonrpc_request(
                self._url(proof, suffix="/sign", token=token),
                {"name": "Ms Li", "signature": base64.b64encode(PICTURE).decode(), **values},
            )

        script = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        for signature in ("", None, "no base64!", script):
            with self.subTest(signature):
                self.assertIn("draw", sign(signature=signature)["error"])
        self.assertIn("name", sign(name=" ")["error"])
        with self.assertRaises(JsonRpcException):
            sign(token="guess")
        self.assertEqual(self.proof.state, "sent")
        self.assertTrue(sign()["force_refresh"])
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "approved")
        with self.assertRaises(JsonRpcException):
            sign()
        with self.assertRaises(UserError):
            self.proof.with_user(self.clerk).decision_signature = False

    def test_customer_returns_at_the_desk(self):
        self.start_tour(self._url(), "sale_order_intake_proof_return", login="proof_buyer")
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "returned")
        self.assertEqual(self.proof.decision_comment, "The bar code is too small")

    def test_clerk_records_the_mail(self):
        self.start_tour(
            f"/odoo/proofs/{self.proof.id}", "sale_order_intake_proof_staff", login="intake_clerk"
        )
        self.proof.invalidate_recordset()
        self.assertEqual(self.proof.state, "approved")
        self.assertEqual(self.proof.evidence_name, "answer.txt")
        self.assertEqual(self.proof.decision_channel, "staff")
