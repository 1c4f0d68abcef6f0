from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestOverride(GateCommon):
    """A manager releases an order with a reason; every bypass is logged for good."""

    def _release(self, order, reason="The boat leaves tonight", user=None):
        user = user or self.manager
        release = (
            self.env["sale.order.review.release"]
            .with_user(user)
            .with_context(default_order_id=order.id)
        )
        with Form(release) as form:
            form.reason = reason
        return form.record

    def _entries(self, order):
        return self.env["sale.order.review.override"].search([("order_id", "=", order.id)])

    def test_release_and_confirm(self):
        order = self._make_order()
        self._request(order)
        dialog = self._release(order)
        self.assertIn("Engineering", dialog.missing)
        dialog.action_release_and_confirm()
        self.assertEqual(order.state, "sale")
        entry = self._entries(order)
        self.assertEqual(entry.user_id, self.manager)
        self.assertEqual(entry.user_name, "Max Manager")
        self.assertEqual(entry.reason, "The boat leaves tonight")
        self.assertIn("Engineering", entry.missing)
        self.assertEqual(entry.state, "used")
        self.assertEqual(entry.review_id, order.review_ids)
        self.assertTrue(
            order.message_ids.filtered(lambda m: "The boat leaves tonight" in (m.body or ""))
        )

    def test_release_then_sales_confirms(self):
        order = self._make_order()
        self._release(order).action_release()
        self.assertEqual(self._entries(order).state, "active")
        order.with_user(self.plain_user).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._entries(order).state, "used")

    def test_release_ends_with_a_change(self):
        order = self._make_order()
        self._release(order).action_release()
        order.order_line[0].product_uom_qty = 500
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_confirm()

    def test_release_ends_with_cancelling(self):
        order = self._make_order()
        self._release(order).action_release()
        order.action_cancel()
        self.assertEqual(self._entries(order).state, "lapsed")
        order.action_draft()
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_confirm()

    def test_release_is_used_once(self):
        order = self._make_order()
        self._release(order).action_release_and_confirm()
        order.action_cancel()
        order.action_draft()
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_confirm()

    def test_release_ends_with_a_refusal(self):
        order = self._make_order()
        review = self._request(order)
        self._release(order).action_release()
        signoff = review.signoff_ids.filtered(lambda s: s.team_id.function == "quality")
        signoff.with_user(self.signers["quality"]).action_reject("Unsafe")
        self.env.flush_all()
        # The refusal came in the same second in this test: put the release before it.
        self.env.cr.execute(
            "UPDATE sale_order_review_override SET decided_at = decided_at - interval '1 minute'"
            " WHERE order_id = %s",
            [order.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            order.with_user(self.sales_user).action_confirm()

    def test_reason_is_mandatory(self):
        order = self._make_order()
        log = self.env["sale.order.review.override"].with_user(self.manager)
        for reason in ("", "   ", False):
            with self.assertRaises(UserError):
                log._release(order, reason)

    def test_nothing_to_release(self):
        order = self._accepted_order()
        with self.assertRaises(UserError):
            self.env["sale.order.review.override"].with_user(self.manager)._release(
                order.with_user(self.manager), "To be safe"
            )

    def test_who_may_release(self):
        order = self._make_order()
        log = self.env["sale.order.review.override"]
        bot = self.env["res.users"].browse(SUPERUSER_ID)
        for user in (self.sales_user, self.plain_user, self.signers["management"], bot):
            with self.assertRaises(AccessError):
                log.with_user(user)._release(order.with_user(user), "Let me")
        with self.assertRaises(AccessError):
            log.with_user(self.manager).sudo()._release(order.sudo(), "As superuser")
        for user in (self.sales_user, self.plain_user):
            with self.assertRaises(AccessError):
                self.env["sale.order.review.release"].with_user(user).create(
                    {"order_id": order.id, "reason": "Let me"}
                )

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        self.env.user.company_ids |= other
        other.order_review_enabled = True
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": other.id,
                "order_line": [Command.create({"product_id": self.products[0].id})],
            }
        )
        with self.assertRaises(AccessError):
            self.env["sale.order.review.override"].with_user(self.manager)._release(
                order.with_user(self.manager), "Not mine"
            )

    def test_log_is_append_only(self):
        """Security matrix: read for those who see orders, nothing else for anybody."""
        order = self._make_order()
        self._release(order).action_release()
        entry = self._entries(order)
        values = {
            "order_id": order.id,
            "company_id": self.company.id,
            "kind": "override",
            "user_id": self.manager.id,
            "decided_at": "2026-01-01 00:00:00",
            "reason": "Forged",
            "fingerprint": entry.fingerprint,
        }
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        for user in (self.sales_user, self.plain_user, self.manager, admin):
            entry = entry.with_user(user)
            if user != admin:
                self.assertEqual(entry.reason, "The boat leaves tonight")
            with self.assertRaises(AccessError):
                entry.create(values)
            with self.assertRaises(UserError):
                entry.write({"reason": "Rewritten"})
            with self.assertRaises(UserError):
                entry.unlink()
            with self.assertRaises(UserError):
                entry.with_context(_force_unlink=True).unlink()
        with self.assertRaises(UserError):
            entry.sudo().write({"reason": "Rewritten"})
        with self.assertRaises(UserError):
            entry.sudo().unlink()
        engineer = self.signers["engineering"]
        self.assertTrue(entry.with_user(engineer).reason)
        stranger = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "gate_stranger",
                "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        with self.assertRaises(AccessError):
            entry.with_user(stranger).read(["reason"])

    def test_exempt_order_is_logged(self):
        rules = self.env["sale.order.review.rule"]
        rules.search([]).active = False
        rules.create(
            {
                "name": "Standard files",
                "rule_type": "exemption",
                "check": "always",
                "effect": "none",
            }
        )
        order = self._make_order()
        order.with_user(self.plain_user).action_confirm()
        self.assertEqual(order.state, "sale")
        entry = self._entries(order)
        self.assertEqual(entry.kind, "exempt")
        self.assertEqual(entry.user_id, self.plain_user)
        self.assertIn("Standard files", entry.reason)
        self.assertEqual(entry.state, "used")

    def test_order_without_rule_is_not_logged(self):
        self.env["sale.order.review.rule"].search([]).active = False
        order = self._make_order()
        order.with_user(self.plain_user).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(self._entries(order))

    def test_overview_names_the_release(self):
        order = self._make_order()
        self._release(order).action_release()
        order = order.with_user(self.sales_user)
        self.assertIn("Max Manager", order.review_overview)
        self.assertEqual(order.review_override_count, 1)
