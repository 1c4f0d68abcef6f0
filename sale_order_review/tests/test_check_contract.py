from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestCheckContract(GateCommon):
    """Framework contracts and delivery batches under review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_intake_enabled = True
        cls.today = fields.Date.context_today(cls.company)

    def _contract(self, **values):
        contract = self.env["sale.framework.contract"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "date_start": self.today - timedelta(days=9),
                **values,
            }
        )
        contract.sudo().state = "active"
        return contract

    def _found(self, review):
        line = review.line_ids.filtered(lambda item: item.auto_check == "framework_contract")
        findings = review.sudo()._auto_check_framework_contract(line, None)
        return findings[line.id]

    def _full(self, order):
        return self.env["sale.order.review"]._request_for(order, kind="full")

    def test_without_contract(self):
        result, text = self._found(self._full(self._make_order()))
        self.assertEqual(result, "na")
        self.assertIn(self.customer.name, text)

    def test_as_agreed(self):
        term = self.env["account.payment.term"].create({"name": "Net 30 of contract"})
        contract = self._contract(payment_term_id=term.id)
        order = self._make_order(payment_term_id=term.id)
        self.assertEqual(order.framework_contract_id, contract)
        result, text = self._found(self._full(order))
        self.assertEqual(result, "ok")
        self.assertIn("Net 30 of contract", text)

    def test_differences_are_listed(self):
        term = self.env["account.payment.term"].create({"name": "Net 30 of contract"})
        self._contract(payment_term_id=term.id, minimum_order_qty=100000)
        order = self._make_order()
        result, text = self._found(self._full(order))
        self.assertEqual(result, "nok")
        lines = len(order._goods_lines())
        self.assertEqual(len(text.split("\n")), 2 + lines)
        self.assertIn("Net 30 of contract", text)
        self.assertIn("at least 100000", text)

    def test_contract_that_cannot_be_used(self):
        contract = self._contract()
        order = self._make_order()
        review = self._full(order)
        contract.sudo().state = "closed"
        result, text = self._found(review)
        self.assertEqual(result, "nok")
        self.assertIn("is closed", text)

    def test_refused_when_the_review_is_asked_for(self):
        self._contract()
        order = self._make_order()
        order.framework_contract_id = False
        with self.assertRaisesRegex(UserError, "has framework contract"):
            order.with_user(self.sales_user).action_request_review()
        line = order.order_line.filtered(lambda line: line.product_type == "consu")[:1]
        order.order_kind = "sample"
        self.env["sale.order.delivery.schedule"].create(
            {"order_line_id": line.id, "quantity": line.product_uom_qty + 1}
        )
        with self.assertRaisesRegex(UserError, "delivery batches of"):
            order.with_user(self.sales_user).action_request_review()

    def test_batches_under_review(self):
        order = self._make_order()
        line = order._goods_lines()[:1]
        batch = self.env["sale.order.delivery.schedule"].create(
            {
                "order_line_id": line.id,
                "quantity": line.product_uom_qty,
                "requested_date": "2027-05-04",
                "destination": "Gate 3",
            }
        )
        Review = self.env["sale.order.review"]
        review = self._full(order)
        self.assertIn("Gate 3", review.product_ids[0].delivery_batches)
        before = Review._order_fingerprint(order)[order.id]
        batch.promised_date = "2027-05-04"
        self.assertEqual(Review._order_fingerprint(order)[order.id], before)
        batch.promised_date = "2027-06-01"
        after = Review._order_fingerprint(order)[order.id]
        self.assertEqual({key for key in after if after[key] != before[key]}, {"dates"})
        batch.destination = "Gate 4"
        moved = Review._order_fingerprint(order)[order.id]
        self.assertEqual({key for key in after if after[key] != moved[key]}, {"destination"})

    def test_open_items_are_on_the_confirmation_form(self):
        order = self._make_order()
        review = self._request(order)
        line = review.line_ids.filtered(lambda item: item.last_gate == "packing")[:1]
        user = self.signers[line.function]
        line.with_user(user).write(
            {
                "result": "open",
                "owner_id": user.id,
                "promise_date": fields.Date.to_date("2027-03-04"),
                "gate": "packing",
            }
        )
        [(item, owner, day)] = order._form_open_items()
        self.assertTrue(item.startswith(line.code))
        self.assertEqual(owner, user.name)
        self.assertTrue(day.startswith("2027-03-04"))
