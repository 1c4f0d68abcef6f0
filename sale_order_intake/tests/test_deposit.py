from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SALES, SIGNER
from .common_deposit import DepositCommon


@tagged("post_install", "-at_install")
class TestDepositTerms(DepositCommon):
    def test_share_and_amount(self):
        order = self.order
        self.assertEqual(order.deposit_amount, 300)
        order.deposit_amount = 250
        self.assertEqual(order.deposit_amount_fixed, 250)
        order.order_line.price_unit = 300
        self.assertEqual(order.deposit_amount, 250, "An agreed amount does not follow the total")
        order.deposit_percent = 0.2
        self.assertEqual(order.deposit_amount, 300, "Another share replaces the agreed amount")
        order.deposit_amount = 300
        self.assertFalse(order.deposit_amount_fixed)
        order.deposit_amount = 100
        order.deposit_amount = 0
        self.assertEqual(order.deposit_amount, 300, "Cleared, the share counts again")
        order.deposit_required = False
        self.assertFalse(order.deposit_amount)
        self.assertEqual(order.deposit_state, "none")

    def test_limits(self):
        for name, value in (("deposit_percent", 1.2), ("deposit_amount_fixed", -1)):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.order[name] = value
                self.env.flush_all()

    def test_payment_term_and_setting_propose(self):
        term = self.env["account.payment.term"].create({"name": "Deposit first"})
        self.company.order_deposit_percent = 0.4
        order = self._order(payment_term_id=term.id)
        self.assertFalse(order.deposit_required)
        order.deposit_required = True
        self.assertEqual(order.deposit_percent, 0.4)
        term.order_deposit_percent = 0.25
        order = self._order(payment_term_id=term.id)
        self.assertTrue(order.deposit_required)
        self.assertEqual(order.deposit_percent, 0.25)
        with Form(self._order().with_user(self.clerk)) as form:
            form.payment_term_id = term
            self.assertTrue(form.deposit_required)
            self.assertEqual(form.deposit_percent, 0.25)
            form.deposit_percent = 0.5
        self.assertEqual(form.record.deposit_percent, 0.5)
        self.company.order_intake_enabled = False
        self.assertFalse(self._order(payment_term_id=term.id).deposit_required)

    def test_copy_keeps_the_terms_and_no_money(self):
        self._receipt(amount=300)
        self.order.deposit_amount = 310
        copy = self.order.copy()
        self.assertTrue(copy.deposit_required)
        self.assertEqual(copy.deposit_percent, 0.3)
        self.assertFalse(copy.deposit_amount_fixed)
        self.assertFalse(copy.deposit_received_amount)
        self.assertFalse(copy.deposit_ids)

    def test_search_by_state(self):
        orders = {
            "none": self._order(),
            "due": self.order,
            "partly": self._deposit_order(),
            "received": self._deposit_order(),
        }
        self._receipt(orders["partly"], amount=10)
        self._receipt(orders["received"], amount=300)
        everything = self.env["sale.order"].browse(
            [order.id for order in orders.values()]
        )
        for state, order in orders.items():
            self.assertEqual(order.deposit_state, state)
            found = everything.search(
                [("id", "in", everything.ids), ("deposit_state", "=", state)]
            )
            self.assertEqual(found, order, state)
        found = everything.search(
            [("id", "in", everything.ids), ("deposit_state", "not in", ("none", "received"))]
        )
        self.assertEqual(found, orders["due"] | orders["partly"])

    def test_production_waits_where_the_setting_says_so(self):
        self.assertFalse(self.order._deposit_production_problems())
        self.company.order_deposit_blocks = "production"
        self.order.deposit_due = "2026-03-10"
        self.assertIn(self.order.name, self.order.deposit_production_problem)
        self.assertEqual(set(self.order._deposit_production_problems()), {self.order})
        self.order.action_confirm()
        self.assertTrue(self.order._deposit_production_problems())
        self._receipt(amount=300)
        self.assertFalse(self.order._deposit_production_problems())
        self.assertFalse(self.order.deposit_production_problem)


@tagged("post_install", "-at_install")
class TestDepositReceipts(DepositCommon):
    def test_by_hand_in_two_parts(self):
        self._receipt(amount=100, received_on="2026-03-02")
        self.assertEqual(self.order.deposit_state, "partly")
        self.assertEqual(self.order.deposit_received_percent, 33)
        self.assertFalse(self.order.deposit_received_on)
        self._receipt(amount=200, received_on="2026-03-05")
        self.assertEqual(self.order.deposit_received_on, date(2026, 3, 5))
        self.assertEqual(self.order.deposit_state, "received")
        self._receipt(amount=50, received_on="2026-03-09")
        self.assertEqual(
            self.order.deposit_received_on,
            date(2026, 3, 5),
            "What comes after the amount due does not delay the delivery time",
        )
        self.assertEqual(self.order.deposit_received_amount, 350)
        self.assertEqual(len(self.order.deposit_receipt_ids), 3)

    def test_delivery_time_starts(self):
        self.order.customer_confirmed_on = "2026-03-01"
        self.assertFalse(self.order.delivery_start_on)
        receipt = self._receipt(amount=300, received_on="2026-03-05")
        self.assertEqual(self.order.delivery_start_on, date(2026, 3, 5))
        receipt._take_out_by_user("Returned by the bank")
        self.assertFalse(self.order.delivery_start_on)

    def test_share_raised_after_the_money(self):
        self._receipt(amount=300)
        self.order.deposit_percent = 0.5
        self.assertEqual(self.order.deposit_state, "partly")
        self.order.write(
            {"order_line": [fields.Command.update(self.order.order_line.id, {"price_unit": 120})]}
        )
        self.assertEqual(self.order.deposit_state, "received")

    def test_other_currency(self):
        receipt = self._receipt(
            amount=400, currency_id=self.foreign.id, received_on="2026-03-05"
        )
        self.assertEqual(receipt.amount_order, 200)
        self.assertEqual(self.order.deposit_received_amount, 200)
        self._receipt(amount=200, currency_id=self.foreign.id, received_on="2026-03-06")
        self.assertEqual(self.order.deposit_received_on, date(2026, 3, 6))

    def test_by_payment(self):
        payment = self._payment(500)
        with Form(
            self.env["sale.order.deposit"]
            .with_user(self.finance)
            .with_context(**self.order.action_record_deposit()["context"])
        ) as form:
            self.assertEqual(form.amount, 300)
            form.payment_id = payment
            self.assertEqual(form.amount, 500)
            self.assertEqual(form.received_on, date(2026, 3, 5))
            form.amount = 300
        self.assertEqual(self.order.deposit_state, "received")
        other = self._deposit_order()
        with self._refused("is left"):
            self._receipt(other, source="payment", payment_id=payment.id, amount=300)
        receipt = self._receipt(other, source="payment", payment_id=payment.id)
        self.assertEqual(receipt.amount, 200)
        action = receipt.with_user(self.finance).action_open_money()
        self.assertEqual(action["res_id"], payment.id)

    def test_payment_that_is_cancelled(self):
        payment = self._payment(300)
        receipt = self._receipt(source="payment", payment_id=payment.id)
        self.assertEqual(self.order.deposit_state, "received")
        payment.action_draft()
        self.assertEqual(receipt.state, "out")
        self.assertEqual(self.order.deposit_state, "due")
        self.assertFalse(self.order.deposit_received_amount)
        name = payment.name
        payment.unlink()
        self.assertFalse(receipt.payment_id)
        self.assertEqual(receipt.reference or name, name)
        with self._refused("no payment that has been received"):
            draft = self.env["account.payment"].create(
                {
                    "payment_type": "inbound",
                    "partner_id": self.customer.id,
                    "journal_id": self.journal.id,
                    "amount": 300,
                }
            )
            self._receipt(source="payment", payment_id=draft.id)

    def test_by_bank_line(self):
        line = self._bank_line(400)
        receipt = self._receipt(source="statement", statement_line_id=line.id)
        self.assertEqual(receipt.amount, 400)
        with self._refused("is left"):
            self._receipt(source="statement", statement_line_id=line.id, amount=1)
        receipt._take_out_by_user("Wrong order")
        other = self._deposit_order()
        self._receipt(other, source="statement", statement_line_id=line.id, amount=300)
        self.assertEqual(other.deposit_state, "received")
        line.unlink()
        self.assertEqual(other.deposit_state, "due")
        self.assertEqual(other.deposit_ids.state, "out")
        self.assertIn("deleted", other.deposit_ids.out_reason)
        self.assertEqual(other.deposit_ids.reference, "Transfer")

    def test_bank_line_in_another_currency(self):
        line = self._bank_line(300, foreign_currency_id=self.foreign.id, amount_currency=600)
        with self._refused("in that currency"):
            self._receipt(
                source="statement",
                statement_line_id=line.id,
                amount=300,
                currency_id=self.euro.id,
            )
        self.assertEqual(line.amount_currency, 600)
        receipt = self._receipt(
            source="statement", statement_line_id=line.id, received_on="2026-03-05"
        )
        self.assertEqual((receipt.currency_id, receipt.amount), (self.foreign, 600))
        self.assertEqual(self.order.deposit_state, "received")

    def test_same_money_counts_once(self):
        """A bank line that only shows a payment counted already is refused."""
        transaction = self._pay(self.order, 100)
        payment = self._payment(100)
        payment.payment_transaction_id = transaction
        with self._refused("counted already"):
            self._receipt(source="payment", payment_id=payment.id)
        line = self._bank_line(100)
        line.payment_ids = payment
        with self._refused("counted already"):
            self._receipt(source="statement", statement_line_id=line.id)

    def test_source_is_asked(self):
        with self._refused("reference"):
            self._receipt(amount=10, reference=" ")
        with self._refused("Choose where"):
            self._receipt(source="payment", amount=10)
        with self._refused("amount that was received"):
            self._receipt(amount=-10)
        with self._refused("future"):
            self._receipt(amount=10, received_on=fields.Date.today() + timedelta(days=2))
        with self._refused("No deposit is agreed"):
            self._receipt(self._order(), amount=10)
        self.order._action_cancel()
        with self._refused("cancelled"):
            self._receipt(amount=10)

    def test_day_without_receipts_is_entered_as_before(self):
        order = self._order(deposit_required=True)
        order.with_user(self.finance).deposit_received_on = "2026-03-05"
        self.assertEqual(order.deposit_state, "received")
        self._receipt(amount=10)
        with self._refused("follows from its receipts"):
            self.order.with_user(self.finance).deposit_received_on = "2026-03-05"

    def test_late_deposit_stands_among_the_activities_of_finance(self):
        kind = self.env.ref("sale_order_intake.mail_activity_type_deposit")
        self.order.deposit_due = fields.Date.today() - timedelta(days=1)
        in_time = self._deposit_order(deposit_due=fields.Date.today())
        received = self._deposit_order(deposit_due=fields.Date.today() - timedelta(days=1))
        self._receipt(received, amount=300)
        self.env["order.team"].create(
            {
                "name": "Finance",
                "function": "finance",
                "company_id": self.company.id,
                "leader_id": self.finance.id,
            }
        )
        cron = self.env.ref("sale_order_intake.ir_cron_chase_deposits")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            for __ in range(2):
                cron.method_direct_trigger()
        self.env.invalidate_all()
        activities = (self.order | in_time | received).activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(activities.res_id, self.order.id)
        self.assertEqual(activities.user_id, self.finance)
        self._receipt(amount=300)
        self.assertFalse(activities.exists(), "Done as soon as the money is there")


@tagged("post_install", "-at_install")
class TestDepositOnline(DepositCommon):
    def test_paid_online(self):
        transaction = self._pay(self.order, 300)
        receipt = self.order.deposit_ids
        self.assertEqual(receipt.transaction_id, transaction)
        self.assertEqual((receipt.source, receipt.amount), ("transaction", 300))
        self.assertEqual(receipt.received_on, fields.Date.today())
        self.assertEqual(self.order.deposit_state, "received")
        self._process(transaction)
        self.assertEqual(len(self.order.deposit_ids), 1, "Processed twice, counted once")
        with self._refused("Refund it"):
            receipt.with_user(self.finance)._take_out_by_user("No")

    def test_refund(self):
        transaction = self._pay(self.order, 300)
        refund = transaction._create_child_transaction(100, is_refund=True)
        refund._set_done()
        self._process(refund)
        self.assertEqual(self.order.deposit_received_amount, 200)
        self.assertEqual(self.order.deposit_state, "partly")
        self.assertFalse(self.order.deposit_received_on)

    def test_paid_before_the_deposit_was_agreed(self):
        order = self._order()
        order.order_line.price_unit = 200
        self._pay(order, 300, operation="online_redirect")
        self.assertFalse(order.deposit_ids)
        other = self._order()
        other.order_line.write({"price_unit": 200, "tax_ids": False})
        other.require_payment, other.prepayment_percent = True, 1.0
        self._pay(other, 300)
        other.with_user(self.lead).write({"deposit_required": True, "deposit_percent": 0.3})
        self.assertEqual(other.deposit_state, "received")

    def test_never_fails(self):
        def fail(*_args, **_kwargs):
            message = "No"
            raise UserError(message)

        with patch.object(type(self.order), "_sync_deposit", fail):
            transaction = self._pay(self.order, 300)
        self.assertTrue(transaction.is_post_processed)
        self.assertFalse(self.order.deposit_ids)
        self.assertIn("not counted", str(self.order.message_ids.mapped("body")))

    def test_off_or_not_agreed(self):
        self._pay(order := self._order(), 1)
        self.assertFalse(order.deposit_ids)
        self.company.order_intake_enabled = False
        self._pay(self.order, 300)
        self.assertFalse(self.order.deposit_ids)

    def test_amount_asked(self):
        order = self.order
        self.assertFalse(order._deposit_asked_online())
        order.require_payment, order.prepayment_percent = True, 1.0
        self.assertEqual(order._deposit_asked_online(), 300)
        self.assertEqual(order._get_prepayment_required_amount(), 300)
        self.assertEqual(order._get_default_payment_link_values()["amount_max"], 300)
        self._receipt(amount=100)
        self.assertEqual(order._deposit_asked_online(), 200)
        transaction = self._transaction(order, 50)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE payment_transaction SET state = 'authorized' WHERE id = %s", transaction.ids
        )
        self.env.invalidate_all()
        self.assertEqual(order._deposit_asked_online(), 150)
        self.assertFalse(order._is_confirmation_amount_reached())
        self.company.order_deposit_blocks = "production"
        self.assertFalse(order._deposit_asked_online())
        self.assertEqual(order._get_prepayment_required_amount(), 1000)

    def test_deposit_confirms_where_payment_confirms(self):
        self.order.require_payment, self.order.prepayment_percent = True, 1.0
        self._pay(self.order, 100)
        self.assertEqual(self.order.state, "draft")
        self._pay(self.order, 200)
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestDepositSecurity(DepositCommon):
    def test_who_enters_receipts(self):
        for user in (self.clerk, self.lead, self.seller):
            with self.assertRaises(AccessError):
                self._receipt(user=user, amount=300)
        receipt = self._receipt(amount=300)
        self.assertTrue(receipt.with_user(self.clerk).read(["amount", "amount_order"]))
        self.order.sudo().write({"user_id": self.lead.id})
        with self.assertRaises(AccessError):
            receipt.with_user(self.clerk).read(["amount"])
        signer = new_test_user(
            self.env, "deposit_signer", SIGNER, company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            receipt.with_user(signer).read(["amount"])

    def test_receipts_are_appended_only(self):
        receipt = self._receipt(amount=300)
        for user in (self.finance, self.lead):
            for vals in ({"amount": 1}, {"state": "out"}, {"order_id": self._order().id}):
                with self.assertRaises(UserError):
                    receipt.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                receipt.with_user(user).unlink()
        with self.assertRaises(UserError):
            receipt.sudo().unlink()
        with self.assertRaises(UserError):
            receipt.with_context(_force_unlink=True).sudo().unlink()
        with self.assertRaises(AccessError):
            receipt.with_user(self.lead)._take_out_by_user("Mine")
        with self._refused("Say why"):
            receipt._take_out_by_user(" ")
        wizard = (
            self.env["sale.order.deposit.take.out"]
            .with_user(self.finance)
            .create({"deposit_id": receipt.id, "reason": "Returned"})
        )
        wizard.action_take_out()
        self.assertEqual(receipt.state, "out")
        self.assertEqual(receipt.out_by_id, self.finance)
        self.assertEqual(self.order.deposit_state, "due")

    def test_system_values_are_refused(self):
        transaction = self._transaction(self.order, 300)
        for vals in (
            {"source": "transaction", "transaction_id": transaction.id, "amount": 300},
            {"amount": 300, "state": "out"},
        ):
            with self.assertRaises(UserError):
                self._receipt(**vals)
        with self.assertRaises(UserError):
            self._receipt(source="transaction", amount=300)
        receipt = (
            self.env["sale.order.deposit"]
            .with_user(self.finance)
            .with_context(default_state="out")
            .create(
                {
                    "order_id": self.order.id,
                    "source": "manual",
                    "reference": "A",
                    "amount": 10,
                }
            )
        )
        self.assertEqual(receipt.state, "received")
        with self.assertRaises(UserError):
            self.order.with_user(self.lead).deposit_received_amount = 300
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.lead).create(
                {"partner_id": self.customer.id, "deposit_received_amount": 5}
            )

    def test_company(self):
        receipt = self._receipt(amount=300)
        other = self.env["res.company"].create({"name": "Deposit Other Company"})
        stranger = new_test_user(
            self.env,
            "deposit_stranger",
            f"account.group_account_invoice,{SALES}",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        deposits = self.env["sale.order.deposit"].with_user(stranger)
        deposits = deposits.with_context(allowed_company_ids=other.ids)
        self.assertFalse(deposits.search([]))
        with self.assertRaises(AccessError):
            deposits.browse(receipt.id).read(["amount"])
        with self.assertRaises(AccessError):
            self._receipt(user=stranger, amount=10)

    def test_order_with_receipts_is_kept(self):
        self._receipt(amount=300)
        with self._refused("Money has been received"):
            self.order.unlink()


@tagged("post_install", "-at_install")
class TestDepositQueries(DepositCommon):
    def _count(self, function):
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_orders_without_deposit_cost_nothing(self):
        """Budget 0: what most orders do not have is not asked for."""
        order = self._order().with_user(self.clerk)
        names = [
            "deposit_state",
            "deposit_amount",
            "deposit_percent",
            "deposit_due",
            "deposit_receipt_ids",
            "deposit_received_percent",
            "deposit_production_problem",
        ]
        vanilla = ["name", "partner_id", "amount_total", "company_id", "state", "currency_id"]
        plain = self._count(lambda: order.read(vanilla))
        self.assertLessEqual(self._count(lambda: order.read(vanilla + names)), plain)

    def test_list_of_deposits_grows_with_no_record(self):
        orders = self.env["sale.order"]
        for __ in range(12):
            orders |= self._deposit_order()
        names = ["name", "deposit_state", "deposit_amount", "deposit_received_amount"]
        few = self._count(lambda: orders[:2].with_prefetch().read(names))
        self.assertEqual(few, self._count(lambda: orders.with_prefetch().read(names)))

    def test_cart_click_of_an_order_with_deposit(self):
        """Budget 0: nothing of the deposit is written when a line changes."""
        written = set()
        original = type(self.order)._write_multi

        def spy(records, vals_list):
            if records._name == "sale.order":
                written.update(name for vals in vals_list for name in vals)
            return original(records, vals_list)

        self.patch(type(self.order), "_write_multi", spy)
        self.order.order_line.product_uom_qty = 9
        self.env.flush_all()
        self.assertIn("amount_total", written)
        self.assertFalse({name for name in written if name.startswith("deposit_")})
