from contextlib import nullcontext
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.mrp_production_notice.tests.common import NoticeCommon


class GuardCommon(NoticeCommon):
    """A company whose confirmed orders change by request only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"order_change_enabled": True, "order_change_guard": True})
        cls.boss = new_test_user(
            cls.env,
            "guard_boss",
            "sales_team.group_sale_salesman_all_leads,order_signoff.group_manager",
            name="Boss",
            **cls.in_company,
        )
        cls.order = cls._order()
        cls.line = cls.order.order_line[0]

    def _as(self, user, record=None):
        return (self.line if record is None else record).with_user(user)

    def assertGuarded(self, call, text="Request a Change"):
        """The call is refused with a sentence that says what to do, and changes nothing."""
        before = self.order.order_line.read(["product_uom_qty", "price_unit", "product_id"])
        with self.assertRaises(UserError) as caught:
            call()
        self.assertIn(text, str(caught.exception))
        self.assertIn(self.order.name, str(caught.exception))
        self.env.invalidate_all()
        now = self.order.order_line.read(["product_uom_qty", "price_unit", "product_id"])
        self.assertEqual(now, before)


class TestGuard(GuardCommon):
    """What was agreed in a confirmed order changes by request only."""

    def test_lines_are_guarded(self):
        line = self._as(self.seller)
        other = self.products[1]
        for vals in (
            {"product_uom_qty": 11},
            {"price_unit": 3},
            {"name": "Something else"},
            {"discount": 5},
            {"tax_ids": [Command.create({"name": "New tax", "amount": 1})]},
            {"customer_lead": 99},
            {"drawing_revision": "Z"},
            {"product_id": other.id},
            {"is_downpayment": True},
            {"is_expense": True},
        ):
            with self.subTest(vals=vals):
                self.assertGuarded(lambda vals=vals: line.write(vals))
        self.assertGuarded(
            lambda: self.order.with_user(self.seller).write(
                {"order_line": [Command.update(self.line.id, {"product_uom_qty": 12})]}
            )
        )

    def test_order_is_guarded(self):
        order = self._as(self.seller, self.order)
        address = self.env["res.partner"].create(
            {"name": "Dock", "parent_id": self.customer.id, "type": "delivery"}
        )
        term = self.env["account.payment.term"].create({"name": "Later"})
        for vals in (
            {"commitment_date": "2027-01-01 08:00:00"},
            {"date_order": "2027-01-01 08:00:00"},
            {"partner_shipping_id": address.id},
            {"payment_term_id": term.id},
            {"incoterm_location": "Hamburg"},
        ):
            with self.subTest(vals=vals):
                self.assertGuarded(lambda vals=vals: order.write(vals))

    def test_same_values_pass(self):
        line = self._as(self.seller)
        line.write(
            {
                "product_uom_qty": line.product_uom_qty,
                "price_unit": line.price_unit,
                "name": line.name,
                "product_id": line.product_id.id,
                "tax_ids": [Command.set(line.tax_ids.ids)],
            }
        )
        order = self._as(self.seller, self.order)
        order.write(
            {
                "partner_shipping_id": order.partner_shipping_id.id,
                "commitment_date": fields.Datetime.to_string(order.commitment_date),
            }
        )

    def test_what_was_not_agreed_stays_open(self):
        order = self._as(self.seller, self.order)
        order.write({"client_order_ref": "PO-7", "user_id": self.seller.id})
        line = self._as(self.seller)
        line.sequence = 3
        line.analytic_distribution = False
        note = (
            self.env["sale.order.line"]
            .with_user(self.seller)
            .create({"order_id": order.id, "display_type": "line_note", "name": "Mind the gap"})
        )
        note.name = "Mind the step"
        note.unlink()

    def test_quotations_and_other_companies_are_open(self):
        draft = self._order(confirm=False)
        draft.with_user(self.seller).order_line[0].product_uom_qty = 3
        draft.order_line[0].with_user(self.seller).unlink()
        self.company.order_change_guard = False
        self._as(self.seller).product_uom_qty = 11
        self.company.write({"order_change_guard": True, "order_change_enabled": False})
        self._as(self.seller).product_uom_qty = 12
        self.assertFalse(self.order.with_user(self.seller).change_guarded)

    def test_nothing_is_looked_up_where_it_is_off(self):
        self.company.order_change_guard = False
        order, line = self._as(self.seller, self.order), self._as(self.seller)
        vals = {"product_uom_qty": 11, "price_unit": 3, "commitment_date": "2027-01-01 08:00:00"}
        for queries in (None, 0):
            # The first turn reads what any write reads: status, company, groups of the user.
            order.invalidate_recordset(["change_guarded", "change_opening"])
            with self.assertQueryCount(queries) if queries is not None else nullcontext():
                order._change_guard_check(vals)
                line._change_guard_check(vals)
                self.assertFalse(order.change_guarded)
                self.assertFalse(order.change_opening)

    def test_salespeople_without_our_groups(self):
        """They meet the guard like everybody else, and their form opens."""
        plain = self._user("plain", "sales_team.group_sale_salesman_all_leads")
        order = self.order.with_user(plain)
        self.assertGuarded(lambda: self._as(plain).write({"price_unit": 3}))
        form = Form(order)
        form.client_order_ref = "PO-8"
        form.save()
        self.assertEqual(order.client_order_ref, "PO-8")

    def test_form_knows_it(self):
        self.assertTrue(self.order.with_user(self.seller).change_guarded)
        self.assertFalse(self._order(confirm=False).with_user(self.seller).change_guarded)

    def test_new_and_deleted_lines(self):
        Line = self.env["sale.order.line"].with_user(self.seller)
        vals = {"order_id": self.order.id, "product_id": self.products[0].id}
        self.assertGuarded(lambda: Line.create({**vals, "product_uom_qty": 1}))
        self.assertGuarded(lambda: Line.create(vals))
        self.assertGuarded(
            lambda: Line.create({**vals, "is_downpayment": True, "product_uom_qty": 4})
        )
        self.assertGuarded(lambda: Line.create({**vals, "is_expense": True, "product_uom_qty": 4}))
        self.assertGuarded(
            lambda: self.order.with_user(self.seller).write(
                {"order_line": [Command.create({"product_id": self.products[0].id})]}
            )
        )
        extra = Line.create({**vals, "product_uom_qty": 0})
        self.assertGuarded(lambda: extra.write({"product_uom_qty": 1}))
        down = Line.create({**vals, "product_uom_qty": 0, "is_downpayment": True, "price_unit": 5})
        down.price_unit = 6
        self.assertGuarded(lambda: down.write({"product_uom_qty": 1}))
        self.assertGuarded(lambda: self._as(self.seller).unlink())

    def test_lines_do_not_come_from_elsewhere(self):
        draft = self._order(confirm=False)
        line = draft.order_line[0].with_user(self.seller)
        self.assertGuarded(lambda: line.write({"order_id": self.order.id}))
        draft_as = draft.with_user(self.seller)
        self.assertGuarded(lambda: draft_as.write({"order_line": [Command.link(self.line.id)]}))
        # A new order is no way in either.
        Order = self.env["sale.order"].with_user(self.seller)
        self.assertGuarded(
            lambda: Order.create(
                {"partner_id": self.customer.id, "order_line": [Command.link(self.line.id)]}
            )
        )

    def test_no_context_key_opens_it(self):
        for key in (
            MODULE_UNINSTALL_FLAG,
            "install_mode",
            "sale_write_from_compute",
            "sale_no_log_for_new_lines",
            "skip_procurement",
            "order_change_guard",
            "import_file",
        ):
            with self.subTest(key=key):
                line = self._as(self.seller).with_context(**{key: True})
                self.assertGuarded(lambda line=line: line.write({"product_uom_qty": 11}))
                self.assertGuarded(lambda line=line: line.unlink())

    def test_imports_obey(self):
        result = (
            self.env["sale.order.line"]
            .with_user(self.seller)
            .load([".id", "product_uom_qty"], [[str(self.line.id), "77"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("Request a Change", result["messages"][0]["message"])
        self.assertEqual(self.line.product_uom_qty, 10)

    def test_buttons_of_odoo_obey(self):
        order = self.order.with_user(self.seller)
        self.products.list_price = 77
        self.assertGuarded(order.action_update_prices)
        wizard = self.env["sale.order.discount"].with_user(self.seller)
        self.assertGuarded(
            wizard.create(
                {
                    "sale_order_id": self.order.id,
                    "discount_type": "sol_discount",
                    "discount_percentage": 0.1,
                }
            ).action_apply_discount
        )

    def test_cancellation_goes_by_request(self):
        order = self.order.with_user(self.seller)
        self.assertGuarded(order.action_cancel)
        self.assertGuarded(lambda: order.write({"state": "draft"}))
        self.assertGuarded(lambda: order.write({"state": "cancel"}))
        self.assertEqual(self.order.state, "sale")
        self.order.sudo().action_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_superuser_passes(self):
        self.line.sudo().product_uom_qty = 12
        self.assertEqual(self.line.product_uom_qty, 12)
        self.env["sale.order.line"].sudo().create(
            {"order_id": self.order.id, "product_id": self.products[0].id, "product_uom_qty": 3}
        )

    def test_confirming_and_creating_is_no_change(self):
        """What Odoo's apps write on an order while they confirm it passes."""
        Order = type(self.env["sale.order"])
        dock = self.customer.copy({"parent_id": self.customer.id, "type": "delivery"})
        confirm = Order._action_confirm

        def write_meanwhile(orders):
            result = confirm(orders)
            orders.partner_shipping_id = dock
            return result

        order = self._order(confirm=False).with_user(self.seller)
        with patch.object(Order, "_action_confirm", write_meanwhile):
            order.action_confirm()
        self.assertEqual(order.partner_shipping_id, dock)
        self.assertTrue(order.change_guarded)
        self.assertGuardedOrder(order)
        # Orders of former years come in as they are, with their lines.
        old = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "state": "sale",
                    "order_line": [
                        Command.create({"product_id": self.products[0].id, "product_uom_qty": 4})
                    ],
                }
            )
        )
        self.assertEqual(old.order_line.product_uom_qty, 4)
        self.assertGuardedOrder(old)

    def assertGuardedOrder(self, order):
        with self.assertRaises(UserError):
            order.order_line[0].product_uom_qty = 99

    def test_carriage_stays_with_delivery(self):
        service = self.env["product.product"].create({"name": "Carriage", "type": "service"})
        line = (
            self.env["sale.order.line"]
            .sudo()
            .create({"order_id": self.order.id, "product_id": service.id, "product_uom_qty": 1})
        )
        with patch.object(type(line), "_is_delivery", lambda line: line.product_id == service):
            line.with_user(self.seller).price_unit = 12
            self.assertGuarded(lambda: self._as(self.seller).write({"price_unit": 12}))
        self.assertEqual(line.price_unit, 12)

    def test_delivery_batches(self):
        self.company.order_intake_enabled = True
        order = self._order(confirm=False)
        batch = (
            self.env["sale.order.delivery.schedule"]
            .create(
                [
                    {
                        "order_line_id": order.order_line[0].id,
                        "quantity": 4,
                        "requested_date": "2026-12-20",
                    },
                    {
                        "order_line_id": order.order_line[0].id,
                        "quantity": 6,
                        "requested_date": "2026-12-28",
                    },
                ]
            )[0]
            .with_user(self.seller)
        )
        batch.requested_date = "2026-12-19"
        order.action_confirm()
        self.order = order
        self.assertGuarded(lambda: batch.write({"requested_date": "2026-12-21"}))
        self.assertGuarded(lambda: batch.write({"destination": "Gate 4"}))
        batch.promised_date = "2026-12-19"
        self.assertGuarded(lambda: batch.write({"promised_date": "2026-12-23"}))
        self.assertGuarded(
            lambda: batch.create({"order_line_id": order.order_line[1].id, "quantity": 10})
        )


class TestOpening(GuardCommon):
    """A manager may edit by hand: for himself, for a short time, with a reason, all of it kept."""

    def _open(self, user=None, reason="Typed wrongly"):
        wizard = self.env["sale.order.change.edit"].with_user(user or self.boss)
        return wizard.create({"order_id": self.order.id, "reason": reason}).action_open()

    def test_opening(self):
        self.assertGuarded(lambda: self._as(self.boss).write({"price_unit": 3}))
        self._open()
        order = self.order.with_user(self.boss)
        self.assertFalse(order.change_guarded)
        self.assertTrue(order.change_opened_by_me)
        self.assertIn("Typed wrongly", order.change_opening)
        self._as(self.boss).write({"price_unit": 3, "product_uom_qty": 12})
        order.commitment_date = "2027-01-05 08:00:00"
        order.write({"order_line": [Command.create({"product_id": self.products[1].id})]})
        entry = self.order.review_override_ids
        self.assertEqual(entry.kind, "edit")
        self.assertEqual(entry.user_id, self.boss)
        for text in ("Valve 1: Quantity: 10 → 12", "→ 3", "2027-01-05", "New line: Valve 2, 1"):
            self.assertIn(text, entry.edits)
        self.assertIn("Typed wrongly", "".join(self.order.message_ids.mapped("body")))
        # Nobody else gets in with him.
        self.env.invalidate_all()
        seen = self.order.with_user(self.seller)
        self.assertTrue(seen.change_guarded)
        self.assertIn("Boss", seen.change_opening)
        self.assertFalse(seen.change_opened_by_me)
        self.assertGuarded(lambda: self._as(self.seller).write({"price_unit": 9}))

    def test_it_ends(self):
        self._open()
        self.order.with_user(self.boss).action_close_editing()
        self.assertGuarded(lambda: self._as(self.boss).write({"price_unit": 3}))
        self._open()
        entry = self.order.review_override_ids.filtered(
            lambda e: e.open_until > fields.Datetime.now()
        )
        self.assertAlmostEqual(
            entry.open_until,
            fields.Datetime.now() + timedelta(minutes=self.company.order_change_edit_minutes),
            delta=timedelta(minutes=1),
        )
        entry._write_entry({"open_until": fields.Datetime.now() - timedelta(seconds=1)})
        self.env.invalidate_all()
        self.assertTrue(self.order.with_user(self.boss).change_guarded)
        self.assertGuarded(lambda: self._as(self.boss).write({"price_unit": 3}))

    def test_who_may_open(self):
        with self.assertRaises(AccessError):
            self._open(self.seller)
        log = self.env["sale.order.review.override"]
        for user in (self.seller, self.manager):
            # The manager of another department may not write orders.
            with self.assertRaises(AccessError):
                log.with_user(user)._open_for_editing(self.order.with_user(user), "Because")
        for reason in ("", "  "):
            with self.assertRaises(UserError):
                log.with_user(self.boss)._open_for_editing(self.order.with_user(self.boss), reason)
        with self.assertRaises(UserError):
            self._open()
            self._open()
        self.assertGuarded(lambda: self._as(self.boss).write({"price_unit": 3}))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_access")
    def test_log_is_closed(self):
        self._open()
        entry = self.order.review_override_ids.with_user(self.boss)
        for call in (
            lambda: entry.write({"open_until": "2030-01-01 00:00:00"}),
            lambda: entry.sudo().write({"edits": ""}),
            lambda: entry.unlink(),
            lambda: entry.create(
                {
                    "order_id": self.order.id,
                    "company_id": self.company.id,
                    "kind": "edit",
                    "user_id": self.boss.id,
                    "decided_at": "2026-01-01 00:00:00",
                    "reason": "x",
                    "open_until": "2030-01-01 00:00:00",
                }
            ),
        ):
            with self.assertRaises(UserError):
                call()
