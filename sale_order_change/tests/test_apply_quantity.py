from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_apply import ApplyCommon


@tagged("post_install", "-at_install")
class TestApplyQuantity(ApplyCommon):
    """Quantities up and down, in shop and warehouse, on every level."""

    def test_decrease_reaches_every_level(self):
        order = self._sell(10)
        self.assertEqual(self._produced(order), [("confirmed", 10)])
        self.assertEqual(self._produced(order, self.rod), [("confirmed", 20)])
        change = self._apply(order, self._less(order, 6))
        self.assertEqual(order.order_line.product_uom_qty, 6)
        self.assertEqual(self._delivery(order).product_uom_qty, 6)
        self.assertEqual(self._produced(order), [("confirmed", 6)])
        self.assertEqual(self._produced(order, self.rod), [("confirmed", 12)])
        self.assertEqual((change.state, change.revision, order.revision_no), ("applied", 1, 1))

    def test_odoo_alone_leaves_the_production(self):
        """What this add-on is for."""
        order = self._sell(10)
        order.order_line.product_uom_qty = 6
        self.assertEqual(self._produced(order), [("confirmed", 10)])

    def test_increase_in_the_running_order(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        production.user_id = self.shop_user
        self._apply(order, self._less(order, 15))
        self.assertEqual(self._produced(order), [("confirmed", 15)])
        # all of it waits for the manufacturing order
        self.assertEqual(self._delivery(order).move_orig_ids.production_id, production)
        self.assertEqual(self._produced(order, self.rod), [("confirmed", 30)])
        self.assertEqual(sum(self._delivery(order).mapped("product_uom_qty")), 15)

    def test_increase_in_a_second_order(self):
        order = self._sell(10)
        self._apply(order, self._less(order, 15, production_choice="second"))
        self.assertEqual(self._produced(order), [("confirmed", 10), ("confirmed", 5)])

    def test_lowered_where_two_make_it(self):
        """The newest that has not begun is lowered first; what is needless is cancelled."""
        order = self._sell(10)
        self._apply(order, self._less(order, 15, production_choice="second"))
        self._apply(order, self._less(order, 8))
        self.assertEqual(self._produced(order), [("confirmed", 8), ("cancel", 5)])
        self.assertEqual(order.revision_no, 2)

    def test_begun_quantity_stays(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        self._stock(self.rod, 40)
        with Form(production) as form:
            form.qty_producing = 7
        change = self._apply(order, self._less(order, 4))
        self.assertEqual(self._produced(order)[0][1], 7)
        self.assertEqual(production.qty_producing, 7)
        self.assertEqual(self._delivery(order).product_uom_qty, 4)
        self.assertIn("3 ", change.activity_ids.filtered("note")[:1].note)

    def test_recorded_quantity_is_no_new_one(self):
        """Odoo's dialog enters the whole new quantity as produced."""
        order = self._sell(10)
        production = self._productions(order, self.damper)
        with Form(production) as form:
            form.qty_producing = 3
        self._apply(order, self._less(order, 6))
        self.assertEqual((production.product_qty, production.qty_producing), (6, 3))
        self._apply(order, self._less(order, 8))
        self.assertEqual((production.product_qty, production.qty_producing), (8, 3))

    def test_partial_production(self):
        """4 of 10 are closed, the rest is a manufacturing order of its own."""
        order = self._sell(10)
        production = self._productions(order, self.damper)
        self._stock(self.rod, 40)
        production.qty_producing = 4
        production._set_qty_producing()
        backorder = production.with_context(skip_backorder=True, mo_ids_to_backorder=production.ids)
        backorder.button_mark_done()
        self.assertEqual(self._produced(order)[0], ("done", 4))
        self._apply(order, self._less(order, 7))
        self.assertEqual([q for __, q in self._produced(order)], [4, 3])
        self._apply(order, self._less(order, 4))
        self.assertEqual([s for s, __ in self._produced(order)], ["done", "cancel"])

    def test_done_transfer(self):
        order = self._sell(10)
        self._stock(self.damper, 4)
        move = self._delivery(order)
        move._take_from_shelf(4)
        move.picking_id.move_ids.filtered(lambda m: m.product_uom_qty == 4).write(
            {"quantity": 4, "picked": True}
        )
        first = move.picking_id
        first.with_context(skip_backorder=True)._action_done()
        self.assertEqual(order.order_line.qty_delivered, 4)
        change = self._approved(order, self._less(order, 3))
        with self.assertRaisesRegex(UserError, "4 .*delivered already"):
            change.with_user(self.sales_user).action_apply()
        self.assertEqual(change.state, "approved")
        self._apply(order, {"kind": "cancel_line", "order_line_id": order.order_line.id})
        self.assertEqual(order.order_line.product_uom_qty, 4)
        self.assertEqual(set(self._delivery(order).mapped("state")), {"done"})

    def test_being_picked(self):
        order = self._sell(10)
        self._stock(self.damper, 10)
        move = self._delivery(order)
        move._take_from_shelf(10)
        move.write({"quantity": 8, "picked": True})
        change = self._approved(order, self._less(order, 5))
        with self.assertRaisesRegex(UserError, "being picked"):
            change.with_user(self.sales_user).action_apply()
        self.assertEqual(order.order_line.product_uom_qty, 10)

    def test_out_of_date_request_is_refused(self):
        order = self._sell(10)
        one = self._approved(order, self._less(order, 6))
        two = self._approved(order, self._less(order, 12))
        self._carry_out(one)
        with self.assertRaisesRegex(UserError, "6"):
            two.with_user(self.sales_user).action_apply()
        self.assertEqual(order.order_line.product_uom_qty, 6)
        self.assertEqual(two.state, "approved")

    def test_cancel_line_and_add(self):
        order = self._sell(10)
        change = self._apply(
            order,
            {"kind": "cancel_line", "order_line_id": order.order_line.id},
            {"kind": "add", "new_product_id": self.rod.id, "new_quantity": 5, "new_price": 7.5},
        )
        old, new = order.order_line
        self.assertEqual(old.product_uom_qty, 0)
        self.assertEqual((new.product_id, new.product_uom_qty), (self.rod, 5))
        self.assertEqual(new.price_unit, 7.5)
        self.assertEqual(change.line_ids.result_line_id, new)
        self.assertEqual(self._produced(order), [("cancel", 10)])
        rods = [row for row in self._produced(order, self.rod) if row[0] != "cancel"]
        self.assertEqual(rods, [("confirmed", 5)])

    def test_other_product(self):
        order = self._sell(10)
        order.order_line.price_unit = 33.0
        spring = self._product("Spring", self.mto | self.make)
        self._bom(spring, {self.steel: 1})
        line = {
            "kind": "product",
            "order_line_id": order.order_line.id,
            "new_product_id": spring.id,
        }
        self._apply(order, line)
        old, new = order.order_line
        self.assertEqual((old.product_uom_qty, new.product_uom_qty), (0, 10))
        self.assertEqual((new.product_id, new.price_unit), (spring, 33.0))
        self.assertEqual(self._produced(order, spring), [("confirmed", 10)])
        self.assertEqual(self._produced(order), [("cancel", 10)])

    def test_kit(self):
        kit = self._product("Set", None)
        self._bom(kit, {self.damper: 1, self.rod: 3}, type="phantom")
        order = self._sell(10, kit)
        self.assertEqual(self._produced(order), [("confirmed", 10)])
        self._apply(order, self._less(order, 4))
        self.assertEqual(self._produced(order), [("confirmed", 4)])
        rods = [q for s, q in self._produced(order, self.rod) if s != "cancel"]
        self.assertEqual(sum(rods), 4 * 3 + 4 * 2)
        self.assertEqual(
            sorted(self._delivery(order).mapped("product_uom_qty")), [4, 12]
        )

    def test_prices_stay_as_agreed(self):
        """A price list with steps is no reason to change what was agreed."""
        order = self._sell(10)
        order.order_line.write({"price_unit": 12.5, "discount": 10})
        self._apply(order, self._less(order, 20))
        self.assertEqual(order.order_line.price_unit, 12.5)
        self.assertEqual(order.order_line.discount, 10)

    def test_locked_order_is_locked_again(self):
        order = self._sell(10)
        order.locked = True
        self._apply(order, self._less(order, 6))
        self.assertEqual(self._produced(order), [("confirmed", 6)])
        self.assertTrue(order.locked)

    def test_delivery_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._sell(10)
        self._apply(order, self._less(order, 6))
        self.assertEqual(self._produced(order), [("confirmed", 6)])
        self.assertEqual(self._produced(order, self.rod), [("confirmed", 12)])
        self.assertEqual(set(self._delivery(order).mapped("product_uom_qty")), {6})
        self._apply(order, {"kind": "cancel_line", "order_line_id": order.order_line.id})
        self.assertEqual(self._produced(order), [("cancel", 6)])
        self.assertFalse(self._delivery(order))

    def test_manufacture_in_three_steps(self):
        self.warehouse.manufacture_steps = "pbm_sam"
        order = self._sell(10)
        self._apply(order, self._less(order, 6))
        self.assertEqual([q for s, q in self._produced(order) if s != "cancel"], [6])
        rods = [q for s, q in self._produced(order, self.rod) if s != "cancel"]
        self.assertEqual(rods, [12])
        self.assertEqual(set(self._delivery(order).mapped("product_uom_qty")), {6})

    def test_two_lines_of_one_product(self):
        order = self._sell(10)
        order.order_line = [
            Command.create({"product_id": self.damper.id, "product_uom_qty": 5, "tax_ids": False})
        ]
        first, second = order.order_line
        self._apply(
            order, {"kind": "quantity", "order_line_id": second.id, "new_quantity": 2}
        )
        self.assertEqual(sum(q for __, q in self._produced(order)), 12)
        self.assertEqual((first.product_uom_qty, second.product_uom_qty), (10, 2))

    def test_guarded_order(self):
        """Nobody edits the order, changes reach it."""
        self.company.order_change_guard = True
        order = self._sell(10)
        with self.assertRaises(UserError):
            order.order_line.with_user(self.sales_user).product_uom_qty = 4
        self._apply(order, self._less(order, 6))
        self.assertEqual(order.order_line.product_uom_qty, 6)
        self._apply(order, {"kind": "cancel_order"})
        self.assertEqual(order.state, "cancel")

    def test_request_for_the_stock(self):
        order = self._sell(10, order_kind="stock", partner_id=self.company.partner_id.id)
        self.assertEqual(self._produced(order), [("confirmed", 10)])
        self._apply(order, self._less(order, 6))
        self.assertEqual(self._produced(order), [("confirmed", 6)])

    def test_material_granted_beyond_the_standard_is_no_beginning(self):
        """It replaces what was spoilt: nothing more has begun by it."""
        self.company.order_overissue_enabled = True
        order = self._sell(10)
        production = self._productions(order, self.damper)
        self._stock(self.rod, 40)
        with Form(production) as form:
            form.qty_producing = 3
        request = self.env["mrp.material.overissue"].create(
            {
                "production_id": production.id,
                "product_id": self.rod.id,
                "over_quantity": 2,
                "reason_type": "scrap",
                "reason": "Bent",
            }
        )
        request._grant()
        request.move_ids.filtered("raw_material_production_id").write(
            {"quantity": 2, "picked": True}
        )
        self.assertEqual(production._begun_quantity(), 3)
        self._apply(order, self._less(order, 6))
        self.assertEqual(self._produced(order)[0][1], 6)
