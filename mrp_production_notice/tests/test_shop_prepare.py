from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestShopPrepare(ShopCommon):
    """What a notice proposes, read from the order."""

    def _values(self, order, batch=None):
        return self._notice(order, batch).line_ids

    def test_all_is_made_where_nothing_lies_in_stock(self):
        line = self._values(self._sell(10))
        self.assertEqual((line.quantity, line.stock_quantity, line.make_quantity), (10, 0, 10))

    def test_stock_first(self):
        self._stock(self.damper, 4)
        line = self._values(self._sell(10))
        self.assertEqual((line.stock_quantity, line.make_quantity), (4, 6))

    def test_other_promises_are_kept(self):
        """What another order takes from the shelf, or another notice plans to take, is not free."""
        self._stock(self.damper, 10)
        # another order that delivers from stock, reserved or not
        delivery = self.env["stock.move"].create(
            {
                "product_id": self.damper.id,
                "product_uom_qty": 3,
                "location_id": self.shelf.id,
                "location_dest_id": self.customer.property_stock_customer.id,
                "company_id": self.company.id,
            }
        )
        delivery._action_confirm()
        first = self._sell(5)
        self.assertEqual(self._values(first).stock_quantity, 5)
        second = self._sell(5)
        self.assertEqual(self._values(second).stock_quantity, 2, "10 - 3 - 5")

    def test_two_lines_share_what_is_free(self):
        self._stock(self.damper, 6)
        order = self._sell(5, confirm=False)
        order.order_line = [
            Command.create({"product_id": self.damper.id, "product_uom_qty": 5, "tax_ids": False})
        ]
        order.action_confirm()
        self.assertEqual(self._values(order).mapped("stock_quantity"), [5, 1])

    def test_units(self):
        """An order in dozens; stock counts in pieces."""
        self._stock(self.damper, 6)
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sell(2, confirm=False)
        order.order_line.product_uom_id = dozen
        order.action_confirm()
        line = self._values(order)
        self.assertEqual(line.uom_id, dozen)
        self.assertEqual((line.quantity, line.stock_quantity, line.make_quantity), (2, 0.5, 1.5))

    def test_kit(self):
        """Its parts that are made are on the notice, in their own quantity; others are not."""
        kit = self._product("Set of Four")
        self._bom(kit, {self.damper: 4, self.steel: 1}, type="phantom")
        order = self._sell(3, kit)
        line = self._values(order)
        self.assertEqual(line.product_id, self.damper)
        self.assertEqual((line.quantity, line.make_quantity), (12, 12))
        self.assertEqual(line.order_line_id, order.order_line)
        self.assertIn("Set of Four", line.specification)
        # Friday 14 June: complete sets are packed for three working days
        self.assertEqual(line.completion_date, date(2030, 6, 11))

    def test_traded_goods_are_not_on_it(self):
        order = self._sell(3, confirm=False)
        order.order_line = [Command.create({"product_id": self.steel.id, "product_uom_qty": 5})]
        order.action_confirm()
        self.assertEqual(self._values(order).product_id, self.damper)

    def test_nothing_made_needs_no_notice(self):
        self.company.order_notice_auto = True
        order = self._sell(3, self.steel)
        self.assertFalse(order.notice_ids)
        with self.assertRaisesRegex(UserError, "needs no production notice"):
            self._notice(order)
        self.assertTrue(self._sell().notice_ids)

    def test_completion_date(self):
        """One working day of packing before delivery; weekends and holidays do not count."""
        self.assertEqual(self._values(self._sell()).completion_date, date(2030, 6, 13))
        monday = self._sell(commitment_date=datetime(2030, 6, 17, 12))
        self.assertEqual(self._values(monday).completion_date, date(2030, 6, 14))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": datetime(2030, 6, 14, 0),
                "date_to": datetime(2030, 6, 14, 23, 59),
            }
        )
        monday = self._sell(commitment_date=datetime(2030, 6, 17, 12))
        self.assertEqual(self._values(monday).completion_date, date(2030, 6, 13))

    def test_completion_date_keeps_the_security_lead_time(self):
        self.company.security_lead = 2
        # Wednesday 12 June at the latest, one working day before
        self.assertEqual(self._values(self._sell()).completion_date, date(2030, 6, 11))

    def test_packing_days_are_a_setting(self):
        self.company.order_notice_packing_days = 3
        self.assertEqual(self._values(self._sell()).completion_date, date(2030, 6, 11))

    def test_what_the_customer_calls_it(self):
        part = self.env["product.customer.part"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self.damper.id,
                "customer_part_no": "GD-100",
                "drawing_revision": "C",
                "label_text": "ACME GD-100 / barcode 128",
                "company_id": self.company.id,
            }
        )
        self.damper.description_pickingout = "20 per carton, VCI bag"
        order = self._sell()
        self.assertEqual(order.order_line.customer_part_id, part)
        order.order_line.name += "\nPiston rod blackened"
        line = self._values(order)
        self.assertEqual(line.customer_part_no, "GD-100")
        self.assertEqual(line.drawing_revision, "C")
        self.assertIn("Piston rod blackened", line.specification)
        self.assertEqual(line.packing, "20 per carton, VCI bag")
        self.assertIn("barcode 128", line.marks)

    def test_new_products(self):
        self.assertTrue(self._values(self._sell()).is_new_product)
        self._stock(self.rod, 100)
        made = self.env["mrp.production"].create({"product_id": self.damper.id, "product_qty": 1})
        made.action_confirm()
        made.action_assign()
        made.qty_producing = 1
        made._set_qty_producing()
        made.button_mark_done()
        self.assertEqual(made.state, "done")
        line = self._values(self._sell())
        self.assertFalse(line.is_new_product)
        self.assertEqual(line.stock_quantity, 1)

    def test_workshops_of_all_levels(self):
        assembly, turning = self.env["order.team"].create(
            [
                {"name": name, "function": "production", "company_id": self.company.id}
                for name in ("Assembly", "Turning")
            ]
        )
        for product, team in ((self.damper, assembly), (self.rod, turning)):
            product.bom_ids.operation_ids = [
                Command.create(
                    {
                        "name": f"Work of {team.name}",
                        "workcenter_id": self.env["mrp.workcenter"]
                        .create({"name": team.name, "order_team_id": team.id})
                        .id,
                    }
                )
            ]
        self.assertEqual(self._values(self._sell()).team_ids, assembly | turning)

    def test_approved_proofs(self):
        order = self._sell(confirm=False)
        proof, returned = self.env["sale.order.proof"].create(
            [
                {
                    "order_id": order.id,
                    "proof_type": "label",
                    "description": text,
                    "file": "JVBERi0xLjQ=",
                    "file_name": "label.pdf",
                }
                for text in ("Shipping mark ROTTERDAM", "Shipping mark HAMBURG")
            ]
        )
        proof.sudo().write({"state": "approved", "decided_on": datetime(2030, 5, 2)})
        returned.sudo().state = "returned"
        order.action_confirm()
        line = self._values(order)
        self.assertEqual(line.proof_ids, proof)
        self.assertIn(proof.display_name, line.proof_text)
        self.assertIn("ROTTERDAM", line.marks)
        self.assertNotIn("HAMBURG", line.marks)

    def test_what_a_reordering_rule_keeps_comes_from_stock(self):
        seal = self._product("Seal", self.make)
        self._bom(seal, {self.steel: 1})
        line = self._values(self._sell(4, seal))
        self.assertEqual((line.stock_quantity, line.make_quantity), (0, 4), "nobody else makes it")
        self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": seal.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.shelf.id,
                "trigger": "manual",
            }
        )
        line = self._values(self._sell(4, seal))
        self.assertEqual((line.stock_quantity, line.make_quantity), (4, 0))

    def test_batches(self):
        order = self._batched()
        early, late = order.order_line.delivery_schedule_ids._in_order()
        whole = self._values(order)
        self.assertEqual(whole.schedule_id, early | late)
        self.assertEqual(whole.mapped("quantity"), [4, 6])
        self.assertEqual(
            whole.mapped("completion_date"), [date(2030, 6, 6), date(2030, 6, 20)]
        )

    def test_notice_of_one_batch(self):
        order = self._batched()
        late = order.order_line.delivery_schedule_ids._in_order()[1]
        line = self._values(order, late)
        self.assertEqual(line.schedule_id, late)
        self.assertEqual(line.quantity, 6)

    def _batched(self):
        order = self._sell(10, confirm=False)
        self.env["sale.order.delivery.schedule"].create(
            [
                {"order_line_id": order.order_line.id, "quantity": quantity, "promised_date": day}
                for quantity, day in ((4, date(2030, 6, 7)), (6, date(2030, 6, 21)))
            ]
        )
        order.with_user(self.sales_user).action_confirm()
        return order

    def test_queries_do_not_grow_with_the_lines(self):
        def order_of(count):
            order = self._sell(confirm=False)
            products = [self._product(f"Damper {n}", self.mto | self.make) for n in range(count)]
            for product in products:
                self._bom(product, {self.steel: 1})
            order.order_line = [Command.clear()] + [
                Command.create({"product_id": product.id, "product_uom_qty": 2})
                for product in products
            ]
            order.action_confirm()
            return self.env["mrp.production.notice"].sudo()._create_for(
                order, (False, self.env["res.partner"]), None
            )

        def cost(notice):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            notice._prepare_lines()
            return self.cr.sql_log_count - before

        cost(order_of(2))
        few, many = cost(order_of(2)), cost(order_of(12))
        self.assertLessEqual(many - few, 12, f"{few} queries for 2 lines, {many} for 12")
