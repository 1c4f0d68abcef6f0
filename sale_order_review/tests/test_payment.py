from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_gate import GateCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class PaymentGateCommon(GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        form = cls.env["ir.ui.view"].create(
            {"name": "Pay", "type": "qweb", "arch": '<form action="pay" method="post"/>'}
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Gate Pay",
                "code": "none",
                "state": "test",
                "is_published": True,
                "company_id": cls.company.id,
                "payment_method_ids": [(6, 0, cls.method.ids)],
                "redirect_form_view_id": form.id,
            }
        )
        cls.method.active = True

    def _pay(self, order, amount=None):
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "amount": amount or order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_redirect",
                "sale_order_ids": [(6, 0, order.ids)],
            }
        )
        transaction = transaction.sudo()
        transaction._set_done()
        # The journal of the provider is not what is tested here.
        with patch.object(type(transaction), "_create_payment", lambda *_args, **_kwargs: None):
            transaction._post_process()
        return transaction

    def _activities(self, order):
        kind = self.env.ref("sale_order_review.mail_activity_type_paid_order")
        return order.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)


@tagged("post_install", "-at_install")
class TestPaymentGate(PaymentGateCommon):
    """A payment never strands: a paid order without review stays a quotation, marked paid."""

    def test_unreviewed_order_is_paid(self):
        order = self._make_order(require_payment=True)
        transaction = self._pay(order)
        self.assertTrue(transaction.is_post_processed)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertFalse(order.order_code)
        self.assertEqual(order.review_ids.state, "in_review", "Its review has been started")
        self.assertEqual(order.review_ids.requested_by_id, self.sales_user)
        activity = self._activities(order)
        self.assertEqual(activity.user_id, self.sales_user)
        self.assertTrue(
            order.message_ids.filtered(lambda m: transaction.reference in (m.body or ""))
        )

    def test_paid_while_in_review(self):
        order = self._make_order(require_payment=True)
        review = self._request(order)
        self._pay(order)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(review.round, 1)
        self._sign_all(review)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_paid_twice_asks_once(self):
        order = self._make_order(require_payment=True)
        self._pay(order)
        self._pay(order)
        self.assertEqual(len(self._activities(order)), 1)

    def test_accepted_order_is_confirmed_by_payment(self):
        order = self._accepted_order(require_payment=True)
        self._pay(order)
        self.assertEqual(order.state, "sale")
        self.assertFalse(self._activities(order))

    def test_amount_not_reached(self):
        order = self._make_order(require_payment=True, prepayment_percent=1.0)
        self._pay(order, 1.0)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertFalse(order.review_ids)

    def test_changed_order_is_paid(self):
        order = self._accepted_order(require_payment=True)
        order.order_line[0].product_uom_qty = 9
        self._pay(order)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(order.review_ids.state, "in_review", "The review has been opened again")

    def test_presale_is_paid(self):
        order = self._make_order(require_payment=True, order_kind="presale")
        self._pay(order)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertFalse(order.review_ids)
        self.assertTrue(self._activities(order))

    def test_review_cannot_start(self):
        self.teams["finance"].active = False
        order = self._make_order(require_payment=True)
        transaction = self._pay(order)
        self.assertTrue(transaction.is_post_processed)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertTrue(self._activities(order))

    def test_confirmation_fails(self):
        """Whatever keeps the order from being confirmed does not stop the payment."""
        order = self._accepted_order(require_payment=True)

        def fail(_orders):
            message = "All 99 numbers of this customer are used."
            raise UserError(message)

        with patch.object(type(order), "_action_confirm", fail):
            transaction = self._pay(order)
        self.assertTrue(transaction.is_post_processed)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertIn("99 numbers", self._activities(order).note)

    def test_nobody_responsible(self):
        order = self._make_order(require_payment=True, user_id=False)
        self._pay(order)
        self.assertFalse(self._activities(order))
        self.assertEqual(order.review_ids.state, "in_review")

    def test_switched_off(self):
        self.company.order_review_enabled = False
        order = self._make_order(require_payment=True)
        self._pay(order)
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestPortalGate(PaymentGateCommon, HttpCase):
    """The customer is told before he signs or pays, not after."""

    def _post(self, order, suffix, **params):
        token = order._portal_ensure_token()
        self.env.flush_all()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/{suffix}", {"access_token": token, **params}
        )

    def _page(self, order, **params):
        token = order._portal_ensure_token()
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return self.url_open(f"/my/orders/{order.id}?access_token={token}&{query}").text

    def test_sign_with_token(self):
        order = self._make_order(state="sent", require_signature=True)
        answer = self._post(order, "accept", name="Buyer", signature=SIGNATURE)
        self.assertIn("error", answer)
        self.assertIn("checking it", answer["error"])
        self.env.invalidate_all()
        self.assertEqual(order.state, "sent")
        self.assertFalse(order.signature)

    def test_sign_accepted_order(self):
        order = self._accepted_order(state="sent", require_signature=True)
        answer = self._post(order, "accept", name="Buyer", signature=SIGNATURE)
        self.assertNotIn("error", answer)
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")

    def test_pay_with_token(self):
        order = self._make_order(state="sent", require_payment=True)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._post(
                order,
                "transaction",
                provider_id=self.provider.id,
                payment_method_id=self.method.id,
                token_id=None,
                amount=order.amount_total,
                flow="redirect",
                tokenization_requested=False,
                landing_route="/my",
            )
        self.env.invalidate_all()
        self.assertFalse(order.transaction_ids)

    def test_page_under_review(self):
        order = self._make_order(state="sent", require_signature=True, require_payment=True)
        page = self._page(order)
        self.assertIn("under review", page)
        self.assertNotIn('data-bs-target="#modalaccept"', page)
        paid = self._page(order, payment_amount=order.amount_total)
        self.assertIn("under review", paid)
        self.assertNotIn("o_sale_portal_paynow", paid)

    def test_page_accepted(self):
        order = self._accepted_order(state="sent", require_signature=True)
        page = self._page(order)
        self.assertNotIn("under review", page)
        self.assertIn('data-bs-target="#modalaccept"', page)

    def test_page_of_presale(self):
        order = self._make_order(state="sent", order_kind="presale", require_signature=True)
        page = self._page(order)
        self.assertIn("Pre-sale order", page)
        self.assertNotIn('data-bs-target="#modalaccept"', page)

    def test_page_switched_off(self):
        self.company.order_review_enabled = False
        order = self._make_order(state="sent", require_signature=True)
        self.assertIn('data-bs-target="#modalaccept"', self._page(order))

    def test_one_hook_says_why_the_customer_waits(self):
        order = self._make_order(state="sent", require_signature=True, require_payment=True)
        for payment in (False, True):
            self.assertIn("departments", order._customer_hold_message(payment=payment))
        presale = self._make_order(state="sent", order_kind="presale")
        for payment in (False, True):
            self.assertIn("intent", presale._customer_hold_message(payment=payment))
        self.company.order_review_enabled = False
        order.invalidate_recordset(["review_customer_hold"])
        self.assertFalse(order._customer_hold_message())

    def test_asked_many_times_computed_once(self):
        order = self._make_order(state="sent", require_signature=True, require_payment=True)
        self.assertFalse(order._has_to_be_signed())
        with self.assertQueryCount(0):
            self.assertFalse(order._has_to_be_signed())
            self.assertFalse(order._has_to_be_paid())

    @mute_logger("odoo.http")
    def test_wrong_token(self):
        order = self._make_order(state="sent", require_signature=True)
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": "wrong", "name": "X", "signature": SIGNATURE},
        )
        self.assertEqual(answer["error"], "Invalid order.")
