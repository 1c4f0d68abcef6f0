from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import GoodsCommon


@tagged("post_install", "-at_install")
class TestQuarantine(GoodsCommon):
    """Blocked goods go to quarantine and come back when they are released."""

    def _quarantine(self):
        return self.warehouse._get_8d_quarantine()

    def test_there_and_back(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id, "company_id": self.company.id}
        )
        self._put(self.product, 40, self.lot, shelf)
        report = self._with_lots()
        report.action_block_lots()
        self.assertFalse(report.quarantine_ids, "only where the company has chosen it")
        report.action_quarantine()
        picking = report.sudo().quarantine_ids
        self.assertEqual(picking.picking_type_id, self.warehouse.int_type_id)
        self.assertEqual(picking.state, "assigned")
        self.assertFalse(picking.blocked_8d_lots, "there they belong")
        self.assertEqual(sum(picking.move_ids.mapped("quantity")), 140)
        with self.refused("Nothing of the blocked goods is free"):
            report.action_quarantine()
        # The warehouse reads its transfer, though it may not read the report.
        self.assertEqual(picking.with_user(self.clerk).read()[0]["quality_8d_id"][0], report.id)
        picking.with_user(self.clerk).button_validate()
        quarantine = self._quarantine()
        self.assertEqual(self._in_stock(quarantine, self.lot), 140)
        with self.refused("LOT-7 is blocked by"):
            self._carry_out(self._transfer(5, self.lot, source=quarantine, destination=self.stock))
        report.lot_block_ids.with_user(self.quality)._release("Sorted")
        back = report.sudo().quarantine_ids - picking
        self.assertEqual(report.quarantine_count, 2)
        back.with_user(self.clerk).button_validate()
        self.assertEqual(self._in_stock(self.stock, self.lot), 100)
        self.assertEqual(self._in_stock(shelf, self.lot), 40)
        self.assertFalse(self._in_stock(quarantine, self.lot))
        self.assertIn(back.name, report.message_ids[0].body)

    def test_at_once_where_the_company_wants_it(self):
        self.company.quality_8d_quarantine = True
        self._transfer(30, self.lot).move_ids.picked = True
        report = self._with_lots()
        report.action_block_lots()
        # What people have picked already is held by their transfer.
        self.assertEqual(report.sudo().quarantine_ids.move_ids.quantity, 70)

    def test_release_before_it_was_brought(self):
        report = self._with_lots(self.lot | self.clean)
        report.action_block_lots()
        report.action_quarantine()
        picking = report.sudo().quarantine_ids
        block = report.lot_block_ids.filtered(lambda b: b.lot_id == self.clean)
        block.with_user(self.quality)._release("Other mould")
        self.assertEqual(picking.move_ids.move_line_ids.lot_id, self.lot)
        self.assertEqual(picking.move_ids.quantity, 100)
        self.assertEqual(picking.state, "assigned")
        report._open_blocks().with_user(self.quality)._release("Sorted")
        self.assertEqual(picking.state, "cancel")
        self.assertEqual(report.quarantine_count, 1)
        self.assertEqual(self._transfer(200).move_ids.quantity, 200)

    def test_only_what_is_left_comes_back(self):
        report = self._with_lots()
        report.action_block_lots()
        report.action_quarantine()
        self._carry_out(report.sudo().quarantine_ids)
        self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lot.id,
                "scrap_qty": 4,
                "location_id": self._quarantine().id,
            }
        ).action_validate()
        report.lot_block_ids.with_user(self.quality)._release("Sorted")
        back = report.sudo().quarantine_ids.filtered(lambda p: p.state != "done")
        self.assertEqual(back.move_ids.quantity, 96)

    def test_stays_while_another_report_blocks(self):
        first, second = self._with_lots(), self._with_lots()
        (first | second).action_block_lots()
        first.action_quarantine()
        picking = self._carry_out(first.sudo().quarantine_ids)
        first.lot_block_ids.with_user(self.quality)._release("Sorted")
        self.assertEqual(first.sudo().quarantine_ids, picking)
        with self.refused(f"blocked by {second.name}"):
            self._carry_out(self._transfer(5, self.lot, source=self._quarantine()))
        # Whoever releases them last brings them back, whoever has brought them there.
        second.lot_block_ids.with_user(self.quality)._release("Sorted")
        self._carry_out(second.sudo().quarantine_ids)
        self.assertEqual(self._in_stock(self.stock, self.lot), 100)
        self.assertFalse(self._in_stock(self._quarantine(), self.lot))

    def test_last_release_cancels_what_was_not_brought(self):
        first, second = self._with_lots(), self._with_lots()
        (first | second).action_block_lots()
        first.action_quarantine()
        picking = first.sudo().quarantine_ids
        first.lot_block_ids.with_user(self.quality)._release("Sorted")
        self.assertEqual(picking.state, "assigned")
        second.lot_block_ids.with_user(self.quality)._release("Sorted")
        self.assertEqual(picking.state, "cancel")

    def test_back_to_the_shelf_they_came_from_last(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id, "company_id": self.company.id}
        )
        report = self._with_lots()
        for first in (True, False):
            report.action_block_lots()
            report.action_quarantine()
            self._carry_out(report.sudo().quarantine_ids.filtered(lambda p: p.state != "done"))
            report._open_blocks().with_user(self.quality)._release("Sorted")
            self._carry_out(report.sudo().quarantine_ids.filtered(lambda p: p.state != "done"))
            if first:
                self._carry_out(self._transfer(100, self.lot, destination=shelf))
        self.assertEqual(self._in_stock(shelf, self.lot), 100)
        self.assertFalse(self._in_stock(self.stock, self.lot))

    def test_one_quarantine_for_each_warehouse(self):
        own = self._quarantine()
        self.assertEqual(own, self._quarantine())
        self.assertEqual(own.location_id, self.warehouse.view_location_id)
        shelf = own.create({"name": "Q1", "location_id": own.id, "company_id": self.company.id})
        self.assertTrue(shelf.is_8d_quarantine)
        self.assertFalse(self.stock.is_8d_quarantine)
        other = self.warehouse.create(
            {"name": "Second", "code": "E82", "company_id": self.company.id}
        )
        self._put(self.product, 10, self.lot, other.lot_stock_id)
        report = self._with_lots()
        report.action_block_lots()
        report.action_quarantine()
        pickings = report.sudo().quarantine_ids
        self.assertEqual(pickings.location_dest_id, own | other._get_8d_quarantine())
        self.assertEqual(sorted(pickings.move_ids.mapped("quantity")), [10, 100])

    def test_goods_without_lots(self):
        """They are kept back by the quarantine."""
        screw = self.env["product.product"].create({"name": "Screw", "is_storable": True})
        self._put(screw, 50)
        held = self._transfer(20, product=screw)
        report = self._report(product_id=screw.id, kind="internal")
        self.assertTrue(report.has_free_goods)
        report.action_block_lots()
        picking = report.sudo().quarantine_ids
        self.assertEqual(picking.move_ids.quantity, 30, "what is reserved stays reserved")
        self._carry_out(picking)
        self._carry_out(held)
        self.assertFalse(self._transfer(5, product=screw).move_ids.quantity)
        out = self._transfer(5, product=screw, source=self._quarantine())
        with self.refused("Screw is blocked by"):
            self._carry_out(out)
        out.action_cancel()
        report.lot_block_ids.with_user(self.quality)._release("Sorted")
        self._carry_out(report.sudo().quarantine_ids - picking)
        self.assertEqual(self._in_stock(self.stock, product=screw), 30)

    def test_supplier_gets_them_from_quarantine(self):
        receipt = self._carry_out(
            self._transfer(60, self._lots("LOT-S", quantity=0), source=self.suppliers)
        )
        lot = receipt.move_ids.move_line_ids.lot_id
        report = self._with_lots(lot, kind="supplier")
        self.assertIn(self.customer.name, report.lot_trace)
        report.action_block_lots()
        report.action_quarantine()
        self._carry_out(report.sudo().quarantine_ids)
        action = report.with_user(self.env.user).action_return_to_supplier()
        self.assertEqual(action["context"]["active_id"], receipt.id)
        wizard = self.env["stock.return.picking"].with_context(**action["context"]).create({})
        back = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertEqual(back.location_id, self._quarantine())
        self.assertEqual(back.move_ids.move_line_ids.lot_id, lot)
        self._carry_out(back)
        self.assertFalse(self._in_stock(self._quarantine(), lot))
        report.invalidate_recordset()
        self.assertIn("Sent back to the supplier", report.lot_trace)

    def test_no_receipt_no_return(self):
        with self.assertRaises(UserError):
            self._with_lots().with_user(self.env.user).action_return_to_supplier()

    def test_settings(self):
        self.env["res.config.settings"].create({"quality_8d_quarantine": True}).execute()
        self.assertTrue(self.company.quality_8d_quarantine)
