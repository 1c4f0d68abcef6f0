from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_fed_by_production(self):
        """Whether the move waits for a manufacturing order of its own, or got its goods of it."""
        self.ensure_one()
        productions = self.created_production_id | self.move_orig_ids.production_id
        return any(production.state != "cancel" for production in productions)

    def _take_from_shelf(self, quantity, reserve=True):
        """Let the goods of a waiting delivery come from stock instead of their manufacturing
        order.

        :param float quantity: in the unit of the product; the rest goes on waiting
        :return: the move that takes from stock
        """
        self.ensure_one()
        values = {
            "procure_method": "make_to_stock",
            "move_orig_ids": False,
            "created_production_id": False,
        }
        if self.product_id.uom_id.compare(quantity, self.product_qty) >= 0:
            taken = self
            taken.write(values)
            taken._recompute_state()
        else:
            taken = self.create(
                [
                    {**split, **values, "picking_id": self.picking_id.id}
                    for split in self._split(quantity)
                ]
            )
            taken._action_confirm(merge=False)
        if reserve:
            taken._action_assign()
        return taken
