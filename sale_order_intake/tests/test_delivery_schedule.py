from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import IntakeCommon


class DeliveryScheduleCommon(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.plant = cls.env["res.partner"].create(
            {"name": "Second Plant", "parent_id": cls.customer.id, "type": "other"}
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.keeper = new_test_user(
            cls.env,
            "intake_keeper",
            "stock.group_stock_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _batches(cls, line, *batches):
        """Batches as (quantity, promised day, further values)."""
        return cls.env["sale.order.delivery.schedule"].create(
            [
                {
                    "order_line_id": line.id,
                    "quantity": quantity,
                    "promised_date": promised,
                    **(more[0] if more else {}),
                }
                for quantity, promised, *more in batches
            ]
        )

    def _done(self, moves, quantity=None, on="2026-03-01 02:00:00"):
        """Validate the transfer of the moves, with a backorder for what is left."""
        with freeze_time(on):
            for move in moves:
                move.write(
                    {
                        "quantity": move.product_uom_qty if quantity is None else quantity,
                        "picked": True,
                    }
                )
            moves.picking_id._action_done()
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestDeliverySchedule(DeliveryScheduleCommon):
    # === SPLITTING === #

    def test_days_become_transfers(self):
        order = self._order(self.damper | self.spring)
        damper, spring = order.order_line
        first, second = self._batches(damper, (2, "2026-05-04"), (3, "2026-06-01"))
        also_first, also_second = self._batches(spring, (1, "2026-05-04"), (4, "2026-06-01"))
        order.with_user(self.clerk).action_confirm()
        pickings = order.picking_ids.sorted("scheduled_date")
        self.assertEqual(len(pickings), 2)
        self.assertEqual(pickings[0].move_ids, first.move_ids | also_first.move_ids)
        self.assertEqual(pickings[1].move_ids, second.move_ids | also_second.move_ids)
        self.assertEqual(first.move_ids.product_uom_qty, 2)
        self.assertEqual(second.move_ids.product_uom_qty, 3)
        # Noon in Shanghai.
        self.assertEqual(first.move_ids.date_deadline, datetime(2026, 5, 4, 4))
        self.assertEqual(second.move_ids.date_deadline, datetime(2026, 6, 1, 4))
        self.assertEqual(second.move_ids.sale_line_id, damper)
        self.assertEqual(pickings.sale_id, order)
        self.assertEqual(order.delivery_count, 2)
        self.assertEqual(pickings.partner_id, order.partner_shipping_id)

    def test_security_days_come_off_the_planned_date(self):
        self.company.security_lead = 2
        order = self._order()
        batch = self._batches(order.order_line, (5, "2026-05-04"))
        order.action_confirm()
        self.assertEqual(batch.move_ids.date, datetime(2026, 5, 2, 4))
        self.assertEqual(batch.move_ids.date_deadline, datetime(2026, 5, 4, 4))

    def test_requested_day_counts_until_one_is_promised(self):
        order = self._order()
        batch = self._batches(order.order_line, (5, False, {"requested_date": "2026-05-11"}))
        order.action_confirm()
        self.assertEqual(batch.move_ids.date_deadline.date(), date(2026, 5, 11))

    def test_addresses_become_transfers(self):
        order = self._order()
        here, there = self._batches(
            order.order_line,
            (2, "2026-05-04"),
            (3, "2026-05-04", {"destination_partner_id": self.plant.id}),
        )
        order.action_confirm()
        self.assertEqual(len(order.picking_ids), 2)
        self.assertEqual(here.move_ids.picking_id.partner_id, self.customer)
        self.assertEqual(there.move_ids.picking_id.partner_id, self.plant)
        self.assertEqual(there.move_ids.partner_id, self.plant)

    def test_batches_of_one_day_and_address_share_a_transfer(self):
        order = self._order()
        first, second = self._batches(order.order_line, (2, "2026-05-04"), (3, "2026-05-04"))
        order.action_confirm()
        self.assertEqual(len(order.picking_ids), 1)
        self.assertEqual(len(order.picking_ids.move_ids), 2)
        self.assertEqual(first.move_ids.product_uom_qty, 2)
        self.assertEqual(second.move_ids.product_uom_qty, 3)

    def test_line_without_batches_goes_with_the_date_of_the_order(self):
        order = self._order(self.damper | self.spring, commitment_date="2026-05-04 06:00:00")
        first, second = self._batches(
            order.order_line[0], (2, "2026-05-04"), (3, "2026-06-01")
        )
        order.action_confirm()
        self.assertEqual(len(order.picking_ids), 2)
        spring = order.order_line[1].move_ids
        self.assertFalse(spring.delivery_schedule_id)
        self.assertEqual(spring.picking_id, first.move_ids.picking_id)
        self.assertNotEqual(spring.picking_id, second.move_ids.picking_id)

    def test_line_without_batches_keeps_away_from_batches_of_other_days(self):
        order = self._order(self.damper | self.spring)
        self._batches(order.order_line[1], (2, "2026-05-04"), (3, "2026-06-01"))
        order.action_confirm()
        self.assertEqual(len(order.picking_ids), 3)
        added = self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": self.valve.id, "product_uom_qty": 1}
        )
        self.assertEqual(added.move_ids.picking_id, order.order_line[0].move_ids.picking_id)

    def test_order_without_batches_is_as_ever(self):
        order = self._order(self.damper | self.spring)
        order.action_confirm()
        self.assertEqual(len(order.picking_ids), 1)
        self.assertFalse(order.picking_ids.move_ids.delivery_schedule_id)
        self.assertEqual(order.picking_ids.move_ids.reference_ids, order.stock_reference_ids)
        order.order_line[0].product_uom_qty = 9
        self.assertEqual(len(order.picking_ids), 1)
        self.assertEqual(order.order_line[0].move_ids.product_uom_qty, 9)

    def test_several_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._order()
        first, second = self._batches(order.order_line, (2, "2026-05-04"), (3, "2026-06-01"))
        order.action_confirm()
        self.assertEqual(len(order.picking_ids), 2)
        while moves := first.move_ids.filtered(lambda move: move.state not in ("done", "cancel")):
            self._done(moves[0], on="2026-05-02 02:00:00")
        self.assertEqual(len(first.move_ids), 3)
        self.assertEqual(first.delivered_quantity, 2)
        self.assertEqual(first.delivered_on, date(2026, 5, 2))
        self.assertFalse(first.move_ids.picking_id & second.move_ids.picking_id)
        self.assertEqual(second.delivery_state, "open")

    def test_replenish_on_order_keeps_the_batches_apart(self):
        mto = self.warehouse.mto_pull_id.route_id
        mto.active = True
        source = self.warehouse.lot_stock_id.copy({"name": "Other store"})
        self.env["stock.rule"].create(
            {
                "name": "Other store → Stock",
                "action": "pull",
                "route_id": mto.id,
                "location_src_id": source.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": self.warehouse.int_type_id.id,
                "procure_method": "make_to_stock",
                "warehouse_id": self.warehouse.id,
            }
        )
        product = self._product("On order", is_storable=True, route_ids=mto.ids)
        order = self._order(product)
        first, second = self._batches(order.order_line, (2, "2026-05-04"), (3, "2026-06-01"))
        order.action_confirm()
        for batch in (first, second):
            self.assertEqual(len(batch.move_ids), 2)
            self.assertEqual(set(batch.move_ids.mapped("product_uom_qty")), {batch.quantity})
        self.assertEqual(len((first | second).move_ids.picking_id), 4)
        out = first.move_ids.filtered(lambda move: move.location_dest_usage == "customer")
        self.assertEqual(out.move_orig_ids, first.move_ids - out)

    # === CHANGES AFTER CONFIRMATION === #

    def _confirmed(self):
        order = self._order()
        batches = self._batches(order.order_line, (2, "2026-05-04"), (3, "2026-06-01"))
        order.action_confirm()
        return order, *batches

    def test_more_goes_to_the_last_batch(self):
        order, first, second = self._confirmed()
        order.with_user(self.clerk).order_line.product_uom_qty = 9
        self.assertEqual(second.quantity, 7)
        self.assertEqual(sum(second.move_ids.mapped("product_uom_qty")), 7)
        self.assertEqual(first.move_ids.product_uom_qty, 2)
        self.assertEqual(len(order.picking_ids), 2)

    def test_less_is_taken_from_the_last_batch(self):
        order, first, second = self._confirmed()
        order.with_user(self.clerk).order_line.product_uom_qty = 4
        self.assertEqual(second.quantity, 2)
        self.assertEqual(second.move_ids.product_uom_qty, 2)
        order.order_line.product_uom_qty = 1
        self.assertEqual((first.quantity, second.quantity), (1, 0))
        self.assertEqual(second.move_ids.state, "cancel")
        self.assertEqual(first.move_ids.product_uom_qty, 1)
        order.order_line.product_uom_qty = 6
        live = order.order_line.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual(sum(live.mapped("product_uom_qty")), 6)
        self.assertEqual(sum((first | second).mapped("quantity")), 6)

    def test_delivered_batches_are_not_taken_back(self):
        order, first, second = self._confirmed()
        self._done(second.move_ids)
        order.order_line.product_uom_qty = 4
        self.assertEqual((first.quantity, second.quantity), (1, 3))
        self.assertEqual(first.move_ids.product_uom_qty, 1)

    def test_days_can_be_promised_anew(self):
        order, first, second = self._confirmed()
        second.with_user(self.clerk).promised_date = "2026-06-20"
        self.assertEqual(second.move_ids.date_deadline, datetime(2026, 6, 20, 4))
        self.assertEqual(first.move_ids.date_deadline, datetime(2026, 5, 4, 4))
        self.assertIn("06/20/2026", order.message_ids[0].body)
        order.commitment_date = "2026-07-01 08:00:00"
        self.assertEqual(first.move_ids.date_deadline, datetime(2026, 5, 4, 4))
        self.assertEqual(second.move_ids.date_deadline, datetime(2026, 6, 20, 4))
        order.commitment_date = False
        order.order_line.customer_lead = 90
        self.assertEqual(second.move_ids.date_deadline, datetime(2026, 6, 20, 4))

    def test_what_is_on_transfers_stays(self):
        order, first, _second = self._confirmed()
        first = first.with_user(self.clerk)
        for change in (
            lambda: first.write({"quantity": 1}),
            lambda: first.unlink(),
            lambda: first.create({"order_line_id": order.order_line.id, "quantity": 1}),
            lambda: first.with_context(_force_unlink=True).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "already on its transfers"):
                change()
        first.destination = "Gate 3"

    def test_new_line_of_a_confirmed_order_may_have_batches(self):
        order, *_batches = self._confirmed()
        order.with_user(self.clerk).write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.spring.id,
                            "product_uom_qty": 2,
                            "delivery_schedule_ids": [
                                Command.create({"quantity": 1, "promised_date": "2026-05-04"}),
                                Command.create({"quantity": 1, "promised_date": "2026-07-06"}),
                            ],
                        }
                    )
                ]
            }
        )
        self.assertEqual(len(order.picking_ids), 3)
        self.assertEqual(len(order.order_line[1].move_ids), 2)

    def test_cancelled_and_confirmed_again(self):
        order, first, second = self._confirmed()
        order._action_cancel()
        self.assertEqual(set((first | second).move_ids.mapped("state")), {"cancel"})
        order.action_draft()
        second.with_user(self.clerk).write({"promised_date": "2026-05-04"})
        order.action_confirm()
        live = (first | second).move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual(sum(live.mapped("product_uom_qty")), 5)
        self.assertEqual(len(live.picking_id), 1)

    def test_copy_has_no_batches(self):
        order, *_batches = self._confirmed()
        copy = order.copy()
        self.assertFalse(copy.delivery_batch_count)
        self.assertFalse(copy.order_line.delivery_schedule_ids)
        copy.action_confirm()
        self.assertEqual(len(copy.picking_ids), 1)

    # === SUM OF THE BATCHES === #

    def test_sum_is_checked_at_confirmation(self):
        order = self._order()
        batch = self._batches(order.order_line, (4, "2026-05-04"))
        self.assertEqual(order.order_line.delivery_batch_missing, 1)
        with self.assertRaisesRegex(UserError, "Damper hold 4.00 Units, the order line 5.00"):
            order.with_user(self.clerk).action_confirm()
        with self.assertRaisesRegex(UserError, "hold 4.00"):
            order.write({"state": "sale"})
        batch.quantity = 5
        order.with_user(self.clerk).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_negative_batch(self):
        order = self._order()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._batches(order.order_line, (-1, "2026-05-04"))

    def test_address_of_somebody_else(self):
        order = self._order()
        with self.assertRaisesRegex(ValidationError, "no address of Intake Customer"):
            self._batches(
                order.order_line, (5, "2026-05-04", {"destination_partner_id": self.stranger.id})
            )
        self._batches(
            order.order_line, (5, "2026-05-04", {"destination_partner_id": self.plant.id})
        )
        order.partner_id = self.stranger
        with self.assertRaisesRegex(UserError, "no address of Another Customer"):
            order.action_confirm()

    def test_only_goods_have_batches(self):
        service = self._product("Advice", type="service")
        order = self._order(service)
        with self.assertRaisesRegex(ValidationError, "only goods"):
            self._batches(order.order_line, (5, "2026-05-04"))

    def test_counts(self):
        order = self._order(self.damper | self.spring)
        batches = self._batches(order.order_line[0], (2, "2026-05-04"), (3, "2026-06-01"))
        self.assertEqual(order.order_line.mapped("delivery_batch_count"), [2, 0])
        self.assertEqual(order.delivery_batch_count, 2)
        self.assertEqual(order.delivery_batch_ids, batches)
        self.assertEqual(batches.mapped("number"), [1, 2])
        batches[0].with_user(self.clerk).unlink()
        self.assertEqual(order.delivery_batch_count, 1)
        with self.assertRaises(UserError):
            order.with_user(self.clerk).delivery_batch_count = 5

    # === DELIVERY PERFORMANCE === #

    def test_on_time_in_full(self):
        order, first, second = self._confirmed()
        order.delivery_start_on = False
        order.customer_confirmed_on = "2026-04-01"
        self._done(first.move_ids, on="2026-05-04 15:00:00")
        self.assertEqual(first.delivered_quantity, 2)
        self.assertEqual(first.delivered_on, date(2026, 5, 4))
        self.assertTrue(first.on_time_in_full)
        self.assertEqual(first.response_days, 33)
        self._done(second.move_ids, quantity=1, on="2026-05-20 02:00:00")
        self.assertEqual(second.delivery_state, "partial")
        self.assertEqual(second.delivered_quantity, 1)
        self.assertFalse(second.delivered_on)
        rest = second.move_ids.filtered(lambda move: move.state != "done")
        self.assertEqual(rest.product_uom_qty, 2)
        # The second of June has begun in Shanghai.
        self._done(rest, on="2026-06-01 17:00:00")
        self.assertEqual(second.delivered_on, date(2026, 6, 2))
        self.assertEqual(second.delivery_state, "delivered")
        self.assertFalse(second.on_time_in_full)

    def test_dates_of_a_delivered_batch_stay(self):
        _order, first, _second = self._confirmed()
        self._done(first.move_ids)
        with self.assertRaisesRegex(UserError, "dates stay as they were promised"):
            first.with_user(self.clerk).promised_date = "2027-01-01"

    def test_returned_goods_are_not_delivered(self):
        _order, first, _second = self._confirmed()
        self._done(first.move_ids)
        picking = first.move_ids.picking_id
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._done(back.move_ids, on="2026-05-03 02:00:00")
        self.assertEqual(first.delivered_quantity, 1)
        self.assertEqual(first.delivery_state, "partial")

    def test_results_cannot_be_typed(self):
        _order, first, _second = self._confirmed()
        for values in (
            {"delivered_quantity": 2},
            {"delivered_on": "2026-05-01"},
            {"on_time_in_full": True},
            {"reference_id": False},
            {"launched_quantity": 0},
        ):
            with self.assertRaises(UserError):
                first.with_user(self.clerk).write(values)

    def test_move_belongs_to_the_batch_of_its_line(self):
        _order, first, _second = self._confirmed()
        other = self._order(self.spring)
        other.action_confirm()
        with self.assertRaisesRegex(ValidationError, "another order line"):
            other.order_line.move_ids.with_user(self.keeper).delivery_schedule_id = first

    # === SECURITY === #

    def test_roles(self):
        order, first, _second = self._confirmed()
        fields_ = ["quantity", "promised_date", "delivered_quantity", "display_name"]
        self.assertTrue(first.with_user(self.clerk).read(fields_))
        self.assertTrue(first.with_user(self.lead).read(fields_))
        self.assertTrue(first.with_user(self.keeper).read(fields_))
        for user in (self.seller, self.second, self.finance):
            with self.assertRaises(AccessError, msg=user.login):
                first.with_user(user).read(fields_)
        order.follower_id = self.second
        self.assertTrue(first.with_user(self.second).read(fields_))
        for values in ({"promised_date": "2026-05-05"}, {"destination": "Gate 3"}):
            with self.assertRaises(AccessError):
                first.with_user(self.keeper).write(values)
            with self.assertRaises(AccessError):
                first.with_user(self.seller).write(values)

    def test_inventory_does_its_work(self):
        _order, first, _second = self._confirmed()
        picking = first.move_ids.picking_id.with_user(self.keeper)
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking.button_validate()
        self.assertEqual(first.delivery_state, "delivered")

    def test_finance_reads_orders_with_batches(self):
        order, *_batches = self._confirmed()
        order = order.with_user(self.finance)
        self.assertNotIn("delivery_schedule_ids", order.read()[0])
        self.assertNotIn("delivery_schedule_ids", order.order_line.read()[0])

    def test_other_company(self):
        _order, first, _second = self._confirmed()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.lead.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            first.with_user(self.lead).with_context(allowed_company_ids=other.ids).read(["quantity"])

    # === COST === #

    def _confirm_cost(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        order.action_confirm()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _big_order(self, lines, days=()):
        order = self._order(self.env["product.product"])
        self.env["sale.order.line"].create(
            [
                {"order_id": order.id, "product_id": self.damper.id, "product_uom_qty": 3}
                for __ in range(lines)
            ]
        )
        for line in order.order_line:
            if days:
                self._batches(line, *((3 / len(days), day) for day in days))
        return order

    def test_a_large_order_confirms_with_bounded_queries(self):
        """What the batches add does not grow with the lines beyond what Odoo needs for moves."""
        days = ("2026-05-04", "2026-06-01", "2026-07-06")
        self._big_order(2, days).action_confirm()
        few = self._confirm_cost(self._big_order(5, days))
        many = self._confirm_cost(self._big_order(50, days))
        plain_few = self._confirm_cost(self._big_order(15))
        plain_many = self._confirm_cost(self._big_order(150))
        # Odoo itself needs some queries for each line; the same number of moves is compared.
        self.assertLessEqual(many - few, plain_many - plain_few + 45)

    def test_order_without_batches_costs_nothing(self):
        order, again = self._big_order(5), self._big_order(5)
        order.action_confirm()
        batches = type(self.env["sale.order.delivery.schedule"])
        for name in ("search_fetch", "_search", "_read_group", "fetch"):
            self.patch(batches, name, lambda *args, **kwargs: self.fail("looked for batches"))
        again.action_confirm()
        again.order_line[0].product_uom_qty = 5
        again.picking_ids.move_ids.write({"quantity": 3, "picked": True})
        again.picking_ids._action_done()
        self.env.flush_all()
        self.assertTrue(again.picking_ids[0].date_done)
