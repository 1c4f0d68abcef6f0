from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestIntakeDates(IntakeCommon):
    def test_delivery_starts_with_the_latest_agreed_date(self):
        order = self._order()
        self.assertFalse(order.delivery_start_on)
        order.customer_confirmed_on = date(2026, 3, 2)
        self.assertEqual(order.delivery_start_on, date(2026, 3, 2))
        order.deposit_required = True
        self.assertFalse(order.delivery_start_on)
        order.deposit_received_on = date(2026, 3, 9)
        self.assertEqual(order.delivery_start_on, date(2026, 3, 9))
        order.letter_of_credit_required = True
        self.assertFalse(order.delivery_start_on)
        order.letter_of_credit_arrived_on = date(2026, 3, 5)
        self.assertEqual(order.delivery_start_on, date(2026, 3, 9))
        order.customer_confirmed_on = date(2026, 3, 20)
        self.assertEqual(order.delivery_start_on, date(2026, 3, 20))

    def test_dates_that_are_not_agreed_do_not_count(self):
        order = self._order(
            customer_confirmed_on="2026-03-02",
            deposit_received_on="2026-04-02",
            letter_of_credit_arrived_on="2026-05-02",
        )
        self.assertEqual(order.delivery_start_on, date(2026, 3, 2))
        order.customer_confirmed_on = False
        self.assertFalse(order.delivery_start_on)

    def test_delivery_start_can_be_searched(self):
        order = self._order(customer_confirmed_on="2026-03-02")
        found = self.env["sale.order"].search([("delivery_start_on", "=", "2026-03-02")])
        self.assertIn(order, found)

    def test_confirmation_limit_counts_working_hours(self):
        calendar = self.company.resource_calendar_id
        calendar.tz = "Asia/Shanghai"
        # Friday, 15:00 in Shanghai: two working days later is Tuesday, 15:00.
        order = self._order(order_received_on="2026-03-06 07:00:00")
        self.assertEqual(order.order_confirm_due, datetime(2026, 3, 10, 7, 0))

    def test_confirmation_limit_leaves_out_holidays(self):
        calendar = self.company.resource_calendar_id
        calendar.tz = "Asia/Shanghai"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-03-08 16:00:00",
                "date_to": "2026-03-09 15:59:59",
            }
        )
        order = self._order(order_received_on="2026-03-06 07:00:00")
        self.assertEqual(order.order_confirm_due, datetime(2026, 3, 11, 7, 0))

    def test_no_confirmation_limit(self):
        self.company.order_confirm_hours = 0
        self.assertFalse(self._order(order_received_on="2026-03-06 07:00:00").order_confirm_due)
        self.company.order_confirm_hours = 16
        self.assertFalse(self._order().order_confirm_due)

    def test_late_orders_are_found(self):
        late = self._order(order_received_on="2026-03-02 07:00:00")
        with freeze_time("2026-03-06 00:00:00"):
            fresh = self._order(order_received_on="2026-03-05 23:00:00")
            found = self.env["sale.order"].search([("order_confirm_due", "<", "now")])
        self.assertIn(late, found)
        self.assertNotIn(fresh, found)

    def test_channel_sets_the_time_of_receipt(self):
        with freeze_time("2026-03-06 07:00:00"), Form(self._order()) as form:
            form.intake_channel = "email"
            self.assertEqual(form.order_received_on, datetime(2026, 3, 6, 7, 0))
            form.order_received_on = datetime(2026, 3, 5, 7, 0)
            form.intake_channel = "fax"
            self.assertEqual(form.order_received_on, datetime(2026, 3, 5, 7, 0))

    def test_due_date_says_that_a_deposit_is_agreed(self):
        with Form(self._order()) as form:
            form.deposit_required = True
            form.deposit_due = date(2026, 3, 6)
        order = self._order()
        new = self.env["sale.order"].new(origin=order)
        new.deposit_due = date(2026, 3, 6)
        new._onchange_deposit_due()
        self.assertTrue(new.deposit_required)

    def test_only_invoicing_enters_the_deposit(self):
        order = self._order(deposit_required=True)
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).deposit_received_on = date(2026, 3, 9)
        with self.assertRaises(AccessError):
            self.env["sale.order"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "deposit_received_on": "2026-03-09"}
            )
        order.with_user(self.finance).deposit_received_on = date(2026, 3, 9)
        self.assertEqual(order.deposit_received_on, date(2026, 3, 9))
        # Writing what is there already changes nothing and is allowed.
        order.with_user(self.clerk).write({"deposit_received_on": "2026-03-09"})
        with self.assertRaises(AccessError):
            order.with_user(self.clerk).deposit_received_on = False

    def test_deposit_is_logged_with_its_author(self):
        order = self._order(deposit_required=True)
        self.flush_tracking()
        order.with_user(self.finance).deposit_received_on = date(2026, 3, 9)
        self.flush_tracking()
        message = order.message_ids.filtered(
            lambda m: "deposit_received_on" in m.tracking_value_ids.field_id.mapped("name")
        )
        self.assertEqual(message.author_id, self.finance.partner_id)

    def test_missing_items_are_listed(self):
        order = self._order()
        self.assertEqual(
            order.intake_missing.split("\n"),
            [
                "Follower",
                "Order class",
                "How the order came in",
                "Customer's written confirmation",
            ],
        )
        order.write(
            {
                "follower_id": self.clerk.id,
                "order_class": "regular",
                "intake_channel": "email",
                "deposit_required": True,
                "letter_of_credit_required": True,
                "customer_confirmed_on": "2026-03-02",
            }
        )
        self.assertEqual(
            order.intake_missing.split("\n"),
            ["Original document", "Deposit", "Letter of credit"],
        )
        order.intake_attachment_ids = self._attachment()
        order.deposit_received_on = order.letter_of_credit_arrived_on = "2026-03-03"
        self.assertFalse(order.intake_missing)

    def test_internal_requests_need_no_customer(self):
        order = self._order(partner=self.company.partner_id, order_kind="stock")
        self.assertEqual(order.intake_missing.split("\n"), ["Follower", "Order class"])

    def test_confirmed_orders_miss_nothing(self):
        order = self._order()
        order.action_confirm()
        self.assertFalse(order.intake_missing)

    def test_copy_starts_anew_and_keeps_the_kind(self):
        order = self._order(
            order_kind="sample",
            order_urgency="urgent",
            follower_id=self.clerk.id,
            intake_channel="phone",
            intake_contact="Mrs Li",
            order_received_on="2026-03-02 07:00:00",
            customer_confirmed_on="2026-03-02",
            deposit_required=True,
            deposit_due="2026-03-05",
            deposit_received_on="2026-03-02",
            letter_of_credit_required=True,
            letter_of_credit_arrived_on="2026-03-02",
            framework_contract_ref="FC-1",
            has_penalty_clause=True,
            intake_attachment_ids=self._attachment().ids,
        )
        order.action_propose_order_class()
        order.with_user(self.clerk).action_confirm_read_back()
        copy = order.copy()
        self.assertEqual(copy.order_kind, "sample")
        self.assertEqual(copy.order_urgency, "normal")
        self.assertEqual(copy.follower_id, self.clerk)
        self.assertTrue(copy.deposit_required and copy.letter_of_credit_required)
        self.assertTrue(copy.has_penalty_clause)
        self.assertEqual(copy.framework_contract_ref, "FC-1")
        for name in (
            "order_class",
            "order_class_proposed",
            "order_class_basis",
            "order_class_note",
            "intake_channel",
            "intake_contact",
            "order_received_on",
            "order_confirm_due",
            "intake_attachment_ids",
            "intake_document_count",
            "read_back_by_id",
            "read_back_on",
            "customer_confirmed_on",
            "deposit_due",
            "deposit_received_on",
            "letter_of_credit_arrived_on",
            "delivery_start_on",
            "next_follower_id",
            "order_handover_ids",
        ):
            self.assertFalse(copy[name], name)
