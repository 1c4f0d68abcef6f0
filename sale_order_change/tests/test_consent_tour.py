from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .test_consent import ConsentCommon


@tagged("post_install", "-at_install")
class TestConsentTour(ConsentCommon, HttpCase):
    """The customer agrees on his phone, sales records a letter; the guard in the browser."""

    def _login(self, user):
        user.password = user.login
        return user.login

    def test_customer_signs_on_the_phone(self):
        change = self._waiting()
        new_test_user(
            self.env,
            "consent_customer",
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            partner_id=self.env["res.partner"]
            .create({"name": "Li Wei", "parent_id": self.customer.id, "email": "lw@example.com"})
            .id,
        )
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour("/my/home", "sale_order_change_consent_portal", login="consent_customer")
        self.env.invalidate_all()
        self.assertEqual((change.state, change.consent_state), ("approved", "accepted"))
        self.assertEqual(change.consent_channel, "portal")
        self.assertTrue(change.consent_signature)

    def test_sales_records_a_letter(self):
        change = self._waiting()
        self.start_tour(
            f"/odoo/order-changes/{change.id}",
            "sale_order_change_consent_staff",
            login=self._login(self.sales_user),
        )
        self.env.invalidate_all()
        self.assertEqual(change.consent_state, "accepted")

    def test_guard(self):
        self.company.order_change_guard = True
        order = self.order
        self.start_tour(
            f"/odoo/orders/{order.id}",
            "sale_order_guard_seller",
            login=self._login(self.sales_user),
        )
        self.start_tour(
            f"/odoo/orders/{order.id}",
            "sale_order_guard_manager",
            login=self._login(self.manager_user),
        )
        self.env.invalidate_all()
        self.assertEqual(order.order_line[:1].price_unit, 77)
        entry = order.review_override_ids.filtered(lambda entry: entry.kind == "edit")
        self.assertIn("77", entry.edits)
