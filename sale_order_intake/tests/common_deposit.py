from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError

from .common import IntakeCommon


class DepositCommon(IntakeCommon):
    """An order of 1,000.00 of which 30 % are to be received, and ways money comes in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.company.currency_id
        cls.foreign = cls.env["res.currency"].create(
            {"name": "QQQ", "symbol": "Q", "rounding": 0.01}
        )
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.foreign.id,
                "company_id": cls.company.id,
                "name": "2020-01-01",
                "rate": 2.0,
            }
        )
        suspense, bank, receivable, transfer = cls.env["account.account"].create(
            [
                {"name": "Suspense", "code": "DEP1", "account_type": "asset_current"},
                {"name": "Bank", "code": "DEP2", "account_type": "asset_cash"},
                {"name": "Receivable", "code": "DEP3", "account_type": "asset_receivable"},
                {
                    "name": "On the way",
                    "code": "DEP4",
                    "account_type": "asset_current",
                    "reconcile": True,
                },
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Bank",
                "type": "bank",
                "code": "DEPB",
                "company_id": cls.company.id,
                "default_account_id": bank.id,
                "suspense_account_id": suspense.id,
            }
        )
        cls.company.transfer_account_id = transfer
        cls.customer.property_account_receivable_id = receivable
        cls.stranger.property_account_receivable_id = receivable
        form = cls.env["ir.ui.view"].create(
            {"name": "Pay", "type": "qweb", "arch": '<form action="pay" method="post"/>'}
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Deposit Pay",
                "code": "none",
                "state": "test",
                "is_published": True,
                "company_id": cls.company.id,
                "payment_method_ids": [(6, 0, cls.method.ids)],
                "redirect_form_view_id": form.id,
            }
        )
        cls.method.active = True
        cls.order = cls._deposit_order()

    @classmethod
    def _deposit_order(cls, **values):
        order = cls._order(deposit_required=True, deposit_percent=0.3, **values)
        order.order_line.write({"price_unit": 200, "tax_ids": False})
        return order

    @contextmanager
    def _refused(self, sentence):
        """What is refused leaves nothing behind."""
        with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
            yield

    def _receipt(self, order=None, user=None, **values):
        values.setdefault("source", "manual")
        if values["source"] == "manual":
            values.setdefault("reference", "Advice 1")
        return (
            self.env["sale.order.deposit"]
            .with_user(user or self.finance)
            .create({"order_id": (order or self.order).id, **values})
        )

    def _payment(self, amount, **values):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "journal_id": self.journal.id,
                "amount": amount,
                "date": "2026-03-05",
                **values,
            }
        )
        payment.action_post()
        return payment

    def _bank_line(self, amount, **values):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "partner_id": self.customer.id,
                "amount": amount,
                "payment_ref": "Transfer",
                "date": "2026-03-05",
                **values,
            }
        )

    def _transaction(self, order, amount, **values):
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "amount": amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_redirect",
                "sale_order_ids": [fields.Command.set(order.ids)],
                **values,
            }
        ).sudo()

    def _pay(self, order, amount, **values):
        transaction = self._transaction(order, amount, **values)
        transaction._set_done()
        self._process(transaction)
        return transaction

    def _process(self, transaction):
        # The journal of the provider is not what is tested here.
        with patch.object(type(transaction), "_create_payment", lambda *_args, **_kwargs: None):
            transaction._post_process()
