from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_apply import ApplyCommon


@tagged("post_install", "-at_install")
class TestChangeValue(ApplyCommon):
    """What was signed is what the order gets: its value, its days, its other product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spring = cls._product("Spring")

    def _priced(self, quantity=10):
        """An order at 10 each, less 10 %."""
        order = self._sell(quantity)
        order.order_line.write({"price_unit": 10, "discount": 10})
        return order

    def _in_batches(self, *batches, **vals):
        order = self._sell(sum(quantity for quantity, __ in batches), confirm=False, **vals)
        order.order_line.write({"price_unit": 10, "discount": 10})
        order.order_line.delivery_schedule_ids = [
            Command.create({"quantity": quantity, "requested_date": day})
            for quantity, day in batches
        ]
        order.with_user(self.sales_user).action_confirm()
        return order

    def _on_line(self, order, kind, **vals):
        return {"kind": kind, "order_line_id": order.order_line[:1].id, **vals}

    def _on_batch(self, batch, **vals):
        return self._on_line(batch.order_id, "schedule", schedule_id=batch.id, **vals)

    # --- value ---

    def test_quantity_and_price_together(self):
        order = self._priced()
        self.assertEqual(order.amount_untaxed, 90)
        change = self._change(
            order,
            self._on_line(order, "quantity", new_quantity=20),
            self._on_line(order, "price", new_price=12),
        )
        self.assertEqual(change.value_difference, 20 * 12 * 0.9 - 90)
        change.line_ids.filtered(lambda line: line.kind == "quantity").unlink()
        self.assertEqual(change.value_difference, 10 * 2 * 0.9)

    def test_batches(self):
        order = self._in_batches((12, date(2030, 6, 14)), (8, date(2030, 7, 12)))
        first, second = order.order_line.delivery_schedule_ids
        lines = (
            self._on_batch(second, new_quantity=3),
            self._on_line(order, "schedule", new_quantity=4, new_date=date(2030, 8, 2)),
            self._on_line(order, "price", new_price=20),
        )
        change = self._change(order, *lines)
        self.assertAlmostEqual(change.value_difference, 19 * 20 * 0.9 - 20 * 10 * 0.9)
        divided = self._change(
            order,
            self._on_batch(first, new_quantity=14),
            self._on_batch(second, new_quantity=3),
            self._on_line(order, "quantity", new_quantity=17),
        )
        self.assertAlmostEqual(divided.value_difference, -3 * 10 * 0.9)

    # --- another product ---

    def test_other_product_in_batches(self):
        """Discount, days and addresses are agreed with the customer: they stay."""
        dock = self.env["res.partner"].create({"name": "Dock", "parent_id": self.customer.id})
        order = self._in_batches((12, date(2030, 6, 14)), (8, date(2030, 7, 12)))
        old = order.order_line
        old.delivery_schedule_ids[1].write(
            {"promised_date": date(2030, 7, 19), "destination_partner_id": dock.id}
        )
        before = order.amount_untaxed
        product = self._on_line(
            order, "product", new_product_id=self.spring.id, new_quantity=15, new_price=12
        )
        change = self._change(
            order, product, self._on_line(order, "drawing", new_text="S-7")
        )
        change.line_ids._check_complete()
        row = change.line_ids[0]
        for text in ("20 Units", "10.00"):
            self.assertIn(text, row.old_value)
        for text in ("15 Units", "12.00"):
            self.assertIn(text, row.new_value)
        self.assertNotIn("12.00", row._value_texts(show_prices=False)[row.id][2])
        change.write({"state": "approved"})
        self._carry_out(change)
        new = order.order_line - old
        self.assertEqual((old.product_uom_qty, old.drawing_revision), (0, False))
        self.assertEqual(
            (new.product_id, new.product_uom_qty, new.price_unit, new.discount),
            (self.spring, 15, 12, 10),
        )
        self.assertEqual(new.drawing_revision, "S-7")
        self.assertAlmostEqual(order.amount_untaxed, before + change.value_difference)
        batches = new.delivery_schedule_ids
        self.assertEqual(
            [(b.quantity, b.due_date) for b in batches],
            [(12, date(2030, 6, 14)), (3, date(2030, 7, 19))],
        )
        self.assertEqual(batches[1].destination_partner_id, dock)
        moves = new._goods_moves()
        self.assertEqual(sorted(moves.mapped("product_uom_qty")), [3, 12])
        self.assertEqual(moves.delivery_schedule_id, batches)

    def test_replaced_is_not_changed_beside_it(self):
        """Both products would be made and delivered."""
        order = self._sell(10)
        product = self._on_line(order, "product", new_product_id=self.spring.id)
        change = self._change(
            order, product, self._on_line(order, "quantity", new_quantity=15)
        )
        with self.assertRaisesRegex(UserError, "together with the other product"):
            change.line_ids._check_complete()
        # also where it was approved before that was refused
        change.write({"state": "approved"})
        self._carry_out(change)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 10])

    # --- days ---

    def test_each_batch_keeps_its_own_day(self):
        order = self._in_batches((12, date(2030, 6, 14)), (8, date(2030, 7, 12)))
        first, second = order.order_line.delivery_schedule_ids
        change = self._approved(
            order,
            self._on_batch(first, new_date=date(2030, 6, 21)),
            self._on_batch(second, new_date=date(2030, 7, 19)),
        )
        change.planning_date = date(2030, 7, 21)
        self._carry_out(change)
        self.assertEqual(
            (first.due_date, second.due_date), (date(2030, 6, 23), date(2030, 7, 21))
        )

    def test_hold_is_no_day_of_delivery(self):
        order = self._sell(10)
        change = self._change(
            order,
            {"kind": "date", "new_date": date(2030, 6, 20)},
            self._on_line(order, "hold", new_date=date(2031, 1, 1)),
        )
        self.assertEqual(change._wanted_date(), date(2030, 6, 20))

    def test_day_of_what_names_none(self):
        """The customer is told planning's day: it is promised."""
        order = self._sell(10)
        change = self._approved(order, self._less(order, 12))
        change.planning_date = date(2030, 6, 24)
        production = self._productions(order, self.damper)
        start = production.date_start
        self._carry_out(change)
        batch = order.order_line.delivery_schedule_ids
        self.assertEqual((batch.quantity, batch.due_date), (12, date(2030, 6, 24)))
        self.assertEqual((production.date_start - start).days, 10)
        self.assertEqual(
            set(self._delivery(order).mapped("date_deadline")), {datetime(2030, 6, 24, 12)}
        )
        earlier = self._approved(order, self._less(order, 8))
        earlier.planning_date = date(2030, 6, 3)
        self._carry_out(earlier)
        self.assertEqual(batch.due_date, date(2030, 6, 24), "what was promised can be kept")

    def _carried_out_beside_a_day(self, quantity, wanted, answered):
        """One line gets 30 and names no day, the other one wants a day, planning answers one."""
        order = self._sell(quantity)
        order.order_line = [
            Command.create({"product_id": self.damper.id, "product_uom_qty": 5, "tax_ids": False})
        ]
        more, dated = order.order_line
        change = self._approved(
            order,
            self._less(order, 30),
            {"kind": "date", "order_line_id": dated.id, "new_date": wanted},
        )
        change.planning_date = answered
        self._carry_out(change)
        return more, dated

    def test_day_of_what_names_none_beside_a_day(self):
        """A is doubled, B comes on 20 June: planning's answer is the day of A, too."""
        for line in self._carried_out_beside_a_day(10, date(2030, 6, 20), date(2030, 7, 20)):
            self.assertEqual(line.delivery_schedule_ids.due_date, date(2030, 7, 20))

    def test_day_that_is_only_confirmed(self):
        """The customer's later day for one product is no promise for the others."""
        day = date(2030, 7, 20)
        more, dated = self._carried_out_beside_a_day(20, day, day)
        self.assertEqual(dated.delivery_schedule_ids.due_date, day)
        self.assertNotIn(day, more.delivery_schedule_ids.mapped("due_date"))

    def test_day_after_a_hold(self):
        """What goes on again goes out on the day that planning has answered."""
        order = self._sell(10)
        self._apply(order, {"kind": "hold"})
        change = self._approved(order, {"kind": "release"})
        change.planning_date = date(2030, 7, 20)
        production = self._productions(order, self.damper)
        start = production.date_start
        self._carry_out(change)
        self.assertEqual(order.commitment_date, datetime(2030, 7, 20, 12))
        self.assertFalse(order.order_line.delivery_schedule_ids)
        self.assertEqual(self._delivery(order).date_deadline, datetime(2030, 7, 20, 12))
        self.assertEqual((production.date_start - start).days, 36)

    def test_day_after_a_hold_in_batches(self):
        order = self._in_batches((12, date(2030, 6, 14)), (8, date(2030, 8, 12)))
        self._apply(order, self._on_line(order, "hold"))
        change = self._approved(order, self._on_line(order, "release"))
        change.planning_date = date(2030, 7, 20)
        self._carry_out(change)
        self.assertEqual(
            order.order_line.delivery_schedule_ids.mapped("due_date"),
            [date(2030, 7, 20), date(2030, 8, 12)],
        )
        self.assertEqual(order.commitment_date, datetime(2030, 6, 14, 12))

    # --- what was changed meanwhile ---

    def test_product_was_replaced_in_another_quantity(self):
        """The other product comes in the quantity and at the price that were signed."""
        order = self._priced()
        product = self._on_line(order, "product", new_product_id=self.spring.id)
        change = self._approved(order, product)
        self._apply(
            order,
            self._less(order, 20),
            self._on_line(order, "price", new_price=12),
        )
        with self.assertRaisesRegex(UserError, "says 20 Units.*12.00.* by now, not 10 Units"):
            change.with_user(self.manager).action_apply()
        self.assertEqual(order.order_line.product_uom_qty, 20)

    def test_price_was_changed_meanwhile(self):
        order = self._priced()
        change = self._change(order, self._on_line(order, "price", new_price=12))
        order.order_line.price_unit = 11
        priced = change.with_user(self.manager)
        plain = change.with_user(self.signers["quality"])
        self.env["res.groups"].browse(
            self.env.ref("sale_order_review.group_price").id
        ).user_ids += self.manager
        self.assertRegex("".join(priced._stale_sentences()), "11.00.* by now, not .*10.00")
        self.assertNotRegex("".join(plain._stale_sentences()), r"1[01]\.00|not shown")

    def test_day_of_a_line_in_batches(self):
        order = self._in_batches((12, date(2030, 6, 14)), (8, date(2030, 7, 12)))
        line = self._on_line(order, "date", new_date=date(2030, 7, 15))
        change = self._change(order, line)
        with self.assertRaisesRegex(UserError, "each batch"):
            change.line_ids._check_complete()
        change.write({"state": "approved"})
        with self.assertRaisesRegex(UserError, "each batch"):
            change.with_user(self.sales_user).action_apply()

    def test_day_of_a_line_in_one_batch(self):
        order = self._in_batches((10, date(2030, 7, 12)))
        production = self._productions(order, self.damper)
        start = production.date_start
        line = self._on_line(order, "date", new_date=date(2030, 7, 19))
        change = self._apply(order, line)
        self.assertEqual(change.line_ids.old_date, date(2030, 7, 12))
        self.assertEqual((production.date_start - start).days, 7)

    # --- what stands against it ---

    def test_batch_that_is_being_picked(self):
        order = self._in_batches((12, date(2030, 6, 14)), (8, date(2030, 7, 12)))
        first = order.order_line.delivery_schedule_ids[0]
        self._stock(self.damper, 12)
        move = first.move_ids.filtered(lambda m: m.location_dest_usage == "customer")
        move._take_from_shelf(12)
        move.write({"quantity": 12, "picked": True})
        change = self._approved(order, self._on_batch(first, new_quantity=5))
        with self.assertRaisesRegex(UserError, "being picked"):
            change.with_user(self.sales_user).action_apply()
        self.assertEqual(first.quantity, 12)

    # --- who reads what ---

    def test_impact_shows_no_money_to_the_shop(self):
        order = self._sell(10)
        order.order_line.price_unit = 100
        order.write({"deposit_required": True, "deposit_percent": 0.3})
        change = self._change(order, self._less(order, 20))
        change._collect_impact()
        row = change.impact_ids.filtered(lambda r: r.kind == "deposit")
        self.assertNotRegex(row.sentence, r"\d")
        self.assertIn("600", row.amounts)
        self.assertNotIn("600", str(change._form_impacts()))
        fields = row.fields_get()
        seen = row.with_user(self.signers["production"]).fields_get()
        self.assertEqual(fields.keys() - seen.keys(), {"amounts", "value", "lost_value"})

    def test_activities_are_plain_text(self):
        order = self._sell(10)
        change = self._change(order, self._less(order, 8))
        self.company._tell_planning(change, "Look", "Hole < 5 mm\n<a href='x'>here</a>")
        change._tell_users(self.sales_user, "Look", "Hole < 5 mm\n<a href='x'>here</a>")
        self.assertEqual(len(change.activity_ids), 2)
        for note in change.activity_ids.mapped("note"):
            self.assertIn("Hole &lt; 5 mm<br>&lt;a", note)
