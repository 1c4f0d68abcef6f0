from odoo import models
from odoo.fields import Domain

from .purchase_order import NOT_SENT


class SaleOrderChange(models.Model):
    """A change reaches what is bought for the order; what is not sent yet is lowered."""

    _inherit = "sale.order.change"

    # === IMPACT === #

    def _prepare_impact(self):
        rows = super()._prepare_impact()
        if not any(line.kind not in ("price", "release") for line in self.line_ids):
            return rows
        order = self.order_id
        purchases = self.env["purchase.order"].search(
            (
                Domain("reference_ids.sale_ids", "in", order.ids)
                | Domain("order_line.sale_line_id", "in", order.order_line.ids)
            )
            & Domain("state", "!=", "cancel"),
            order="id",
        )
        less = bool(self._decreases())
        return rows + [self._impact_of_purchase(purchase, less) for purchase in purchases]

    def _impact_of_purchase(self, purchase, less):
        lines = purchase.order_line.filtered(lambda line: not line.display_type)
        received = sum(lines.mapped("qty_received"))
        if purchase.state in NOT_SENT:
            severity = "info"
            sentence = self.env._("Not ordered yet: follows the change.")
        else:
            severity = "warning" if less else "info"
            sentence = (
                self.env._("Ordered: ask the supplier what can be taken back.")
                if less
                else self.env._("Ordered.")
            )
        return self._prepare_impact_row(
            "purchase", severity, sentence, purchase, quantity_done=received
        )

    # === CARRY OUT === #

    def _note_before(self, supply):
        """Keep what purchases that are not sent are for, before anything is written."""
        before = super()._note_before(supply)
        needs = self._open_ends(self.order_id.order_line)
        for demand in supply:
            needs |= demand.productions.move_raw_ids
        lines = self.env["purchase.order.line"].search(
            [("move_dest_ids", "in", needs.ids), ("order_id.state", "in", NOT_SENT)]
        )
        before["purchases"] = [
            (line, moves, line._wanted_for(moves), line.product_qty)
            for line in lines
            if (moves := line.move_dest_ids & needs)
        ]
        return before

    def _carry_to_documents(self, before):
        for line, moves, wanted, ordered in before["purchases"]:
            if not line.exists() or line.order_id.state not in NOT_SENT:
                continue
            now = line._wanted_for(moves)
            # Odoo has lowered by itself what its own rules bring back
            less = wanted - now - max(ordered - line.product_qty, 0.0)
            line._lower_for_change(less, not now, self)
        return super()._carry_to_documents(before)
