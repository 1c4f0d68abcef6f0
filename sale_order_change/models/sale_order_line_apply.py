from odoo import models


class SaleOrderLine(models.Model):
    """Delivery batches that a change makes or fills otherwise. Runs as superuser."""

    _inherit = "sale.order.line"

    def _goods_moves(self):
        """Return the moves that take goods to the customer; manufacturing orders have their own."""
        return self.move_ids.filtered(
            lambda move: not move.production_id and not move.raw_material_production_id
        )

    def _make_one_batch(self, day):
        """Make the whole line one delivery batch, with the transfers it has.

        :param date day: that was agreed so far, False where none was
        """
        self.ensure_one()
        moves = self._live_moves() & self._goods_moves()
        batch = self.env["sale.order.delivery.schedule"].create(
            {
                "order_line_id": self.id,
                "quantity": self.product_uom_qty,
                "requested_date": day or self.order_id._commitment_day(),
                "launched_quantity": self.product_uom_qty if moves else 0.0,
            }
        )
        moves.delivery_schedule_id = batch
        return batch

    def _launch_moved_batches(self):
        """Let the transfers follow batches that hold more or less than is on their way."""
        procurements = []
        for line in self.filtered("delivery_batch_count"):
            moved = line.delivery_schedule_ids.filtered(
                lambda batch, line=line: line.product_uom_id.compare(
                    batch.launched_quantity, batch.quantity
                )
            )
            if moved:
                line = line.with_company(line.company_id)
                procurements += line._create_procurements(
                    0.0, line.product_uom_id, line._prepare_procurement_values()
                )
        if procurements:
            self.env["stock.rule"].run(procurements)
            self.order_id.picking_ids.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            ).action_confirm()
