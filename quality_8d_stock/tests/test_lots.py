from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.quality_8d.tests.common import fill_d3, fill_d4, fill_d5, fill_d6

from .common import GoodsCommon


@tagged("post_install", "-at_install")
class TestLots(GoodsCommon):
    """Lots of a report: what keeps them in the house."""

    def _release(self, record, decision, reason):
        return (
            self.env["order.reason"]
            .with_user(self.quality)
            .create(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "step": decision,
                    "reason": reason,
                }
            )
            .action_confirm()
        )

    def test_blocked_lot_stays_in_the_house(self):
        report = self._with_lots()
        waiting = self._transfer(20, self.lot)
        waiting.move_ids.picked = True
        report.action_block_lots()
        self.assertEqual(waiting.blocked_8d_lots, "LOT-7")
        with self.refused("LOT-7 is blocked by"):
            waiting.with_user(self.clerk).button_validate()
        self._carry_out(self._transfer(10, self.clean))
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id, "company_id": self.company.id}
        )
        self._carry_out(self._transfer(5, self.lot, destination=shelf))
        with self.refused("no goods left"):
            report.action_block_lots()
        block = report.lot_block_ids
        with self.assertRaises(AccessError):
            block.with_user(self.leader)._release("Sorted")
        with self.assertRaises(AccessError):
            report.with_user(self.leader)._release_goods("Sorted")
        self._release(block, "release", "Sorted, 3 taken out")
        self.assertEqual(block.release_reason, "Sorted, 3 taken out")
        waiting.with_user(self.clerk).button_validate()
        self.assertEqual(waiting.state, "done")

    def test_all_are_released_at_once(self):
        report = self._with_lots(self.lot | self.clean)
        report.action_block_lots()
        self._release(report, "release_goods", "All sorted")
        self.assertEqual(report.lot_block_ids.mapped("release_reason"), ["All sorted"] * 2)
        self.assertFalse(report.has_blocked_goods)
        with self.refused("blocks nothing"):
            self._release(report, "release_goods", "Again")

    def test_done_transfers_take_no_blocked_lot_afterwards(self):
        done = self._carry_out(self._transfer(10, self.clean))
        self._with_lots().action_block_lots()
        with self.refused("LOT-7 is blocked by"):
            done.move_ids.move_line_ids.lot_id = self.lot
        with self.refused("LOT-7 is blocked by"):
            line = done.move_ids.move_line_ids
            line.copy({"lot_id": self.lot.id, "quantity": 1, "picking_id": done.id})

    def test_done_transfers_take_no_more_of_a_blocked_lot(self):
        done = self._carry_out(self._transfer(10, self.lot))
        self._with_lots().action_block_lots()
        line = done.move_ids.move_line_ids
        with self.refused("LOT-7 is blocked by"):
            line.quantity = 12
        line.quantity = 8
        self.assertEqual(self._in_stock(self.stock, self.lot), 92)

    def test_subcontractors_get_no_blocked_lot(self):
        """Their places are places of our own for Odoo, in no warehouse."""
        place = self.env["stock.location"].create(
            {"name": "Subcontractor", "usage": "internal", "company_id": self.company.id}
        )
        sent = self._carry_out(self._transfer(5, self.lot, destination=place))
        self._with_lots().action_block_lots()
        with self.refused("LOT-7 is blocked by"):
            self._carry_out(self._transfer(5, self.lot, destination=place))
        # What is there comes back.
        self._carry_out(self._transfer(5, self.lot, source=place, destination=self.stock))
        self.assertEqual(sent.state, "done")
        self.assertEqual(self._in_stock(self.stock, self.lot), 100)

    def test_scrap_and_supplier_may_have_them(self):
        report = self._with_lots()
        report.action_block_lots()
        self._carry_out(self._transfer(5, self.lot, destination=self.suppliers))
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.product.id, "lot_id": self.lot.id, "scrap_qty": 3}
        )
        scrap.action_validate()
        self.assertEqual(self._in_stock(self.stock, self.lot), 92)

    def test_blocks_are_kept(self):
        report = self._with_lots()
        report.action_block_lots()
        block = report.lot_block_ids
        with self.refused("cannot be entered"):
            block.with_user(self.quality).write({"released_at": False})
        with self.assertRaises(AccessError):
            block.with_user(self.quality).unlink()
        self.assertFalse(block.with_user(self.stranger).has_access("read"))

    def test_blocked_lot_is_open_containment(self):
        report = self._with_lots()
        report.action_block_lots()
        fill_d3(report, self.colleague)
        fill_d4(report)
        fill_d5(report, self.colleague)
        fill_d6(report)
        self.assertIn("LOT-7", "\n".join(report._missing("d6")))
        report.lot_block_ids.with_user(self.quality)._release("Sorted")
        self.assertFalse(report._missing("d6"))

    def test_moves_without_lots_cost_nothing(self):
        free = self.env["product.product"].create({"name": "Screw"})
        line = self.env["stock.move.line"].new({"product_id": free.id, "quantity": 1})
        self.assertFalse(line.lot_id)
        with self.assertQueryCount(0):
            line._check_blocked_goods()

    def test_only_who_works_on_the_report_blocks(self):
        report = self._with_lots()
        with self.assertRaises(AccessError):
            report.with_user(self.stranger).action_block_lots()
        with self.assertRaises(AccessError):
            report.with_user(self.clerk).action_quarantine()
        self.assertFalse(report.lot_block_ids)

    def test_warehouse_sees_the_block(self):
        self._with_lots().action_block_lots()
        lots = (self.lot | self.clean).with_user(self.clerk)
        self.assertEqual(lots.mapped("is_8d_blocked"), [True, False])
        found = lots.search([("is_8d_blocked", "=", True), ("id", "in", lots.ids)])
        self.assertEqual(found, lots[0])
        found = lots.search([("is_8d_blocked", "=", False), ("id", "in", lots.ids)])
        self.assertEqual(found, lots[1])

    # ------------------------------------------------------------------
    # Reservation
    # ------------------------------------------------------------------
    def test_blocked_lots_are_not_reserved(self):
        self._with_lots().action_block_lots()
        picking = self._transfer(150)
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, self.clean)
        self.assertEqual(picking.move_ids.quantity, 100)

    def test_reservations_are_taken_back(self):
        picking = self._transfer(60)
        first = picking.move_ids.move_line_ids.lot_id
        self.assertEqual(len(first), 1)
        self._with_lots(first).action_block_lots()
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, (self.lot | self.clean) - first)
        self.assertEqual(picking.move_ids.quantity, 60)
        self.assertIn("Lots were blocked", picking.message_ids[0].body)

    def test_second_step_takes_no_blocked_lot(self):
        """What was picked before the block is not reserved for shipping after it."""
        output = self.env["stock.location"].create(
            {
                "name": "Output",
                "location_id": self.warehouse.view_location_id.id,
                "company_id": self.company.id,
            }
        )
        pick = self._transfer(30, self.lot, destination=output)
        ship = self._transfer(30, source=output)
        ship.move_ids.write(
            {"move_orig_ids": [(6, 0, pick.move_ids.ids)], "procure_method": "make_to_order"}
        )
        self._carry_out(pick)
        ship.do_unreserve()
        report = self._with_lots()
        report.action_block_lots()
        ship.action_assign()
        self.assertFalse(ship.move_ids.move_line_ids)
        report.lot_block_ids.with_user(self.quality)._release("Sorted")
        ship.action_assign()
        self.assertEqual(ship.move_ids.move_line_ids.lot_id, self.lot)

    def test_lots_that_customers_return_may_come_in(self):
        sent = self._carry_out(self._transfer(30, self.lot))
        self._with_lots().action_block_lots()
        wizard = self.env["stock.return.picking"].create({"picking_id": sent.id})
        back = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertEqual(back.move_ids.move_line_ids.lot_id, self.lot)
        self._carry_out(back)
        self.assertEqual(self._in_stock(self.stock, self.lot), 100)

    def test_reserving_costs_no_query_more(self):
        """The same number of queries, whether something is blocked or not."""
        self._with_lots(self._lots("LOT-9")).action_block_lots()
        move = self._transfer(5).move_ids
        move._do_unreserve()
        quants = self.env["stock.quant"].sudo()
        self.env.flush_all()
        counts = []
        for marked in (False, True):
            self.env.invalidate_all()
            quants = quants.with_context(without_8d_blocked_lots=marked)
            before = self.cr.sql_log_count
            quants._gather(self.product, self.stock).mapped("quantity")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # ------------------------------------------------------------------
    # Companies
    # ------------------------------------------------------------------
    def test_another_company_is_not_concerned(self):
        """A lot that companies share is blocked in the company of the report only."""
        other = self.env["res.company"].create({"name": "Other Company"})
        self.env.user.company_ids |= other
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        shared = self.env["stock.lot"].create({"name": "SHARED", "product_id": self.product.id})
        shared.company_id = False
        self._put(self.product, 50, shared)
        self._put(self.product, 50, shared, warehouse.lot_stock_id)
        report = self._with_lots(shared)
        report.action_block_lots()
        self.assertEqual(
            {row["quantity"] for row in report._lot_trace_rows()}, {50}, "stock of the own company"
        )
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": self.customers.id,
            "company_id": other.id,
        }
        picking = (
            self.env["stock.picking"]
            .with_company(other)
            .create(
                {
                    "picking_type_id": warehouse.out_type_id.id,
                    "move_ids": [
                        (
                            0,
                            0,
                            {"product_id": self.product.id, "product_uom_qty": 10, **places},
                        )
                    ],
                    **places,
                }
            )
        )
        picking.action_confirm()
        picking.action_assign()
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, shared)
        self._carry_out(picking)
        self.assertEqual(picking.state, "done")
        self.assertFalse(
            shared.with_company(other).with_context(allowed_company_ids=other.ids).is_8d_blocked
        )
