from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestLetterOfCredit(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(customer_confirmed_on="2026-03-02")

    def _letter(self, user=None, **values):
        return (
            self.env["sale.letter.of.credit"]
            .with_user(user or self.clerk)
            .create({"name": "LC-1", "order_id": self.order.id, **values})
        )

    def test_order_takes_the_last_arrival(self):
        first = self._letter()
        self.assertTrue(self.order.letter_of_credit_required)
        self.assertFalse(self.order.delivery_start_on)
        second = self._letter(name="LC-2", arrived_on="2026-03-10")
        self.assertFalse(self.order.letter_of_credit_arrived_on)
        first.arrived_on = date(2026, 3, 5)
        self.assertEqual(self.order.letter_of_credit_arrived_on, date(2026, 3, 10))
        self.assertEqual(self.order.delivery_start_on, date(2026, 3, 10))
        second.unlink()
        self.assertEqual(self.order.delivery_start_on, date(2026, 3, 5))

    def test_moved_to_another_order(self):
        letter = self._letter(arrived_on="2026-03-10")
        other = self._order()
        letter.order_id = other
        self.assertEqual(other.letter_of_credit_arrived_on, date(2026, 3, 10))
        self.assertEqual(letter.company_id, self.company)

    def test_currency_is_that_of_the_order(self):
        self.assertEqual(self._letter().currency_id, self.order.currency_id)

    def test_dates_fit_together(self):
        with self.assertRaisesRegex(ValidationError, "expires before"):
            self._letter(latest_shipment_on="2026-04-10", expiry_on="2026-04-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._letter(amount=-1)

    def test_order_that_breaks_the_letter_is_warned_of(self):
        self.damper.lst_price = 100
        self.order.order_line.price_unit = 100
        letter = self._letter(
            amount=self.order.amount_total,
            latest_shipment_on="2026-04-01",
            expiry_on="2026-04-20",
        )
        order = self.order.with_user(self.clerk)
        with freeze_time("2026-03-10"):
            self.assertFalse(order.letter_of_credit_warning)
            order.commitment_date = datetime(2026, 4, 1, 7, 0)
            self.assertFalse(order.letter_of_credit_warning)
            order.commitment_date = datetime(2026, 4, 5, 7, 0)
            self.assertIn("after the latest shipment", order.letter_of_credit_warning)
            order.commitment_date = False
            letter.amount -= 1
            self.assertEqual(order.letter_of_credit_warning, "LC-1 does not cover the order.")
            self._letter(name="LC-2", amount=1)
            self.assertFalse(order.letter_of_credit_warning)
        with freeze_time("2026-04-21"):
            letter.invalidate_recordset(["warning"])
            order.invalidate_recordset(["letter_of_credit_warning"])
            self.assertIn("expired on", order.letter_of_credit_warning)

    def test_rights(self):
        letter = self._letter()
        self.assertTrue(letter.with_user(self.finance).read(["amount"]))
        letter.with_user(self.finance).arrived_on = date(2026, 3, 10)
        self.assertEqual(self.order.letter_of_credit_arrived_on, date(2026, 3, 10))
        with self.assertRaises(AccessError):
            letter.with_user(self.seller).read(["amount"])
        self.order.sudo().follower_id = self.seller
        self.assertTrue(letter.with_user(self.seller).read(["amount"]))
        with self.assertRaises(UserError):
            self.order.with_user(self.clerk).unlink()

    def test_order_without_letters_reads_none(self):
        order = self.order.with_user(self.clerk)
        order.fetch(["letter_of_credit_count"])
        with self.assertQueryCount(0):
            self.assertFalse(order.letter_of_credit_warning)

    def test_copy_has_no_letters(self):
        self._letter(arrived_on="2026-03-10")
        copy = self.order.copy()
        self.assertFalse(copy.letter_of_credit_ids)
        self.assertFalse(copy.letter_of_credit_arrived_on)

    def test_opened_from_the_order(self):
        action = self.order.with_user(self.clerk).action_view_letters_of_credit()
        self.assertEqual(action["views"], [(False, "form")])
        form = Form(
            self.env["sale.letter.of.credit"]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        form.name = "LC-9"
        letter = form.save()
        self.assertEqual(letter.order_id, self.order)
        self.assertEqual(letter.amount, self.order.amount_total)
        self.assertEqual(self.order.letter_of_credit_count, 1)
        action = self.order.with_user(self.clerk).action_view_letters_of_credit()
        self.assertEqual(self.env["sale.letter.of.credit"].search(action["domain"]), letter)
        letter.unlink()
        self.assertEqual(self.order.letter_of_credit_count, 0)
