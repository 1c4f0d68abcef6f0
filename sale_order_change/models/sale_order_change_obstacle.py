from odoo import models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import plain_number


class SaleOrderChange(models.Model):
    """What of a change cannot be carried out, told before anything is written."""

    _inherit = "sale.order.change"

    def _check_complete(self):
        result = super()._check_complete()
        # sudo: whoever asks for a change need not see the batches of the order
        if sentences := self.sudo()._batch_obstacles():
            raise UserError("\n".join(sentences))
        return result

    def _apply_obstacles(self):
        obstacles = super()._apply_obstacles()
        if self.order_id.state == "sale":
            obstacles += self._order_obstacles()
        return obstacles

    def _order_obstacles(self):
        """Return what of the order, its transfers and invoices stands against these lines."""
        self.ensure_one()
        sentences = []
        for line in self.line_ids:
            check = getattr(line, f"_{line.kind}_obstacles", None)
            if check:
                sentences += check()
        sentences += self._batch_obstacles()
        return list(dict.fromkeys(sentences))

    def _batch_obstacles(self):
        """Return a sentence for each line whose batches and quantity would not fit together."""
        self.ensure_one()
        sentences = []
        quantities = {
            line.order_line_id: line.new_quantity
            for line in self.line_ids
            if line.kind == "quantity"
        }
        changed = self.line_ids.filtered(lambda line: line.kind in ("schedule", "cancel_batch"))
        for order_line, rows in changed.grouped("order_line_id").items():
            if order_line not in quantities:
                continue
            batches = {batch: batch.quantity for batch in order_line.delivery_schedule_ids}
            for row in rows:
                batches[row.schedule_id or row] = row._batch_wanted()
            total = sum(batches.values())
            wanted = quantities[order_line]
            if not order_line.delivery_schedule_ids:
                # What is left of the line becomes its first batch.
                total = max(total, wanted)
            if order_line.product_uom_id.compare(total, wanted):
                sentences.append(
                    self.env._(
                        "%(product)s: the delivery batches would hold %(total)s %(unit)s, the "
                        "order line %(wanted)s.",
                        product=order_line.product_id.display_name,
                        total=plain_number(total),
                        wanted=plain_number(wanted),
                        unit=order_line.product_uom_id.name,
                    )
                )
        return sentences
