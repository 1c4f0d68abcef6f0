from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common_deposit import DepositGateCommon
from .test_payment import SIGNATURE


@tagged("post_install", "-at_install")
class TestDepositItem(DepositGateCommon):
    """The item that waits for the deposit settles itself, with its evidence."""

    def test_settled_by_the_money(self):
        order = self._deposit_order()
        review = self._accept_subject_to_deposit(order)
        line = self._deposit_line(review)
        self._receipt(order, 40)
        self.assertEqual(line.item_state, "open")
        with self.assertRaisesRegex(UserError, "still open"):
            order.with_user(self.sales_user).action_confirm()
        receipt = self._receipt(order, 50, reference="Advice 2")
        self.assertEqual(line.item_state, "closed")
        self.assertEqual(line.closed_by_id.id, SUPERUSER_ID)
        self.assertIn("Deposit received on", line.closing_comment)
        self.assertIn("Advice 2", line.closing_comment)
        self.assertNotIn("90", line.closing_comment, "Reviewers see no amounts")
        receipt._take_out_by_user("Returned by the bank")
        self.assertEqual(line.item_state, "open", "Without the money the item is open again")
        self._receipt(order, 50)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_settled_by_a_person_stays_settled(self):
        order = self._deposit_order()
        line = self._deposit_line(self._accept_subject_to_deposit(order))
        line.with_user(self.signers["finance"]).action_close("Guarantee of the bank")
        self._receipt(order, 10)._take_out_by_user("Wrong order")
        self.assertEqual(line.item_state, "closed")

    def test_money_that_comes_during_the_review(self):
        order = self._deposit_order()
        review = self._request(order)
        line = self._deposit_line(review)
        self.assertEqual(line.auto_result, "open")
        self._receipt(order, 90)
        review.action_check_again()
        self.assertEqual(line.auto_result, "ok")
        self._sign_all(review)
        self.assertFalse(line.item_state)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_both_deposit_and_letter_of_credit(self):
        order = self._deposit_order(letter_of_credit_required=True)
        letter = self.env["sale.letter.of.credit"].create(
            {"name": "LC-7", "order_id": order.id, "amount": 1000, "arrived_on": "2026-03-02"}
        )
        line = self._deposit_line(self._accept_subject_to_deposit(order))
        self._receipt(order, 90)
        self.assertEqual(line.item_state, "open")
        letter.with_user(self.accountant).action_check()
        self.assertEqual(line.item_state, "closed")
        self.assertIn("LC-7", line.closing_comment)

    def test_terms_are_part_of_what_finance_signed(self):
        order = self._deposit_order()
        self._accept_subject_to_deposit(order)
        self._receipt(order, 90)
        order.deposit_percent = 0.01
        self.assertEqual(order.review_ids.state, "stale")
        with self.assertRaisesRegex(UserError, "changed after"):
            order.with_user(self.sales_user).action_confirm()

    def test_evidence(self):
        line = self._deposit_line(self._request(self._make_order()))
        self.assertEqual(line.auto_result, "na")
        order = self._deposit_order(deposit_due=fields.Date.today() + timedelta(days=5))
        line = self._deposit_line(self._request(order))
        self.assertEqual(line.auto_result, "open")
        self.assertIn("due on", line.auto_evidence)
        self.assertNotIn("90", line.auto_evidence)
        self.assertIn("90", line.auto_evidence_price)

    def test_letter_of_credit_that_is_broken(self):
        order = self._make_order(
            letter_of_credit_required=True, commitment_date=datetime(2036, 4, 5, 7)
        )
        self.env["sale.letter.of.credit"].create(
            {
                "name": "LC-8",
                "order_id": order.id,
                "amount": 5000,
                "latest_shipment_on": "2036-04-01",
            }
        )
        review = self._request(order)
        line = review.line_ids.filtered(lambda item: item.auto_check == "letter_of_credit")
        self.assertEqual(line.auto_result, "nok")
        self.assertIn("after the latest shipment", line.auto_evidence)
        self.assertNotIn("5,000", line.auto_evidence)
        signer = self.signers["production"]
        self.assertIn("LC-8", review.with_user(signer).letter_of_credit_warning)
        order.commitment_date = datetime(2036, 3, 30, 7)
        review.action_check_again()
        self.assertFalse(line.auto_result)
        review.invalidate_recordset()
        self.assertFalse(review.letter_of_credit_warning)

    def test_checks_cost_the_same_for_many(self):
        """Budget: the number of queries does not grow with the reviews by more than their data."""
        orders = self._deposit_order() | self._deposit_order() | self._deposit_order()
        reviews = self._request(orders[0]) | self._request(orders[1]) | self._request(orders[2])
        lines = self._deposit_line(reviews).sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        lines[0].with_prefetch().review_id._auto_check_deposit(lines[0].with_prefetch(), None)
        one = self.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        lines.review_id._auto_check_deposit(lines, None)
        self.assertLessEqual(self.cr.sql_log_count - before, one)


@tagged("post_install", "-at_install")
class TestDepositHoldsProduction(DepositGateCommon):
    """The company's setting: a missing deposit holds up production, not the confirmation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_deposit_blocks = "production"

    def test_confirmed_without_and_not_produced(self):
        order = self._deposit_order()
        review = self._request(order)
        line = self._deposit_line(review)
        self.assertEqual((line.gate, line.last_gate), ("production", "production"))
        finance = self.signers["finance"]
        line.with_user(finance).write(
            {
                "result": "open",
                "owner_id": finance.id,
                "promise_date": fields.Date.today() + timedelta(days=5),
            }
        )
        self._sign_all(review)
        order.with_user(self.sales_user).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order._deposit_production_problems())
        self.assertIn(order.name, review.with_user(finance).deposit_production_problem)
        self._receipt(order, 90)
        self.assertFalse(order._deposit_production_problems())
        self.assertEqual(line.item_state, "closed")

    def test_waived(self):
        order = self._deposit_order()
        review = self._accept_subject_to_deposit(order)
        self._deposit_line(review).with_user(self.signers["finance"]).action_waive("Old customer")
        self.assertFalse(order._deposit_production_problems())


@tagged("post_install", "-at_install")
class TestDepositPayment(DepositGateCommon, HttpCase):
    """An order accepted subject to its deposit opens exactly the payment of the deposit."""

    def _post(self, order, suffix, **params):
        token = order._portal_ensure_token()
        self.env.flush_all()
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/{suffix}", {"access_token": token, **params}
        )

    def _post_payment(self, order, amount):
        return self._post(
            order,
            "transaction",
            provider_id=self.provider.id,
            payment_method_id=self.method.id,
            token_id=None,
            amount=amount,
            flow="redirect",
            tokenization_requested=False,
            landing_route="/my",
        )

    def _page(self, order, **params):
        token = order._portal_ensure_token()
        query = "&".join(f"{key}={value}" for key, value in params.items())
        return self.url_open(f"/my/orders/{order.id}?access_token={token}&{query}").text

    def test_payment_confirms(self):
        """Without prepayment in Sales, and although Sales asks for the whole amount."""
        for vals in ({}, {"require_payment": True, "prepayment_percent": 1.0}):
            order = self._deposit_order(require_signature=True, **vals)
            self._accept_subject_to_deposit(order)
            self.assertTrue(order._has_to_be_paid())
            self.assertFalse(order._has_to_be_signed())
            self.assertFalse(order._customer_hold_message(payment=True))
            self.assertIn("deposit", order._customer_hold_message())
            self.assertEqual(order._deposit_asked_online(), 90)
            self._pay(order, 90)
            self.assertEqual(order.state, "sale")
            self.assertFalse(self._activities(order))

    def test_paid_and_something_else_is_missing(self):
        order = self._deposit_order(intake_channel="phone")
        self.company.order_read_back_required = True
        self._accept_subject_to_deposit(order)
        order.order_line[0].product_uom_qty += 1
        self._pay(order, 100)
        self.assertIn(order.state, ("draft", "sent"))
        self.assertEqual(order.deposit_state, "received")
        self.assertTrue(self._activities(order), "Marked paid, with what is missing")

    def test_paid_in_parts(self):
        order = self._deposit_order()
        self._accept_subject_to_deposit(order)
        self._receipt(order, 40)
        self.assertEqual(order._deposit_asked_online(), 50)
        self._pay(order, 50)
        self.assertEqual(order.state, "sale")

    def test_other_items_keep_the_payment_closed(self):
        order = self._deposit_order(require_payment=True)
        review = self._request(order)
        self.assertFalse(order._has_to_be_paid())
        self.assertFalse(order._deposit_asked_online())
        other = review.line_ids.filtered(
            lambda line: line.last_gate == "confirmation" and line.auto_check != "deposit"
        )[:1]
        finance = self.signers["finance"]
        promise = {"result": "open", "promise_date": fields.Date.today()}
        if other:
            owner = self.signers[other.function]
            other.with_user(owner).write({**promise, "owner_id": owner.id})
            self._deposit_line(review).with_user(finance).write(
                {**promise, "owner_id": finance.id}
            )
            self._sign_all(review)
            self.assertFalse(order._has_to_be_paid())

    def test_no_deposit_agreed_opens_nothing(self):
        order = self._make_order(require_payment=True)
        self._accept_subject_to_deposit(order)
        self.assertFalse(order._has_to_be_paid())

    def test_expired(self):
        order = self._deposit_order()
        self._accept_subject_to_deposit(order)
        order.validity_date = fields.Date.today() - timedelta(days=1)
        self.assertFalse(order._has_to_be_paid())

    def test_amount_cannot_be_chosen(self):
        order = self._deposit_order(state="sent", require_signature=True)
        self._accept_subject_to_deposit(order)
        for amount in (1, 89.99, 90.01, order.amount_total, "nan", None):
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._post_payment(order, amount)
        self.env.invalidate_all()
        self.assertFalse(order.transaction_ids)
        self._post_payment(order, 90)
        self.env.invalidate_all()
        self.assertEqual(order.transaction_ids.amount, 90)
        answer = self._post(order, "accept", name="Buyer", signature=SIGNATURE)
        self.assertIn("error", answer)
        self.env.invalidate_all()
        self.assertFalse(order.signature)

    def test_page(self):
        order = self._deposit_order(
            state="sent",
            require_signature=True,
            require_payment=True,
            prepayment_percent=0.5,
            deposit_due=fields.Date.today() + timedelta(days=5),
        )
        self._accept_subject_to_deposit(order)
        pages = [
            self._page(order),
            self._page(order, payment_amount=order.amount_total),
            self._page(order, amount_selection="full_amount"),
            self._page(order, payment_amount=1),
        ]
        for page in pages:
            self.assertIn("subject to the deposit", page)
            self.assertIn("o_order_deposit_asked", page)
            self.assertIn('id="order_deposit_payment"', page)
            self.assertIn("o_sale_portal_paynow", page)
            self.assertNotIn("o_sale_portal_amount_total_button", page)
            self.assertNotIn('id="accept"', page, "No way to sign")
            self.assertIn('data-amount="90.0"', page)
        self._receipt(order, 90)
        self.env.flush_all()
        page = self._page(order)
        self.assertIn("Thank you", page)
        self.assertNotIn("subject to the deposit", page)

    def test_page_with_the_deposit_to_be_paid_by_transfer(self):
        order = self._deposit_order(state="sent")
        page = self._page(order)
        self.assertIn("to be paid", page)
        self.assertNotIn("o_sale_portal_paynow", page)

    def test_portal_tour(self):
        form = self.provider.redirect_form_view_id
        form.arch = '<form action="/payment/status" method="get"/>'
        order = self._deposit_order(state="sent", require_signature=True)
        self._accept_subject_to_deposit(order)
        token = order._portal_ensure_token()
        self.env.flush_all()
        self.start_tour(
            f"/my/orders/{order.id}?access_token={token}", "sale_order_review_deposit_portal"
        )
        self.env.invalidate_all()
        transaction = order.transaction_ids.sudo()
        self.assertEqual(transaction.amount, 90)
        transaction._set_done()
        self.patch(type(transaction), "_create_payment", lambda *_args, **_kwargs: None)
        transaction._post_process()
        self.assertEqual(order.state, "sale")
