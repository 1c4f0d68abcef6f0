from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestConfirmation(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_read_back_required = True

    def test_phone_order_is_read_back_before_it_is_confirmed(self):
        order = self._order(intake_channel="phone").with_user(self.clerk)
        self.assertTrue(order.read_back_required)
        self.assertIn("Reading back", order.intake_missing)
        with self.assertRaisesRegex(UserError, "read it back"):
            order.action_confirm()
        order.action_confirm_read_back()
        self.assertEqual(order.read_back_by_id, self.clerk)
        self.assertTrue(order.read_back_on)
        self.assertNotIn("Reading back", order.intake_missing)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_no_way_around_reading_back(self):
        order = self._order(intake_channel="phone").with_user(self.clerk)
        with self.assertRaises(UserError):
            order.write({"state": "sale"})
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "intake_channel": "phone", "state": "sale"}
            )
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).with_context(
                default_state="sale", default_intake_channel="phone"
            ).create({"partner_id": self.customer.id})
        with self.assertRaises(UserError):
            order.write({"read_back_on": "2026-03-02 07:00:00", "read_back_by_id": self.lead.id})
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "read_back_by_id": self.lead.id}
            )

    def test_nobody_reads_back_as_the_system(self):
        with self.assertRaises(UserError):
            self._order(intake_channel="phone").sudo().action_confirm_read_back()

    def test_first_reading_back_is_kept(self):
        order = self._order(intake_channel="phone")
        order.with_user(self.clerk).action_confirm_read_back()
        order.with_user(self.lead).action_confirm_read_back()
        self.assertEqual(order.read_back_by_id, self.clerk)

    def test_one_refusal_for_several_orders(self):
        phone = self._order(intake_channel="phone")
        mail = self._order(intake_channel="email")
        with self.assertRaisesRegex(UserError, phone.name):
            (mail | phone).action_confirm()
        self.assertEqual(mail.state, "draft")

    def test_other_channels_are_confirmed_as_ever(self):
        for channel in (False, "email", "fax", "portal", "platform", "visit", "letter"):
            order = self._order(intake_channel=channel)
            order.action_confirm()
            self.assertEqual(order.state, "sale")

    def test_customer_who_signed_has_read_the_order(self):
        order = self._order(intake_channel="phone", signed_on="2026-03-02 07:00:00")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_payment_never_strands(self):
        order = self._order(intake_channel="phone", require_payment=True)
        provider = self.env["payment.provider"].create(
            {"name": "Test Provider", "company_id": self.company.id, "state": "disabled"}
        )
        method = self.env["payment.method"].create({"name": "Test", "code": "intake_test"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": "intake-test",
                "sale_order_ids": order.ids,
                "state": "done",
            }
        )
        self.assertEqual(transaction._check_amount_and_confirm_order(), order)
        self.assertEqual(order.state, "sale")

    def test_setting_decides(self):
        self.company.order_read_back_required = False
        order = self._order(intake_channel="phone")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_switched_off_nothing_is_asked(self):
        self.company.order_intake_enabled = False
        order = self._order(intake_channel="phone")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_company_of_the_order_decides(self):
        other = self.env["res.company"].create({"name": "Intake Other Company"})
        other.write({"order_intake_enabled": True, "order_read_back_required": True})
        self.company.order_read_back_required = False
        order = self._order(intake_channel="phone")
        order.with_company(other).action_confirm()
        self.assertEqual(order.state, "sale")
