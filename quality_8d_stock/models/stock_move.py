from odoo import models
from odoo.fields import Command


class StockMove(models.Model):
    _inherit = "stock.move"

    def _may_take_blocked_lots(self):
        """Whether this move may take blocked lots: to quarantine, to the supplier, to scrap."""
        self.ensure_one()
        destination = self.location_dest_id
        return destination.is_8d_quarantine or destination.usage in ("supplier", "inventory")

    def _without_blocked_lots(self):
        """Return the move with the mark that keeps blocked lots from being taken by themselves.

        The mark only ever takes lots away; a lot that a person names is not looked for here.
        """
        if self.product_id.tracking == "none" or self._may_take_blocked_lots():
            return self
        return self.with_context(without_8d_blocked_lots=True)

    def _update_reserved_quantity_vals(self, *args, **kwargs):
        move = self._without_blocked_lots()
        return super(StockMove, move)._update_reserved_quantity_vals(*args, **kwargs)

    def _set_quantity_done_prepare_vals(self, qty):
        move = self._without_blocked_lots()
        return super(StockMove, move)._set_quantity_done_prepare_vals(qty)

    def _take_from_quarantine(self):
        """Take the goods of a return from quarantine, where they are not found on their shelf."""
        for move in self.filtered(lambda m: m.origin_returned_move_id and not m.move_line_ids):
            taken = move._quarantined_goods()
            if not taken:
                continue
            # It does not wait for what the receipt brought to the shelf.
            move.write(
                {"location_id": taken[0][0].location_id.id, "move_orig_ids": [Command.clear()]}
            )
            self.env["stock.move.line"].create(
                [
                    move._prepare_move_line_vals(quantity=quantity, reserved_quant=quant)
                    for quant, quantity in taken
                ]
            )
        for picking in self.picking_id:
            if len(location := picking.move_ids.location_id) == 1:
                picking.location_id = location

    def _quarantined_goods(self):
        """Return what can be taken from quarantine for this return: list of (quant, quantity)."""
        self.ensure_one()
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("lot_id", "in", self.origin_returned_move_id.move_line_ids.lot_id.ids or [False]),
                ("location_id.is_8d_quarantine", "=", True),
                ("location_id.warehouse_id.company_id", "=", self.company_id.id),
                ("quantity", ">", 0),
            ],
            order="location_id, id",
        )
        wanted = self.product_qty
        taken = []
        for quant in quants:
            quantity = min(wanted, quant.quantity - quant.reserved_quantity)
            if quant.product_uom_id.compare(quantity, 0) > 0:
                wanted -= quantity
                taken.append((quant, quantity))
        return taken
