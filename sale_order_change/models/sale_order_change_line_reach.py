from collections import defaultdict

from odoo import api, models


class SaleOrderChangeLine(models.Model):
    """What the lines of a change hold up, and how that is said."""

    _inherit = "sale.order.change.line"

    def _all_concerned(self):
        """Return the lines of the order that these lines reach together."""
        return self.env["sale.order.line"].union(*(line._concerned_order_lines() for line in self))

    @api.model
    def _unreleased_lines(self, orders):
        """Return ``{order: lines}`` that hold something up and that no manager has let pass."""
        holding = {
            order: lines for order, lines in self._holding_lines(orders).items() if lines
        }
        if not holding:
            return {}
        lines = self.browse().union(*holding.values())
        released = self.env["sale.order.review.override"].sudo()._released_changes(lines.change_id)
        return {
            order: left
            for order, own in holding.items()
            if (left := own.filtered(lambda line: line.change_id not in released))
        }

    def _open_batches(self):
        """Return the delivery batches of the order line that are not delivered. As superuser."""
        self.ensure_one()
        return self._undelivered(self.order_line_id.delivery_schedule_ids)

    @api.model
    def _undelivered(self, batches):
        """Return those of the batches of which something is still to be delivered."""
        return batches.filtered(
            lambda batch: batch.delivery_state != "delivered"
            and not batch.product_uom_id.is_zero(batch.quantity)
        )

    def _has_several_batches(self):
        return len(self._open_batches()) > 1

    def _several_batches_sentence(self):
        return self.env._(
            "%(product)s goes out in several batches: change the day of each batch.",
            product=self.order_line_id.product_id.display_name,
        )

    def _reaches_products(self, products):
        """Return those of ``self`` that concern one of the products, or the whole order."""
        return self.filtered(
            lambda line: not line.order_line_id or line.order_line_id.product_id in products
        )

    def _hold_sentences(self):
        """Return one sentence for each change: what is not decided, or why it is on hold."""
        sentences = defaultdict(list)
        labels = dict(self._fields["kind"]._description_selection(self.env))
        texts = self._value_texts(show_prices=False)
        for line in self:
            __, old, new = texts[line.id]
            what = " ".join(filter(None, [labels[line.kind], line.order_line_id.product_id.name]))
            values = " → ".join(filter(None, [old, new])) if line.kind == "quantity" else ""
            sentences[line.change_id].append(": ".join(filter(None, [what, values])))
        return [
            self.env._(
                "%(order)s is on hold by %(change)s: %(reason)s",
                order=change.order_code or change.order_name,
                change=change.name,
                reason=change.reason or "",
            )
            if change.state == "applied"
            else self.env._(
                "%(change)s of %(order)s is not decided yet (%(what)s).",
                change=change.name,
                order=change.order_code or change.order_name,
                what="; ".join(parts),
            )
            for change, parts in sentences.items()
        ]
