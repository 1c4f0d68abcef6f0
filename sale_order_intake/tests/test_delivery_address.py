from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_delivery_schedule import DeliveryScheduleCommon


@tagged("post_install", "-at_install")
class TestDeliveryAddress(DeliveryScheduleCommon):
    """A batch goes to another address until it has left."""

    def _confirmed(self, *days):
        order = self._order()
        batches = self._batches(order.order_line, *((1, day) for day in days))
        self._batches(order.order_line, (5 - len(days), "2026-09-01"))
        order.action_confirm()
        return order, *batches

    def test_transfer_of_its_own_keeps_its_number(self):
        order, first = self._confirmed("2026-05-04")
        picking = first.move_ids.picking_id
        self.assertEqual(picking.partner_id, self.customer)
        first.with_user(self.clerk).destination_partner_id = self.plant
        self.assertEqual(first.move_ids.picking_id, picking)
        self.assertEqual(picking.partner_id, self.plant)
        self.assertEqual(first.move_ids.partner_id, self.plant)
        self.assertEqual(picking.sale_id, order)
        self.assertIn("Second Plant", order.message_ids[0].body)
        first.with_user(self.clerk).destination_partner_id = False
        self.assertEqual(picking.partner_id, self.customer)

    def test_shared_transfer_is_left(self):
        self.damper.is_storable = True
        order, first, second = self._confirmed("2026-05-04", "2026-05-04")
        self.env["stock.quant"]._update_available_quantity(
            self.damper, self.warehouse.lot_stock_id, 10
        )
        shared = first.move_ids.picking_id
        self.assertEqual(second.move_ids.picking_id, shared)
        shared.action_assign()
        second.with_user(self.clerk).destination_partner_id = self.plant
        own = second.move_ids.picking_id
        self.assertNotEqual(own, shared)
        self.assertEqual(own.partner_id, self.plant)
        self.assertEqual(own.move_line_ids.move_id, second.move_ids, "reserved again")
        self.assertEqual(shared.partner_id, self.customer)
        self.assertEqual(shared.move_ids, first.move_ids)
        self.assertEqual(shared.move_line_ids.move_id, first.move_ids)
        self.assertEqual(len(order.picking_ids), 3)
        self._done(second.move_ids)
        self.assertEqual(second.delivery_state, "delivered")
        self.assertEqual(first.delivery_state, "open")

    def test_two_batches_to_the_same_place_go_together(self):
        _order, first, second, third = self._confirmed("2026-05-04", "2026-05-04", "2026-05-04")
        (second | third).with_user(self.clerk).write({"destination_partner_id": self.plant.id})
        self.assertEqual(second.move_ids.picking_id, third.move_ids.picking_id)
        self.assertEqual(second.move_ids.picking_id.partner_id, self.plant)
        self.assertEqual(first.move_ids.picking_id.partner_id, self.customer)

    def test_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order, first = self._confirmed("2026-05-04")
        first.with_user(self.clerk).destination_partner_id = self.plant
        self.assertEqual(first.move_ids.picking_id.partner_id, self.plant)
        self.assertEqual(first.move_ids.reference_ids.sale_ids, order)

    def test_what_has_left_stays(self):
        _order, first = self._confirmed("2026-05-04")
        first.move_ids.write({"quantity": 1, "picked": True})
        with self.assertRaises(UserError) as refused:
            first.with_user(self.clerk).destination_partner_id = self.plant
        self.assertIn("being picked", str(refused.exception))
        self._done(first.move_ids)
        with self.assertRaises(UserError):
            first.with_user(self.clerk).destination_partner_id = self.plant

    def test_address_of_the_customer_only(self):
        _order, first = self._confirmed("2026-05-04")
        stranger = self.env["res.partner"].create({"name": "Somebody Else"})
        with self.assertRaises(ValidationError):
            first.with_user(self.clerk).destination_partner_id = stranger
