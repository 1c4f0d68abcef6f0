from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from .test_payment import PaymentGateCommon


class DepositGateCommon(PaymentGateCommon):
    """Orders of 300.00 that the departments accept subject to a deposit of 30 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_intake_enabled = True
        cls.accountant = new_test_user(
            cls.env,
            "gate_accountant",
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _deposit_order(cls, **vals):
        return cls._make_order(deposit_required=True, deposit_percent=0.3, **vals)

    @classmethod
    def _deposit_line(cls, review):
        return review.line_ids.filtered(lambda line: line.auto_check == "deposit")

    @classmethod
    def _accept_subject_to_deposit(cls, order, **vals):
        review = cls._request(order)
        finance = cls.signers["finance"]
        line = cls._deposit_line(review).with_user(finance)
        line.write(
            {
                "result": "open",
                "comment": "Announced by the customer's bank",
                "owner_id": finance.id,
                "promise_date": fields.Date.today() + timedelta(days=5),
                **vals,
            }
        )
        cls._sign_all(review)
        return review

    def _receipt(self, order, amount, **vals):
        return (
            self.env["sale.order.deposit"]
            .with_user(self.accountant)
            .create(
                {
                    "order_id": order.id,
                    "source": "manual",
                    "reference": "Advice 1",
                    "amount": amount,
                    **vals,
                }
            )
        )
