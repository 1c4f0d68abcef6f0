from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestRefusal(ReviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "buyer@example.com"
        cls.reason = cls.env.ref("sale_order_review.sale_order_refusal_reason_quality")
        cls.order = cls._regular_order(has_penalty_clause=True)

    def _returned(self, function="quality"):
        review = self._request(self.order)
        self._signoff(review, function).action_reject("cannot be tested")
        return review

    def _draft(self, order=None):
        order = (order or self.order).with_user(self.sales_user)
        refusal = self.env["sale.order.refusal"].browse(order.action_refuse()["res_id"])
        refusal = refusal.with_user(self.sales_user)
        refusal.write(
            {
                "reason_id": self.reason.id,
                "explanation": "Our coating reaches 240 h",
                "alternatives": "240 h at once, 720 h from May",
            }
        )
        return refusal

    def _signed(self, **kwargs):
        refusal = self._draft(**kwargs)
        refusal.action_ask_management()
        self._sign(refusal).action_accept()
        return refusal

    def _sign(self, refusal):
        return refusal.sudo().signoff_ids.filtered(
            lambda signoff: signoff.state == "pending"
        ).with_user(self.signers["management"])

    # --- from the return to the letter ---

    def test_management_signs_before_the_letter_leaves(self):
        review = self._returned()
        refusal = self._draft()
        self.assertEqual((refusal.review_id, review.refusal_state), (review, "draft"))
        self.assertTrue(refusal.name.startswith("RF"))
        for action in ("action_send", "action_sent_on_paper"):
            with self.assertRaises(UserError):
                getattr(refusal, action)()
        refusal.action_ask_management()
        self.assertEqual((refusal.state, review.refusal_state), ("waiting", "asked"))
        self.assertEqual(refusal.form_number, "QR-SA-04")
        with self.assertRaisesRegex(UserError, "only after Management"):
            refusal.action_send()
        signoff = self._sign(refusal)
        self.assertEqual(signoff.level, "leader")
        signoff.action_accept()
        self.assertEqual((refusal.state, review.refusal_state), ("approved", "confirmed"))
        self.assertEqual(self.order.state, "draft", "the customer does not know yet")
        refusal.action_send()
        self.assertEqual((refusal.state, refusal.sent_by_id), ("sent", self.sales_user))
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(review.refusal_state, "confirmed")
        message = refusal.message_ids.filtered(lambda mail: self.customer in mail.partner_ids)
        self.assertIn("Our coating reaches 240 h", message.body)
        self.assertIn("720 h from May", message.body)
        self.assertIn(self.reason.name, message.body)
        with self.assertRaises(UserError):
            refusal.action_send()

    def test_letter_needs_an_address(self):
        self.customer.email = False
        refusal = self._signed()
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            refusal.action_send()
        refusal.action_sent_on_paper()
        self.assertEqual((refusal.state, self.order.state), ("sent", "cancel"))

    def test_what_was_signed_stays(self):
        refusal = self._draft()
        refusal.action_prepare_letter()
        refusal.explanation = "Other words"
        self.assertFalse(refusal.letter_body, "the letter is written anew")
        refusal.action_prepare_letter()
        refusal.letter_body = "<p>By hand</p>"
        refusal.action_ask_management()
        self.assertIn("By hand", refusal.letter_body)
        for values in ({"explanation": "No"}, {"letter_body": "<p>No</p>"}, {"reason_id": False}):
            with self.assertRaises(UserError):
                refusal.write(values)

    def test_reason_and_explanation_are_needed(self):
        refusal = self._draft()
        refusal.explanation = " "
        with self.assertRaises(UserError):
            refusal.action_ask_management()
        refusal.write({"explanation": "Yes", "reason_id": False})
        with self.assertRaises(UserError):
            refusal.action_prepare_letter()

    def test_management_declines(self):
        review = self._returned()
        refusal = self._draft()
        refusal.action_ask_management()
        self._sign(refusal).action_reject("try again")
        self.assertEqual((refusal.state, review.refusal_state), ("declined", "declined"))
        with self.assertRaises(UserError):
            refusal.action_send()
        self._request(self.order)
        self.assertEqual((review.refusal_state, review.state), (False, "in_review"))
        self.assertEqual(refusal.state, "declined", "what management decided stays readable")

    def test_reviewed_again_the_refusal_ends(self):
        review = self._returned()
        refusal = self._signed()
        self._request(self.order)
        self.assertEqual((refusal.state, review.refusal_state), ("withdrawn", False))
        self.assertTrue(refusal.sudo().signoff_ids.voided_at)
        with self.assertRaises(UserError):
            refusal.action_send()

    def test_confirmed_order_is_not_refused(self):
        order = self._accepted_order()
        refusal = self._signed(order=order)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(refusal.state, "withdrawn")
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_refuse()

    def test_order_knows_of_a_refusal_under_way(self):
        """Confirming asks only for this; it must not miss a refusal, nor see one that is over."""
        self.assertFalse(self.order.refusal_open)
        refusal = self._draft()
        self.assertTrue(self.order.refusal_open)
        self.assertFalse(self.order.copy().refusal_open)
        refusal.action_ask_management()
        self.assertTrue(self.order.refusal_open)
        self._sign(refusal).action_accept()
        self.assertTrue(self.order.refusal_open)
        refusal.action_withdraw()
        self.assertFalse(self.order.refusal_open)
        self._draft().unlink()
        self.assertFalse(self.order.refusal_open)
        with self.assertRaisesRegex(UserError, "cannot be entered"):
            self.order.with_user(self.sales_user).refusal_open = True

    def test_switched_off_the_refusal_ends_as_well(self):
        refusal = self._draft()
        self.company.order_review_enabled = False
        self.order.with_user(self.sales_user).action_confirm()
        self.assertEqual((refusal.state, self.order.refusal_open), ("withdrawn", False))

    def test_withdraw(self):
        refusal = self._draft()
        refusal.action_ask_management()
        refusal.action_withdraw()
        self.assertEqual(refusal.state, "withdrawn")
        with self.assertRaises(UserError):
            refusal.action_withdraw()
        again = self._draft()
        self.assertNotEqual(again, refusal)
        self.assertEqual(self.order.refusal_count, 2)

    def test_one_refusal_at_a_time(self):
        refusal = self._draft()
        again = self.order.with_user(self.sales_user).action_refuse()
        self.assertEqual(again["res_id"], refusal.id)

    # --- no way around ---

    def test_nothing_is_entered(self):
        refusal = self._draft()
        for values in (
            {"state": "approved"},
            {"partner_id": self.env.user.partner_id.id},
            {"sent_on": "2026-03-02 01:00:00"},
            {"order_id": self._make_order().id},
            {"proposed_by_id": self.manager.id},
            {"signoff_state": "accepted"},
            {"form_number": "X"},
        ):
            with self.assertRaises(UserError, msg=values):
                refusal.write(values)
        other = self._make_order()
        refusals = self.env["sale.order.refusal"].with_user(self.sales_user)
        with self.assertRaises(UserError):
            refusals.create({"order_id": other.id, "state": "approved"})
        made = refusals.with_context(default_state="approved").create({"order_id": other.id})
        self.assertEqual(made.state, "draft")

    def test_deleting(self):
        refusal = self._draft()
        refusal.unlink()
        refusal = self._draft()
        refusal.action_ask_management()
        with self.assertRaises(UserError):
            refusal.unlink()
        refusal.action_withdraw()
        with self.assertRaises(UserError):
            refusal.with_context(_force_unlink=True).unlink()

    def test_switched_off(self):
        self.company.order_review_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self.order.with_user(self.sales_user).action_refuse()

    def test_management_missing(self):
        self.teams["management"].active = False
        with self.assertRaisesRegex(UserError, "management"):
            self._draft().action_ask_management()

    def test_roles(self):
        refusal = self._draft()
        management = self.signers["management"]
        with self.assertRaises(AccessError):
            refusal.with_user(management).read(["explanation"])
        refusal.action_ask_management()
        self.assertTrue(refusal.with_user(management).read(["explanation", "product_summary"]))
        with self.assertRaises(AccessError):
            refusal.with_user(management).read(["amount_total"])
        with self.assertRaises(AccessError):
            refusal.with_user(management).write({"explanation": "No"})
        with self.assertRaises(AccessError):
            refusal.with_user(self.signers["quality"]).read(["explanation"])
        self.assertTrue(refusal.with_user(self.manager).read(["explanation"]))
        in_company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        salesman = new_test_user(
            self.env, "refusal_salesman", "sales_team.group_sale_salesman", **in_company
        )
        with self.assertRaises(AccessError):
            refusal.with_user(salesman).read(["explanation"])
        with self.assertRaises(AccessError):
            self._make_order().with_user(salesman).action_refuse()
        portal = new_test_user(self.env, "refusal_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            refusal.with_user(portal).read(["explanation"])
        other = self.env["res.company"].create({"name": "Refusal Other Company"})
        stranger = new_test_user(
            self.env,
            "refusal_stranger",
            "sales_team.group_sale_manager,order_signoff.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            refusal.with_user(stranger).with_context(allowed_company_ids=other.ids).read(["name"])

    def test_only_management_signs(self):
        refusal = self._draft()
        refusal.action_ask_management()
        signoff = refusal.sudo().signoff_ids
        with self.assertRaises(AccessError):
            signoff.with_user(self.signers["quality"]).action_accept()

    # --- paper and statistics ---

    def test_form_prints(self):
        self._returned()
        refusal = self._signed()
        for user in (self.sales_user, self.signers["management"]):
            html = self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                "sale_order_review.report_sale_order_refusal", refusal.ids
            )[0].decode()
            for text in (
                "QR-SA-04",
                refusal.name,
                self.order.name,
                "cannot be tested",
                "720 h from May",
                "Management Head",
            ):
                self.assertIn(text, html)

    def test_statistics(self):
        self._signed()
        groups = self.env["sale.order.refusal"].with_user(self.sales_user)._read_group(
            [("state", "in", ("approved", "sent"))], ["reason_id"], ["__count"]
        )
        self.assertIn((self.reason.with_user(self.sales_user), 1), groups)

    # --- what is missing ---

    def test_missing_review_is_listed(self):
        order = self.order.with_user(self.sales_user)
        self.assertIn("Review", order.intake_missing)
        review = self._request(self.order)
        order.invalidate_recordset(["intake_missing"])
        self.assertIn("Review (In Review)", order.intake_missing)
        self._sign_all(review)
        order.invalidate_recordset(["intake_missing"])
        self.assertNotIn("Review", order.intake_missing or "")

    def test_missing_costs_the_same_for_many(self):
        orders = self.env["sale.order"]
        for _number in range(6):
            orders |= self._regular_order(has_penalty_clause=True)
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.with_user(self.sales_user).mapped("intake_missing")
            return self.cr.sql_log_count - before

        count(orders)
        self.assertEqual(count(orders[:2]), count(orders))


@tagged("post_install", "-at_install")
class TestRefusalTour(HttpCase, ReviewCommon):
    def test_desk(self):
        self.customer.email = "buyer@example.com"
        order = self._regular_order(has_penalty_clause=True)
        self._signoff(self._request(order), "quality").action_reject("cannot be tested")
        self.start_tour(
            f"/odoo/orders/{order.id}", "sale_order_review_refuse", login="gate_sales"
        )
        refusal = order.refusal_ids
        self.assertEqual(refusal.state, "waiting")
        self.start_tour(
            "/odoo/my-sign-offs", "sale_order_review_refuse_sign", login="gate_management"
        )
        self.assertEqual(refusal.state, "approved")
        path = f"/odoo/order-refusals/{refusal.id}"
        self.start_tour(path, "sale_order_review_refuse_send", login="gate_sales")
        self.assertEqual((refusal.state, order.state), ("sent", "cancel"))
