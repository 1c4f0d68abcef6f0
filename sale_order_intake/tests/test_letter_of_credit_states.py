from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PDF, IntakeCommon


class CreditCommon(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(cls.damper | cls.spring)
        cls.order.order_line.write({"price_unit": 100, "tax_ids": False})

    def _letter(self, user=None, **values):
        return (
            self.env["sale.letter.of.credit"]
            .with_user(user or self.clerk)
            .create({"name": "LC-1", "order_id": self.order.id, **values})
        )

    def _document(self, letter, **values):
        return (
            self.env["sale.letter.of.credit.document"]
            .with_user(self.clerk)
            .create({"credit_id": letter.id, "name": "Packing list", **values})
        )


@tagged("post_install", "-at_install")
class TestCreditStates(CreditCommon):
    def test_from_arrival_to_payment(self):
        letter = self._letter(amount=1000)
        self.assertEqual(letter.state, "expected")
        with self.assertRaisesRegex(UserError, "cannot be checked now"):
            letter.with_user(self.finance).action_check()
        letter.arrived_on = "2026-03-02"
        self.assertEqual(letter.state, "arrived")
        with self.assertRaises(AccessError):
            letter.action_check()
        letter.with_user(self.finance).action_check()
        self.assertEqual((letter.state, letter.checked_by_id), ("checked", self.finance))
        document = self._document(letter)
        self._document(letter, name="Beneficiary's certificate", required=False)
        with self.assertRaisesRegex(UserError, "Packing list"):
            letter.with_user(self.finance).action_present()
        document.presented_on = "2026-04-02"
        letter.with_user(self.finance).action_present()
        letter.with_user(self.finance).action_settle()
        self.assertEqual(letter.state, "settled")
        self.assertTrue(self.order._letters_of_credit_checked())

    def test_amendment(self):
        letter = self._letter(arrived_on="2026-03-02")
        with self.assertRaisesRegex(UserError, "has to change"):
            letter.action_ask_amendment()
        letter.amendment_note = "Latest shipment 30 April"
        letter.action_ask_amendment()
        self.assertEqual(letter.state, "amendment")
        with self.assertRaises(UserError):
            letter.with_user(self.finance).action_check()
        letter.action_amended()
        self.assertEqual((letter.state, letter.amendment_count), ("arrived", 1))

    def test_other_terms_have_to_be_checked_again(self):
        letter = self._letter(arrived_on="2026-03-02", amount=1000)
        letter.with_user(self.finance).action_check()
        letter.amount = 1000
        letter.issuing_bank = "Bank"
        self.assertEqual(letter.state, "checked")
        letter.partial_allowed = False
        self.assertEqual(letter.state, "arrived")
        self.assertFalse(letter.checked_by_id)
        letter.arrived_on = False
        self.assertEqual(letter.state, "expected")

    def test_cancelled_letter_does_not_count(self):
        first = self._letter(arrived_on="2026-03-02")
        second = self._letter(name="LC-2")
        self.assertFalse(self.order.letter_of_credit_arrived_on)
        second.action_cancel()
        self.assertEqual(self.order.letter_of_credit_arrived_on, date(2026, 3, 2))
        second.action_reopen()
        self.assertEqual(second.state, "expected")
        self.assertFalse(self.order.letter_of_credit_arrived_on)
        first.action_cancel()
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            first.unlink()
        second.unlink()

    def test_state_is_closed_to_typing(self):
        letter = self._letter()
        with self.assertRaises(UserError):
            letter.state = "checked"
        with self.assertRaises(UserError):
            self._letter(name="LC-3", state="checked")
        letter = (
            self.env["sale.letter.of.credit"]
            .with_user(self.clerk)
            .with_context(default_state="checked")
            .create({"name": "LC-4", "order_id": self.order.id})
        )
        self.assertEqual(letter.state, "expected")

    def test_presentation_period(self):
        self.assertEqual(self._letter().presentation_days, 21)
        self.company.order_credit_presentation_days = 15
        letter = self._letter(name="LC-2", expiry_on="2026-05-10")
        self.assertEqual(letter.presentation_days, 15)
        self.assertEqual(letter._present_by(date(2026, 4, 1)), date(2026, 4, 16))
        self.assertEqual(letter._present_by(date(2026, 5, 1)), date(2026, 5, 10))


@tagged("post_install", "-at_install")
class TestCreditWarnings(CreditCommon):
    def _warning(self):
        order = self.order.with_user(self.finance)
        order.invalidate_recordset(["letter_of_credit_warning"])
        return order.letter_of_credit_warning or ""

    def test_partial_shipment(self):
        letter = self._letter(partial_allowed=False)
        self.order.order_line[0].customer_lead = 5
        self.order.order_line[1].customer_lead = 40
        self.assertIn("2 shipments are planned", self._warning())
        self.order.picking_policy = "one"
        self.assertFalse(self._warning())
        self.order.picking_policy = "direct"
        self.order.commitment_date = datetime.now() + timedelta(days=30)
        self.assertFalse(self._warning())
        self.order.order_line[0].delivery_schedule_ids = [
            Command.create({"quantity": 2, "promised_date": fields.Date.today()}),
            Command.create({"quantity": 1, "requested_date": "2036-03-01"}),
        ]
        self.assertIn("3 shipments are planned", self._warning())
        letter.partial_allowed = True
        letter.latest_shipment_on = "2036-02-28"
        self.assertIn("after the latest shipment", self._warning())

    def test_lead_time_counts_without_a_date(self):
        self._letter(expiry_on=fields.Date.today() + timedelta(days=10))
        self.assertFalse(self._warning())
        self.order.order_line[0].customer_lead = 20
        self.assertIn("after the expiry", self._warning())

    def test_amount_tolerance_and_currency(self):
        letter = self._letter(amount=960)
        self.assertIn("does not cover", self._warning())
        letter.tolerance_percent = 0.05
        self.assertFalse(self._warning())
        letter.currency_id = self.env["res.currency"].create({"name": "QQX", "symbol": "Q"})
        self.assertIn("LC-1 is in QQX", self._warning())
        self._letter(name="LC-2", amount=10)
        self.assertIn("LC-2 does not cover", self._warning(), "Other currencies do not add up")

    def test_transfer(self):
        stock = new_test_user(
            self.env,
            "credit_stock",
            "stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        letter = self._letter(partial_allowed=False, latest_shipment_on="2036-02-28")
        self.order.action_confirm()
        picking = self.order.picking_ids
        seen = picking.with_user(stock)
        self.assertFalse(seen.letter_of_credit_warning)
        picking.scheduled_date = datetime(2036, 3, 3, 7)
        seen.invalidate_recordset()
        self.assertIn("after the latest shipment", seen.letter_of_credit_warning)
        picking.scheduled_date = datetime(2036, 2, 3, 7)
        move = picking.move_ids[0]
        move.write({"quantity": 2, "picked": True})
        picking._action_done()
        backorder = self.order.picking_ids - picking
        for part in picking | backorder:
            warning = part.with_user(stock).letter_of_credit_warning
            self.assertIn("does not allow partial shipment", warning)
        self._document(letter)
        picking.invalidate_recordset()
        self.assertIn("at the bank by", picking.letter_of_credit_warning)
        self.company.order_intake_enabled = False
        picking.invalidate_recordset()
        self.assertFalse(picking.letter_of_credit_warning)

    def test_transfer_without_letter_costs_nothing(self):
        """Budget 2: order and company of a transfer, read for all at once."""
        self.order.action_confirm()
        picking = self.order.picking_ids
        names = ["name", "state", "sale_id", "company_id", "scheduled_date"]
        counts = []
        for more in ([], ["letter_of_credit_warning"]):
            picking.read(names + more)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            picking.read(names + more)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestCreditDocuments(CreditCommon):
    def test_files_have_limits(self):
        letter = self._letter()
        document = self._document(letter)
        document.attachment_ids = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "bill.pdf", "raw": PDF, "res_model": document._name, "res_id": 0})
        )
        self.assertEqual(document.attachment_ids.res_id, document.id)
        with self.assertRaisesRegex(ValidationError, "cannot be taken"):
            document.sudo().attachment_ids = self._attachment("bill.exe", b"MZ")
        with self.assertRaisesRegex(ValidationError, "cannot be taken"):
            document.sudo().attachment_ids = self._attachment("bill.pdf", b"<html>")
        self.company.order_document_max_mb = 1
        with self.assertRaisesRegex(ValidationError, "too large"):
            document.sudo().attachment_ids = self._attachment(raw=PDF + b" " * (1024 * 1024))

    def test_dates(self):
        document = self._document(self._letter(), received_on="2026-04-02")
        with self.assertRaisesRegex(ValidationError, "before it was at hand"):
            document.presented_on = "2026-04-01"
        document.presented_on = "2026-04-03"
        with self.assertRaisesRegex(UserError, "is kept"):
            document.unlink()

    def test_rights_follow_the_order(self):
        letter = self._letter()
        document = self._document(letter)
        document.with_user(self.finance).received_on = date(2026, 4, 1)
        with self.assertRaises(AccessError):
            document.with_user(self.seller).read(["name"])
        self.order.sudo().follower_id = self.seller
        self.assertTrue(document.with_user(self.seller).read(["name"]))
        other = self.env["res.company"].create({"name": "Credit Other Company"})
        stranger = new_test_user(
            self.env,
            "credit_stranger",
            "sales_team.group_sale_manager,account.group_account_invoice",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        seen = document.with_user(stranger).with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            seen.read(["name"])

    def test_warning_of_today(self):
        self._letter(expiry_on="2026-04-20")
        with freeze_time("2026-04-21"):
            self.order.invalidate_recordset(["letter_of_credit_warning"])
            self.assertIn("expired on", self.order.letter_of_credit_warning)
