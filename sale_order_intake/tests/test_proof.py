import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import PDF, SALES_ALL, SIGNER, IntakeCommon

PNG = b"\x89PNG\r\n\x1a\n picture"
# One pixel, for browsers that look at it.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
MAIL = b"From: li@customer.example\n\nApproved."


class ProofCommon(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "buyer@customer.example"
        cls.order = cls._order(name="PROOF-1", follower_id=cls.clerk.id)
        users = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.inspector = new_test_user(
            cls.env, "proof_quality", SIGNER, name="Quinn Quality", **users
        )
        cls.worker = new_test_user(cls.env, "proof_worker", SIGNER, **users)
        cls.env["order.team"].create(
            {
                "name": "Quality",
                "function": "quality",
                "company_id": cls.company.id,
                "leader_id": cls.inspector.id,
            }
        )

    @classmethod
    def _proof(cls, proof_type="label", order=None, name="label.pdf", raw=PDF, user=None, **values):
        return (
            cls.env["sale.order.proof"]
            .with_user(user or cls.clerk)
            .create(
                {
                    "proof_type": proof_type,
                    "order_id": (order or cls.order).id,
                    "file": base64.b64encode(raw) if raw else False,
                    "file_name": name,
                    **values,
                }
            )
        )

    @classmethod
    def _sent(cls, *args, **values):
        proof = cls._proof(*args, **values)
        proof.action_mark_sent()
        return proof

    def _answer(self, proof, user=None, **values):
        return (
            self.env["sale.order.proof.answer"]
            .with_user(user or self.clerk)
            .create(
                {
                    "proof_id": proof.id,
                    "name": "Ms Li",
                    "evidence": base64.b64encode(MAIL),
                    "evidence_name": "answer.eml",
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestProof(ProofCommon):
    def test_only_pictures_and_pdf(self):
        for name, raw in (("a.pdf", PDF), ("a.PNG", PNG), ("a.jpg", b"\xff\xd8\xff\xe0 x")):
            with self.subTest(name):
                self.assertTrue(self._proof(name=name, raw=raw).file)
        for name, raw in (
            ("a.svg", b"<svg/>"),
            ("a.html", b"<script>alert(1)</script>"),
            ("a.png", PDF),
            ("a.pdf", b"MZ"),
            ("a.docx", b"PK\x03\x04"),
            (False, PDF),
        ):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "PDF or a picture"):
                self._proof(name=name, raw=raw)

    def test_size_is_limited(self):
        self.company.order_document_max_mb = 1
        with self.assertRaisesRegex(ValidationError, "up to 1 MB"):
            self._proof(raw=PDF + b" " * 1024 * 1024)

    def test_sending_sends_the_link(self):
        proof = self._proof(order_line_id=self.order.order_line.id)
        self.assertEqual(proof.product_id, self.damper)
        proof.action_send()
        self.assertEqual(proof.state, "sent")
        self.assertEqual(proof.sent_by_id, self.clerk)
        self.assertTrue(proof.deadline)
        token = proof.sudo().access_token
        mail = self.env["mail.mail"].search([("body_html", "ilike", token)])
        self.assertEqual(mail.recipient_ids | mail.mail_message_id.partner_ids, self.customer)
        # Whoever reads the history of the proof does not get the customer's link.
        self.assertNotIn(token, " ".join(proof.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "already been sent"):
            proof.action_send()

    def test_link_goes_to_who_is_asked(self):
        buyer = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "email": "buyer@example.com"}
        )
        proof = self._proof(contact_id=buyer.id)
        proof.action_send()
        mail = self.env["mail.mail"].search([("body_html", "ilike", proof.sudo().access_token)])
        self.assertEqual(mail.recipient_ids, buyer)

    def test_no_address_no_mail(self):
        self.customer.email = False
        proof = self._proof()
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            proof.action_send()
        self.assertEqual(proof.state, "draft")
        proof.action_mark_sent()
        self.assertEqual(proof.state, "sent")

    def test_nothing_to_look_at_is_not_sent(self):
        with self.assertRaisesRegex(UserError, "Attach the file"):
            self._proof(raw=None, name=False).action_mark_sent()
        with self.assertRaisesRegex(UserError, "retained one"):
            self._proof("sample", raw=None, name=False).action_mark_sent()
        order = self._order()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "cancelled"):
            self._proof(order=order, user=self.lead).action_mark_sent()

    def test_sent_is_fixed(self):
        proof = self._sent()
        for values in (
            {"file": base64.b64encode(PDF + b"2")},
            {"file_name": "other.pdf"},
            {"description": "Other"},
            {"proof_type": "artwork"},
            {"order_id": self._order().id},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "new version"):
                proof.write(values)
        proof.note = "Customer is on holiday"
        with self.assertRaisesRegex(UserError, "is kept"):
            proof.unlink()
        with self.assertRaisesRegex(UserError, "is kept"):
            proof.with_context(_force_unlink=True).unlink()
        with self.assertRaisesRegex(UserError, "are kept"):
            self.order.unlink()

    def test_nobody_types_the_answer(self):
        proof = self._sent()
        for values in (
            {"state": "approved"},
            {"decided_by_name": "Ms Li"},
            {"evidence": base64.b64encode(MAIL)},
            {"version": 3},
            {"access_token": "guess"},
            {"file_checksum": "x"},
            {"deadline": fields.Datetime.now()},
        ):
            with self.subTest(values):
                with self.assertRaisesRegex(UserError, "cannot be entered"):
                    proof.write(values)
                with self.assertRaisesRegex(UserError, "cannot be entered"):
                    self._proof(**values)
        sneaked = self.env["sale.order.proof"].with_user(self.clerk)
        sneaked = sneaked.with_context(default_state="approved", default_decided_by_name="Li")
        sneaked = sneaked.create({"order_id": self.order.id, "proof_type": "label"})
        self.assertEqual(sneaked.state, "draft")
        self.assertFalse(sneaked.decided_by_name)

    def test_file_cannot_be_changed_behind_the_proof(self):
        proof = self._sent()
        files = self.env["ir.attachment"].sudo()
        file = files.search(
            [
                ("res_model", "=", "sale.order.proof"),
                ("res_id", "=", proof.id),
                ("res_field", "=", "file"),
            ]
        ).with_user(self.lead)
        for change in (
            lambda: file.write({"raw": b"%PDF other"}),
            lambda: file.write({"res_id": self._proof().id}),
            lambda: file.unlink(),
            lambda: file.create(
                {
                    "name": "x.pdf",
                    "raw": PDF,
                    "res_model": "sale.order.proof",
                    "res_field": "file",
                    "res_id": proof.id,
                }
            ),
        ):
            with self.assertRaisesRegex(UserError, "on the proof itself"):
                change()
        self.assertEqual(proof._file_content(), PDF)
        # What is changed past everything, by the system, is noticed at the answer.
        file.sudo().write({"raw": b"%PDF other"})
        proof.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "not the one that was sent"):
            self._answer(proof).action_record()

    def test_staff_record_the_answer_with_the_mail(self):
        proof = self._sent()
        with self.assertRaisesRegex(UserError, "Attach the customer's message"):
            self._answer(proof, evidence=False).action_record()
        with self.assertRaisesRegex(UserError, "cannot be taken"):
            self._answer(proof, evidence_name="answer.exe").action_record()
        self._answer(proof, capacity="Buyer").action_record()
        self.assertEqual(proof.state, "approved")
        self.assertEqual(proof.decided_by_name, "Ms Li")
        self.assertEqual(proof.decided_capacity, "Buyer")
        self.assertEqual(proof.decided_user_id, self.clerk)
        self.assertEqual(proof.decision_channel, "staff")
        self.assertEqual(base64.b64decode(proof.evidence), MAIL)
        self.assertEqual(proof.deadline_state, "met")
        with self.assertRaisesRegex(UserError, "does not wait"):
            self._answer(proof).action_record()

    def test_return_needs_a_remark(self):
        proof = self._sent()
        with self.assertRaisesRegex(UserError, "what has to be changed"):
            self._answer(proof, answer="returned", comment=" ").action_record()
        self._answer(proof, answer="returned", comment="Bar code too small").action_record()
        self.assertEqual(proof.state, "returned")
        self.assertEqual(proof.decision_comment, "Bar code too small")

    def test_new_version_supersedes_when_sent(self):
        first = self._sent()
        self._answer(first).action_record()
        action = first.action_new_version()
        second = first.browse(action["res_id"])
        self.assertEqual((second.name, second.version), (first.name, 2))
        self.assertEqual(second.state, "draft")
        self.assertFalse(second.file)
        self.assertEqual(first.state, "approved", "it counts until the new one is sent")
        self.assertEqual(first.action_new_version()["res_id"], second.id)
        second.write({"file": base64.b64encode(PNG), "file_name": "v2.png"})
        second.action_mark_sent()
        self.assertEqual(first.state, "superseded")
        self.assertEqual(first.decided_by_name, "Ms Li")
        with self.assertRaisesRegex(UserError, "newer version"):
            first.action_record_answer()
        self.assertEqual(self.order.with_user(self.clerk).proof_count, 1)
        self.assertEqual(self.order.with_user(self.clerk).proof_waiting_count, 1)

    def test_sales_sign_customer_samples_only(self):
        sample = self._sent("sample", raw=None, name=False, sample_kind="customer")
        self._answer(sample, channel="sales", evidence=False, name="Somebody").action_record()
        self.assertEqual(sample.decided_by_name, self.clerk.name)
        self.assertEqual(sample.decision_channel, "sales")
        label = self._sent()
        with self.assertRaisesRegex(UserError, "approved by the customer"):
            self._answer(label, channel="sales", evidence=False).action_record()

    def test_quality_signs_retained_samples(self):
        sample = self._sent("sample", raw=None, name=False, sample_kind="retained")
        self.assertEqual(sample.sudo().activity_ids.user_id, self.inspector)
        for user in (self.clerk, self.worker):
            with self.assertRaisesRegex(AccessError, "only the department Quality"):
                self._answer(sample, user=user, evidence=False).action_record()
        with self.assertRaisesRegex(UserError, "waits for Quality"):
            sample.action_remind()
        other = self._proof("sample", raw=None, name=False, sample_kind="retained")
        with self.assertRaisesRegex(UserError, "not to the customer"):
            other.action_send()
        mine = sample.with_user(self.inspector)
        self.assertTrue(mine.can_sign_quality)
        self.assertFalse(sample.with_user(self.worker).can_sign_quality)
        with self.assertRaises(AccessError):
            self.order.with_user(self.inspector).read(["name"])
        self._answer(sample, user=self.inspector, evidence=False).action_record()
        self.assertEqual(sample.decided_by_name, "Quinn Quality")
        self.assertEqual(sample.decision_channel, "quality")
        self.assertFalse(sample.sudo().activity_ids)

    def test_follower_is_told_when_nobody_answers(self):
        proof = self._sent()
        proof.sudo().write({"escalate_at": fields.Datetime.now() - timedelta(hours=1)})
        self.env["sale.order.proof"]._deadline_escalate(fields.Datetime.now(), 100)
        told = self.env["order.digest"].search([("user_id", "=", self.clerk.id)])
        self.assertIn(proof.display_name, [line["name"] for line in told.lines])

    def test_draft_goes_with_its_quotation(self):
        proof = self._proof()
        self.order.unlink()
        self.assertFalse(proof.exists())

    def test_line_of_another_order(self):
        with self.assertRaisesRegex(ValidationError, "Choose a line"):
            self._proof(order_line_id=self._order().order_line.id)

    def test_stamp_and_record(self):
        sample = self._sent(
            "sample",
            name="sample.png",
            raw=PICTURE,
            sample_kind="customer",
            sample_color="RAL 9005",
            finish_position="UV <left>",
        )
        self._answer(sample).action_record()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        for name in ("sample", "stamp"):
            html = report._render_qweb_html(
                f"sale_order_intake.report_sale_order_{name}", sample.ids
            )[0].decode()
            for text in ("客户", "RAL 9005", "Ms Li"):
                self.assertIn(text, html)
            self.assertIn("UV &lt;left&gt;", html)
            self.assertIn("QR-SA-06", html)
        self.assertEqual(sample.form_number, "QR-SA-06")

    def test_counting_costs_nothing_without_proofs(self):
        orders = self.order | self._order() | self._order()
        orders = orders.with_user(self.lead)
        orders.mapped("proof_count")  # rights are read once, and the orders
        orders.invalidate_recordset(["proof_waiting_count"])
        with self.assertQueryCount(0):
            self.assertEqual(orders.mapped("proof_waiting_count"), [0, 0, 0])
        first, second = (self._proof(user=self.lead) for __ in range(2))
        (first | second).action_mark_sent()
        self.assertEqual(self.order.proof_count, 2)
        self.env.flush_all()
        orders.mapped("proof_waiting_count")  # rights are read once
        orders.invalidate_recordset(["proof_waiting_count"])
        with self.assertQueryCount(1):
            self.assertEqual(orders.mapped("proof_waiting_count"), [2, 0, 0])
        with self.assertRaises(UserError):
            self.order.with_user(self.lead).proof_count = 7
        self._proof(user=self.lead).unlink()
        self.assertEqual(self.order.proof_count, 2)

    def test_one_answer_to_one_sending_for_many_proofs(self):
        proofs = self.env["sale.order.proof"].with_user(self.lead)
        for __ in range(10):
            proofs |= self._proof(user=self.lead)
        proofs.action_mark_sent()
        self.assertEqual(set(proofs.mapped("state")), {"sent"})


@tagged("post_install", "-at_install")
class TestProofSecurity(ProofCommon):
    def test_own_orders_only(self):
        other = self._sent(order=self._order(user_id=self.lead.id), user=self.lead)
        mine = self._sent()
        seller = self.clerk
        found = self.env["sale.order.proof"].with_user(seller).search([])
        self.assertIn(mine, found)
        self.assertNotIn(other, found)
        for call in (
            lambda: other.with_user(seller).read(["name"]),
            lambda: other.with_user(seller).action_new_version(),
            lambda: self._answer(other, user=seller).action_record(),
            lambda: other.with_user(seller).action_remind(),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(
            self.env["sale.order.proof"].with_user(self.lead).search([]), other | mine
        )

    def test_departments_see_retained_samples_and_no_link(self):
        label = self._sent()
        retained = self._sent("sample", raw=None, name=False, sample_kind="retained")
        worker = self.env["sale.order.proof"].with_user(self.worker)
        self.assertEqual(worker.search([]), retained)
        with self.assertRaises(AccessError):
            label.with_user(self.worker).read(["name"])
        for name in ("access_token", "portal_link"):
            with self.assertRaises(AccessError):
                retained.with_user(self.worker).read([name])
        values = retained.with_user(self.worker).web_read(
            {"order_id": {"fields": {"display_name": {}}}, "partner_id": {}}
        )
        self.assertEqual(values[0]["order_id"]["display_name"], self.order.name)
        for call in (
            lambda: retained.with_user(self.worker).write({"note": "x"}),
            lambda: retained.with_user(self.worker).unlink(),
            lambda: worker.create({"order_id": self.order.id, "proof_type": "label"}),
            lambda: retained.with_user(self.worker).action_mark_sent(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_others_see_nothing(self):
        users = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        self._sent()
        for login, groups in (
            ("proof_portal", "base.group_portal"),
            ("proof_public", "base.group_public"),
            ("proof_stock", "stock.group_stock_user"),
            ("proof_finance", "account.group_account_invoice"),
        ):
            user = new_test_user(self.env, login, groups, **users)
            with self.subTest(groups), self.assertRaises(AccessError):
                self.env["sale.order.proof"].with_user(user).search([])

    def test_companies_are_apart(self):
        self._sent()
        other = self.env["res.company"].create({"name": "Proof Other Company"})
        stranger = new_test_user(
            self.env,
            "proof_stranger",
            f"{SALES_ALL},order_signoff.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(
            self.env["sale.order.proof"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )
