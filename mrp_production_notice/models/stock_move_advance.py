from odoo import fields, models
from odoo.fields import Command, Domain


class StockMove(models.Model):
    """Components that were released in advance are taken from stock, not procured again."""

    _inherit = "stock.move"

    advance_line_id = fields.Many2one(
        comodel_name="mrp.production.advance.line",
        string="Released in Advance",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _action_confirm(self, merge=True, merge_into=False, create_proc=True):
        parts = self._take_advance_material() if create_proc else self.browse()
        return super(StockMove, self | parts)._action_confirm(
            merge=merge, merge_into=merge_into, create_proc=create_proc
        )

    def _take_advance_material(self):
        """Let moves into production take what was released for their order.

        Returns new moves for what is procured as usual where only a part was released. One
        query where the company works with production notices, none elsewhere.
        """
        new = self.browse()
        moves = self.filtered(
            lambda move: move.state == "draft"
            and move.company_id.order_notice_enabled
            and not move.advance_line_id
            and not move.sale_line_id
            and (move.raw_material_production_id or move.procure_method == "make_to_order")
            and move.product_uom.compare(move.product_uom_qty, 0) > 0
        )
        if not moves:
            return new
        # sudo: released material is used up by whoever confirms a manufacturing order
        lines = self.env["mrp.production.advance.line"].sudo().search(
            Domain("company_id", "in", moves.company_id.ids)
            & Domain("product_id", "in", moves.product_id.ids)
            & Domain("advance_id.state", "=", "released")
        )
        if not lines:
            return new
        taken = lines._taken_quantities()
        remaining = {line: line.quantity - taken.get(line.id, 0.0) for line in lines}
        orders_of = lines._orders_by_reference()
        for move in moves:
            orders = move.sudo().reference_ids.sale_ids.union(
                *(orders_of[ref] for ref in move.sudo().reference_ids if ref in orders_of)
            )
            usable = lines.filtered(
                lambda line, move=move, orders=orders: line.product_id.id == move.product_id.id
                and line.order_id in orders
                and move.location_id._child_of(line.order_id.warehouse_id.lot_stock_id)
            )
            for line in usable:
                if move.product_id.uom_id.compare(remaining[line], 0) <= 0:
                    continue
                used = min(remaining[line], move.product_qty)
                remaining[line] -= used
                move = move._take_from_stock(line, used)
                if not move:
                    break
                new |= move
        return new

    def _take_from_stock(self, line, quantity):
        """Take ``quantity`` from stock; return the move that procures the rest, if there is one."""
        self.ensure_one()
        rest = self.browse()
        procures = (
            self.procure_method == "make_to_order"
            or self.rule_id.procure_method == "mts_else_mto"
        )
        if procures and self.product_id.uom_id.compare(quantity, self.product_qty) < 0:
            used = self.product_id.uom_id._compute_quantity(quantity, self.product_uom)
            rest = self.copy(
                {
                    "product_uom_qty": self.product_uom_qty - used,
                    "procure_method": self.procure_method,
                    "rule_id": self.rule_id.id,
                    "raw_material_production_id": self.raw_material_production_id.id,
                    "move_dest_ids": [Command.set(self.move_dest_ids.ids)],
                    "reference_ids": [Command.set(self.reference_ids.ids)],
                }
            )
            self.product_uom_qty = used
        values = {"advance_line_id": line.id}
        if procures:
            values.update(procure_method="make_to_stock", rule_id=False)
        self.write(values)
        return rest
