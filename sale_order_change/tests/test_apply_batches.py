from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_apply import ApplyCommon


@tagged("post_install", "-at_install")
class TestApplyBatches(ApplyCommon):
    """Delivery batches: each with its own day, transfer and manufacturing order."""

    def _order_in_batches(self):
        order = self._sell(20, confirm=False)
        order.order_line.delivery_schedule_ids = [
            Command.create({"quantity": quantity, "requested_date": day})
            for quantity, day in ((12, date(2030, 6, 14)), (8, date(2030, 7, 12)))
        ]
        order.with_user(self.sales_user).action_confirm()
        return order

    def _schedule(self, batch, **vals):
        return {
            "kind": "schedule",
            "order_line_id": batch.order_line_id.id,
            "schedule_id": batch.id,
            **vals,
        }

    def _batch_moves(self, order):
        return {
            batch.number: sum(
                batch.move_ids.filtered(
                    lambda m: m.state != "cancel" and m.location_dest_usage == "customer"
                ).mapped("product_uom_qty")
            )
            for batch in order.order_line.delivery_schedule_ids
        }

    def test_quantity_moves_between_batches(self):
        order = self._order_in_batches()
        first, second = order.order_line.delivery_schedule_ids
        self._apply(
            order, self._schedule(first, new_quantity=5), self._schedule(second, new_quantity=15)
        )
        self.assertEqual(order.order_line.product_uom_qty, 20)
        self.assertEqual(self._batch_moves(order), {1: 5, 2: 15})
        made = [q for s, q in self._produced(order) if s != "cancel"]
        self.assertEqual(sorted(made), [5, 15])

    def test_less_in_a_batch(self):
        order = self._order_in_batches()
        second = order.order_line.delivery_schedule_ids[1]
        self._apply(order, self._schedule(second, new_quantity=3))
        self.assertEqual(order.order_line.product_uom_qty, 15)
        self.assertEqual(self._batch_moves(order), {1: 12, 2: 3})
        self.assertEqual(sorted(q for s, q in self._produced(order)), [3, 12])

    def test_day_of_a_batch(self):
        order = self._order_in_batches()
        second = order.order_line.delivery_schedule_ids[1]
        production = second.move_ids.move_orig_ids.production_id
        start = production.date_start
        self._apply(order, self._schedule(second, new_date=date(2030, 7, 19)))
        self.assertEqual(second.due_date, date(2030, 7, 19))
        self.assertEqual((production.date_start - start).days, 7)
        out = second.move_ids.filtered(lambda m: m.location_dest_usage == "customer")
        self.assertEqual(out.date_deadline.date(), date(2030, 7, 19))

    def test_batches_must_fit(self):
        order = self._order_in_batches()
        second = order.order_line.delivery_schedule_ids[1]
        change = self._approved(
            order, self._less(order, 30), self._schedule(second, new_quantity=3)
        )
        with self.assertRaisesRegex(UserError, "15 .*30"):
            change.with_user(self.sales_user).action_apply()
        self.assertEqual(order.order_line.product_uom_qty, 20)

    def test_new_batch(self):
        order = self._order_in_batches()
        line = {
            "kind": "schedule",
            "order_line_id": order.order_line.id,
            "new_quantity": 4,
            "new_date": date(2030, 8, 2),
        }
        self._apply(order, line)
        self.assertEqual(order.order_line.product_uom_qty, 24)
        self.assertEqual(self._batch_moves(order), {1: 12, 2: 8, 3: 4})

    def test_line_gets_its_own_day(self):
        order = self._sell(10)
        line = {
            "kind": "date",
            "order_line_id": order.order_line.id,
            "new_date": date(2030, 6, 28),
        }
        production = self._productions(order, self.damper)
        start = production.date_start
        self._apply(order, line)
        batch = order.order_line.delivery_schedule_ids
        self.assertEqual((batch.quantity, batch.due_date), (10, date(2030, 6, 28)))
        self.assertEqual(self._delivery(order).delivery_schedule_id, batch)
        self.assertEqual(self._delivery(order).date_deadline.date(), date(2030, 6, 28))
        self.assertEqual((production.date_start - start).days, 14)
        self.assertEqual(order.commitment_date, datetime(2030, 6, 14, 12))
        # and it still can be raised
        self._apply(order, self._less(order, 12))
        self.assertEqual(sum(self._delivery(order).mapped("product_uom_qty")), 12)

    # --- a line that has no batches yet ---

    def _new(self, order, quantity, day, **vals):
        return {
            "kind": "schedule",
            "order_line_id": order.order_line.id,
            "new_quantity": quantity,
            "new_date": day,
            **vals,
        }

    def _made(self, order):
        return sorted(q for s, q in self._produced(order) if s != "cancel")

    def test_new_batch_of_a_line_without(self):
        """What was ordered stays, the batch comes in addition: so it was signed."""
        order = self._sell(10)
        order.order_line.price_unit = 10
        change = self._approved(order, self._new(order, 4, date(2030, 8, 2)))
        change._check_complete()
        self.assertEqual(change.value_difference, 40)
        self._carry_out(change)
        self.assertEqual(order.order_line.product_uom_qty, 14)
        self.assertEqual(self._batch_moves(order), {1: 10, 2: 4})
        self.assertEqual(sum(self._made(order)), 14)
        first, second = order.order_line.delivery_schedule_ids._in_order()
        self.assertEqual(
            (first.due_date, second.due_date), (date(2030, 6, 14), date(2030, 8, 2))
        )

    def test_line_is_divided(self):
        """With the quantity of the whole line beside it the batch is taken from it."""
        order = self._sell(10)
        order.order_line.price_unit = 10
        late = self._new(order, 4, date(2030, 8, 2))
        change = self._approved(order, self._less(order, 10), late)
        change._check_complete()
        self.assertEqual(change.value_difference, 0)
        self._carry_out(change)
        self.assertEqual(order.order_line.product_uom_qty, 10)
        self.assertEqual(self._batch_moves(order), {1: 6, 2: 4})
        self.assertEqual(sum(self._made(order)), 10)

    def test_more_is_picked_than_the_first_part_holds(self):
        order = self._sell(10)
        change = self._approved(
            order, self._less(order, 10), self._new(order, 4, date(2030, 8, 2))
        )
        self._delivery(order).write({"quantity": 8, "picked": True})
        with self.assertRaisesRegex(UserError, "being picked"):
            self._carry_out(change)
        self.assertFalse(order.order_line.delivery_schedule_ids)

    def test_line_is_divided_into_new_batches_only(self):
        order = self._sell(10)
        change = self._approved(
            order,
            self._less(order, 10),
            self._new(order, 6, date(2030, 6, 21)),
            self._new(order, 4, date(2030, 8, 2)),
        )
        change._check_complete()
        self._carry_out(change)
        batches = order.order_line.delivery_schedule_ids._in_order()
        self.assertEqual(
            [(batch.quantity, batch.due_date) for batch in batches],
            [(6, date(2030, 6, 21)), (4, date(2030, 8, 2))],
        )
        self.assertEqual(self._batch_moves(order), {1: 6, 2: 4})
        self.assertEqual(sum(self._made(order)), 10)

    def test_batches_that_do_not_fit_are_not_sent_round(self):
        order = self._sell(10)
        change = self._change(
            order, self._less(order, 10), self._new(order, 12, date(2030, 8, 2))
        )
        with self.assertRaisesRegex(UserError, "12 .*10"):
            change.action_submit()

    # --- one batch is cancelled, or goes elsewhere ---

    def test_batch_is_cancelled(self):
        self.company.order_change_guard = True
        order = self._order_in_batches()
        order.order_line.sudo().price_unit = 10
        first, second = order.order_line.delivery_schedule_ids
        row = self._schedule(first, kind="cancel_batch")
        change = self._approved(order, row)
        change._check_complete()
        self.assertEqual((change.value_difference, change.proposed_class), (-120, "schedule"))
        self.assertIn("12", change.line_ids.old_value)
        self.assertEqual(change.line_ids.new_value, "cancelled")
        holding = self.env["sale.order.change.line"]._holding_lines(order)
        self.assertEqual(holding, {order: change.line_ids}, "nobody goes on with it")
        self._carry_out(change)
        self.assertEqual((order.order_line.product_uom_qty, first.quantity), (8, 0))
        self.assertEqual(self._batch_moves(order), {1: 0, 2: 8})
        self.assertEqual(self._made(order), [8])
        # what has one batch left has one day
        line = {"kind": "date", "order_line_id": order.order_line.id}
        self._change(order, {**line, "new_date": date(2030, 7, 19)}).line_ids._check_complete()

    def test_more_does_not_wake_a_cancelled_batch(self):
        order = self._order_in_batches()
        second = order.order_line.delivery_schedule_ids[1]
        self._apply(order, self._schedule(second, kind="cancel_batch"))
        self._apply(order, self._less(order, 15))
        self.assertEqual(self._batch_moves(order), {1: 15, 2: 0})

    def test_what_cannot_be_cancelled(self):
        order = self._order_in_batches()
        first, second = order.order_line.delivery_schedule_ids
        none = self._change(
            order, {"kind": "cancel_batch", "order_line_id": order.order_line.id}
        )
        twice = self._change(
            order,
            self._schedule(first, kind="cancel_batch"),
            self._schedule(first, new_date=date(2030, 6, 21)),
        )
        for change, sentence in ((none, "choose the delivery batch"), (twice, "is cancelled")):
            with self.assertRaisesRegex(UserError, sentence):
                change._check_complete()
        self._change(
            order,
            self._schedule(first, kind="cancel_batch"),
            self._schedule(second, new_date=date(2030, 6, 21)),
        )._check_complete()
        change = self._approved(order, self._schedule(first, kind="cancel_batch"))
        self._stock(self.damper, 12)
        move = first.move_ids.filtered(lambda m: m.location_dest_usage == "customer")
        move._take_from_shelf(12)
        move.write({"quantity": 12, "picked": True})
        with self.assertRaisesRegex(UserError, "being picked"):
            change.with_user(self.sales_user).action_apply()

    def test_batch_goes_elsewhere(self):
        self.company.order_change_guard = True
        order = self._order_in_batches()
        first, second = order.order_line.delivery_schedule_ids
        dock = self.env["res.partner"].create({"name": "Dock", "parent_id": self.customer.id})
        row = self._schedule(second, kind="address", new_partner_shipping_id=dock.id)
        change = self._approved(order, row)
        change._check_complete()
        line = change.line_ids
        self.assertEqual(line.old_partner_shipping_id, order.partner_shipping_id)
        self.assertIn("8", line.old_value)
        self._carry_out(change)
        self.assertEqual(second.destination_partner_id, dock)
        self.assertEqual(second.move_ids.picking_id.partner_id, dock)
        self.assertEqual(first.move_ids.picking_id.partner_id, order.partner_shipping_id)
        whole = self._change(
            order,
            {
                "kind": "address",
                "order_line_id": order.order_line.id,
                "new_partner_shipping_id": dock.id,
            },
        )
        with self.assertRaisesRegex(UserError, "choose the delivery batch"):
            whole._check_complete()
