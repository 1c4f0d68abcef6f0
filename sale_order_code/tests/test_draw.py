from collections import defaultdict
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import OrderCodeCase

DAY = "2003-08-15 04:00:00"


class TestDraw(OrderCodeCase):
    @freeze_time(DAY)
    def test_first_code(self):
        order = self._create_order()
        self.assertEqual(order.order_code_preview, "CNS1110308••")
        self.assertFalse(order.order_code)
        name = order.name
        order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030801")
        self.assertFalse(order.order_code_preview)
        self.assertEqual(order.name, name)
        self.assertEqual(order.destination_id.code, "CN")
        self.assertEqual(order.product_order_type_id, self.type_s)
        entry = self.env["sale.order.code"].search([("order_id", "=", order.id)])
        self.assertRecordValues(
            entry,
            [
                {
                    "code": "CNS111030801",
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "scheme_id": self.scheme.id,
                    "origin": "drawn",
                    "counter": 1,
                    "destination": "CN",
                    "product_type": "S",
                    "customer_code": "111",
                    "year": 2003,
                    "month": 8,
                    "day": 15,
                    "number": 1,
                }
            ],
        )

    @freeze_time(DAY)
    def test_batch_and_customers(self):
        orders = self._create_order()
        for partner in (self.other, self.customer, self.other, self.customer):
            orders |= self._create_order(partner)
        orders.action_confirm()
        self.assertEqual(
            orders.mapped("order_code"),
            ["CNS111030801", "NAS205030801", "CNS111030802", "NAS205030802", "CNS111030803"],
        )

    @freeze_time(DAY)
    def test_contacts_count_for_their_company(self):
        contact = self.env["res.partner"].create(
            {
                "name": "Buyer",
                "parent_id": self.customer.id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        order = self._create_order(contact)
        order.action_confirm()
        self.assertEqual(order.order_code[2:6], "S111")

    @freeze_time(DAY)
    def test_code_is_drawn_before_procurement(self):
        self.company.order_code_as_name = True
        order = self._create_order()
        old_name = order.name
        order.action_confirm()
        self.assertEqual(order.name, "CNS111030801")
        self.assertEqual(order.quotation_name, old_name)
        self.assertEqual(order.picking_ids.origin, "CNS111030801")
        found = self.env["sale.order"].name_search(old_name)
        self.assertIn(order.id, [record_id for record_id, _name in found])
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual((order.name, order.quotation_name), ("CNS111030801", old_name))

    @freeze_time(DAY)
    def test_cancel_and_reconfirm(self):
        order = self._create_order()
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(order.order_code, "CNS111030801")
        other = self._create_order()
        other.action_confirm()
        self.assertEqual(other.order_code, "CNS111030802")
        with freeze_time("2003-10-01"):
            order.action_draft()
            order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030801")
        self.assertEqual(
            self.env["sale.order.code"].search_count([("order_id", "=", order.id)]), 1
        )

    @freeze_time(DAY)
    def test_copy_carries_nothing(self):
        order = self._create_order(order_code_date="2003-07-01")
        order.action_confirm()
        copied = order.copy()
        for name in ("order_code", "quotation_name", "order_code_date"):
            self.assertFalse(copied[name])
        self.assertFalse(copied.destination_id or copied.product_order_type_id)

    @freeze_time(DAY)
    def test_amendment_keeps_the_code(self):
        order = self._create_order()
        order.action_confirm()
        order.write({"order_line": [Command.create({"product_id": self.part.id})]})
        order.partner_shipping_id = self.other
        self.assertEqual(order.order_code, "CNS111030801")

    def test_coded_order_stays(self):
        order = self._create_order()
        order.action_confirm()
        order._action_cancel()
        for orders in (order, order.with_context(_force_unlink=True)):
            with self.assertRaisesRegex(UserError, order.order_code):
                orders.unlink()

    # --- counter ---

    @freeze_time(DAY)
    def test_wrap_at_99(self):
        self._register("CNS111030701", counters=[98])
        orders = self.env["sale.order"].union(*(self._create_order() for _turn in range(3)))
        orders.action_confirm()
        self.assertEqual(
            orders.mapped("order_code"), ["CNS111030899", "CNS111030801", "CNS111030802"]
        )
        entries = self.env["sale.order.code"].search([("order_id", "in", orders.ids)], order="id")
        self.assertEqual(entries.mapped("counter"), [99, 100, 101])
        self.assertEqual(entries.mapped("number"), [99, 1, 2])

    @freeze_time(DAY)
    def test_used_codes_are_skipped(self):
        self._register("CNS111030801", "CNS111030802", "CNS111030804", counters=[1, 2, 99])
        orders = self._create_order() | self._create_order()
        orders.action_confirm()
        self.assertEqual(orders.mapped("order_code"), ["CNS111030803", "CNS111030805"])
        other_region = self._create_order(
            destination_id=self.env.ref("sale_order_code.sale_order_destination_eu").id
        )
        other_region.action_confirm()
        self.assertEqual(other_region.order_code, "EUS111030806")

    @freeze_time(DAY)
    def test_exhaustion(self):
        """All 99 codes of one prefix: a clear sentence, and nothing is half confirmed."""
        self._register(*(f"CNS1110308{number:02}" for number in range(1, 100)))
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "All 99 order codes like CNS111030899"), (
            self.cr.savepoint()
        ):
            order.action_confirm()
        self.assertFalse(order.order_code)
        self.assertEqual(order.state, "draft")
        with freeze_time("2003-09-01"):
            order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030901")

    @freeze_time(DAY)
    def test_one_left(self):
        self._register(*(f"CNS1110308{number:02}" for number in range(1, 100) if number != 57))
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030857")

    def test_whole_life(self):
        """Property: 500 orders of a customer over three years, all codes differ, no gap."""
        seen = set()
        register = self.env["sale.order.code"].sudo()
        counter = 0
        for month in range(36):
            requests = [
                {
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "order_id": order,
                    "scheme": self.scheme,
                    "counter_key": "111",
                    "last": counter,
                    "values": {
                        "destination": "CN",
                        "product_type": "S",
                        "customer": "111",
                        "year": 2020 + month // 12,
                        "month": month % 12 + 1,
                    },
                }
                for order in range(14)
            ]
            for row in register._number(requests, defaultdict(set), defaultdict(set)):
                counter += 1
                self.assertEqual(row["counter"], counter)
                self.assertEqual(row["number"], (counter - 1) % 99 + 1)
                self.assertNotIn(row["code"], seen)
                seen.add(row["code"])
        self.assertEqual(len(seen), 36 * 14)

    @freeze_time(DAY)
    def test_scope_year_and_month(self):
        self.company.order_code_counter_scope = "customer_year"
        first = self._create_order()
        first.action_confirm()
        with freeze_time("2003-12-01"):
            second = self._create_order()
            second.action_confirm()
        with freeze_time("2004-01-02"):
            third = self._create_order()
            third.action_confirm()
            self.company.order_code_counter_scope = "customer_month"
            fourth = self._create_order()
            fourth.action_confirm()
        self.assertEqual(
            [order.order_code[-6:] for order in (first, second, third, fourth)],
            ["030801", "031202", "040101", "040102"],
            "The first number of the new count is already used in this month",
        )

    @freeze_time(DAY)
    def test_orders_before(self):
        self.customer.order_code_ids.counter_start = 140
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030842")

    # --- day ---

    def test_midnight_in_the_company_s_time_zone(self):
        for zone, moment, expected in (
            ("Asia/Shanghai", "2026-01-31 15:59:59", "2601"),
            ("Asia/Shanghai", "2026-01-31 16:00:00", "2602"),
            ("Asia/Shanghai", "2025-12-31 16:00:00", "2601"),
            ("America/New_York", "2026-02-01 04:59:59", "2601"),
            ("America/New_York", "2026-02-01 05:00:00", "2602"),
            (False, "2026-01-31 23:59:59", "2601"),
        ):
            with self.subTest(zone=zone, moment=moment), freeze_time(moment):
                self.company.partner_id.tz = "UTC"
                self.company.order_code_tz = zone
                order = self._create_order()
                # the clerk's own time zone does not matter
                order.with_context(tz="Pacific/Kiritimati").action_confirm()
                self.assertEqual(order.order_code[6:10], expected)

    @freeze_time(DAY)
    def test_confirmed_earlier(self):
        order = self._create_order(order_code_date=date(2003, 6, 30))
        self.assertEqual(order.order_code_preview, "CNS1110306••")
        order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030601")
        order = self._create_order()
        order.action_confirm()
        self.assertEqual(order.order_code, "CNS111030802", "The count goes on")
        with self.assertRaises(ValidationError):
            self._create_order(order_code_date=date(2003, 8, 16))

    @freeze_time(DAY)
    def test_date_order_of_a_back_dated_confirmation(self):
        order = self._create_order()
        order.write({"state": "sale", "date_order": datetime(2003, 5, 31, 16, 30)})
        order._action_confirm()
        self.assertEqual(order.order_code, "CNS111030601", "In Shanghai it is June")

    # --- product type ---

    def test_product_type(self):
        child = self.env["product.category"].create(
            {"name": "Rods", "parent_id": self.categ_parts.id}
        )
        inherited = self._create_product("Inherits", categ_id=child.id)
        override = self._create_product(
            "Overrides", categ_id=child.id, order_type_id=self.type_c.id
        )
        for product, letter in (
            (self.absorber, "S"),
            (self.part, "P"),
            (inherited, "P"),
            (override, "C"),
            (self.plain, "S"),
        ):
            with self.subTest(product.name):
                order = self._create_order(lines=[(product, 1)])
                order.action_confirm()
                self.assertEqual(order.order_code[2], letter)

    def test_category_changes_count_at_once(self):
        order = self._create_order(lines=[(self.part, 1)])
        self.assertEqual(order.order_code_preview[2], "P")
        self.categ_parts.order_type_id = self.type_c
        order.invalidate_recordset(["order_code_preview"])
        self.assertEqual(order.order_code_preview[2], "C")

    def test_mixed_product_types(self):
        order = self._create_order(lines=[(self.absorber, 1), (self.part, 3), (self.plain, 50)])
        self.assertIn("Parts and components", order.order_code_notice)
        self.assertEqual(order.automatic_product_order_type, "P Parts and components")
        order.action_confirm()
        self.assertEqual(order.order_code[2], "P")
        self.assertFalse(order.order_code_notice)
        note = order.message_ids.filtered(lambda m: "several product types" in (m.body or ""))
        self.assertEqual(len(note), 1)
        self.assertIn("highest amount", note.body)
        self.assertEqual(note.author_id, self.env.ref("base.partner_root"))
        self.assertTrue(note.is_internal)

    def test_mixed_product_types_entered(self):
        order = self._create_order(
            lines=[(self.absorber, 1), (self.part, 3)], product_order_type_id=self.type_s.id
        )
        self.assertIn("as entered", order.order_code_notice)
        order.action_confirm()
        self.assertEqual(order.order_code[2], "S")

    def test_equal_amounts_and_free_orders(self):
        order = self._create_order(lines=[(self.part, 2), (self.absorber, 2)])
        self.assertEqual(order.order_code_preview[2], "S", "The first of the list")
        order.order_line.price_unit = 0
        self.assertEqual(order.order_code_preview[2], "S")
        single = self._create_order(lines=[(self.part, 1)])
        single.order_line.price_unit = 0
        self.assertEqual(single.order_code_preview[2], "P")
        self.assertFalse(single.order_code_notice)

    # --- kind ---

    def test_order_kind(self):
        scheme = self.scheme.copy({"name": "With kind"})
        scheme.write(
            {
                "segment_ids": [
                    Command.create({"type": "kind", "value": "R", "sequence": 5}),
                ]
            }
        )
        self.company.order_code_scheme_id = scheme
        order = self._create_order()
        order.action_confirm()
        self.assertTrue(order.order_code.startswith("RCNS111"))
        self.patch(type(self.env["sale.order"]), "_order_code_kind", lambda order: "T")
        order = self._create_order()
        order.action_confirm()
        self.assertTrue(order.order_code.startswith("TCNS111"))

    # --- later ---

    @freeze_time(DAY)
    def test_draw_later(self):
        self.company.order_code_enabled = False
        order = self._create_order()
        order.action_confirm()
        self.assertFalse(order.order_code)
        with self.assertRaises(UserError):
            order.action_draw_order_code()
        self.company.order_code_enabled = True
        with freeze_time("2003-11-11"):
            seller = self._create_user("code_seller", "sales_team.group_sale_salesman_all_leads")
            with self.assertRaises(AccessError):
                order.with_user(seller).action_draw_order_code()
            order.action_draw_order_code()
        self.assertEqual(order.order_code, "CNS111030801", "Year and month of its confirmation")
        with self.assertRaises(UserError):
            order.action_draw_order_code()

    def test_two_companies_in_one_batch(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids |= second
        second.order_code_enabled = True
        here = self._create_order()
        there = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=[self.company.id, second.id])
            .create({"partner_id": self.customer.id, "company_id": second.id})
        )
        (here | there).with_context(
            allowed_company_ids=[self.company.id, second.id]
        ).action_confirm()
        self.assertEqual(here.order_code[3:6], "111")
        self.assertEqual(there.order_code[3:6], "001")
        self.assertEqual(
            self.customer.with_company(second).customer_code, "001", "Each company has its codes"
        )
        self.assertEqual(self.customer.customer_code, "111")
