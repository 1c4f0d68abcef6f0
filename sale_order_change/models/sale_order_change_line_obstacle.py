from odoo import models

from odoo.addons.order_signoff.tools import plain_number


class SaleOrderChangeLine(models.Model):
    """Why one line of a change cannot be carried out: a list of sentences for each kind.

    Runs as superuser.
    """

    _inherit = "sale.order.change.line"

    # === QUANTITIES === #

    def _quantity_obstacles(self):
        self.ensure_one()
        line = self.order_line_id
        return self._delivered_obstacles(self.new_quantity) or self._picked_obstacles(
            self.new_quantity - line.qty_delivered
        )

    def _cancel_line_obstacles(self):
        self.ensure_one()
        return self._picked_obstacles(0.0)

    def _product_obstacles(self):
        self.ensure_one()
        line = self.order_line_id
        if line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) >= 0:
            return [
                self.env._(
                    "%(product)s is delivered already: add the other product instead.",
                    product=line.product_id.display_name,
                )
            ]
        return self._picked_obstacles(0.0)

    def _schedule_obstacles(self):
        self.ensure_one()
        batch = self.schedule_id
        if not batch:
            return self._division_obstacles()
        unit = batch.product_uom_id
        if delivered := self._delivered_batch_obstacles():
            return delivered
        if self.new_quantity and unit.compare(self.new_quantity, batch.delivered_quantity) < 0:
            return [
                self.env._(
                    "%(delivered)s %(unit)s of %(batch)s are delivered already.",
                    delivered=plain_number(batch.delivered_quantity),
                    unit=unit.name,
                    batch=batch.display_name,
                )
            ]
        if not self.new_quantity:
            return []
        return self._picked_obstacles(
            self.new_quantity - batch.delivered_quantity, batch.move_ids
        )

    def _division_obstacles(self):
        """What is delivered or picked has to fit into the first part of a line that is divided."""
        if self.order_line_id.delivery_schedule_ids:
            return []
        rest = self._rest_beside_batches()
        if rest is None:
            return []
        return self._delivered_obstacles(rest) or self._picked_obstacles(
            rest - self.order_line_id.qty_delivered
        )

    def _cancel_batch_obstacles(self):
        self.ensure_one()
        return self._delivered_batch_obstacles() or self._picked_obstacles(
            0.0, self.schedule_id.move_ids
        )

    def _delivered_batch_obstacles(self):
        batch = self.schedule_id
        if not batch or batch.delivery_state != "delivered":
            return []
        return [self.env._("%(batch)s is delivered already.", batch=batch.display_name)]

    def _date_obstacles(self):
        """A line that has come to go out in several batches has no one day."""
        self.ensure_one()
        return [self._several_batches_sentence()] if self._has_several_batches() else []

    def _delivered_obstacles(self, quantity):
        line = self.order_line_id
        if line.product_uom_id.compare(quantity, line.qty_delivered) >= 0:
            return []
        return [
            self.env._(
                "%(product)s: %(delivered)s %(unit)s are delivered already. Take goods back "
                "first, or ask for at least that quantity.",
                product=line.product_id.display_name,
                delivered=plain_number(line.qty_delivered),
                unit=line.product_uom_id.name,
            )
        ]

    def _picked_obstacles(self, remaining, among=None):
        """Return what is being picked and would have to be put back.

        :param float remaining: what is still to be delivered, in the unit of the order line
        :param among: only these moves, otherwise all of the order line
        """
        line = self.order_line_id
        moves = line._goods_moves() if among is None else line._goods_moves() & among
        moves = moves.filtered(
            lambda move: move.picked
            and move.state not in ("done", "cancel")
            and move.product_id == line.product_id
        )
        picked = sum(
            move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
            for move in moves
        )
        if line.product_uom_id.compare(picked, remaining) <= 0:
            return []
        return [
            self.env._(
                "%(product)s: %(picked)s %(unit)s are being picked in %(transfers)s. Put them "
                "back, or close the transfer first.",
                product=line.product_id.display_name,
                picked=plain_number(picked),
                unit=line.product_uom_id.name,
                transfers=", ".join(moves.picking_id.mapped("name")),
            )
        ]

    # === PRICE, ORDER, ADDRESS === #

    def _price_obstacles(self):
        self.ensure_one()
        line = self.order_line_id
        if line.product_uom_id.is_zero(line.qty_invoiced):
            return []
        return [
            self.env._(
                "%(product)s: %(invoiced)s %(unit)s are invoiced. Credit the invoice first, or "
                "agree on the price of what is added.",
                product=line.product_id.display_name,
                invoiced=plain_number(line.qty_invoiced),
                unit=line.product_uom_id.name,
            )
        ]

    def _cancel_order_obstacles(self):
        self.ensure_one()
        order = self.order_id
        sentences = []
        delivered = order.order_line.filtered(
            lambda line: not line.display_type
            and line.product_uom_id.compare(line.qty_delivered, 0) > 0
        )
        if delivered:
            sentences.append(
                self.env._(
                    "%(order)s is partly delivered (%(products)s): cancel its products one by one, "
                    "what is delivered then stays.",
                    order=order.name,
                    products=", ".join(delivered.product_id.mapped("display_name")),
                )
            )
        posted = order.invoice_ids.filtered(lambda invoice: invoice.state == "posted")
        if not order.currency_id.is_zero(sum(-m.amount_total_in_currency_signed for m in posted)):
            sentences.append(
                self.env._(
                    "%(order)s is invoiced (%(invoices)s): credit the invoices first.",
                    order=order.name,
                    invoices=", ".join(posted.mapped("name")),
                )
            )
        picked = order.order_line._goods_moves().filtered(
            lambda move: move.picked and move.state not in ("done", "cancel")
        )
        if picked:
            sentences.append(self._picking_sentence(picked.picking_id))
        return sentences

    def _address_obstacles(self):
        self.ensure_one()
        moves = (
            self.schedule_id.move_ids
            if self.schedule_id
            else self.order_id.order_line._goods_moves()
        ).filtered(lambda move: move.state not in ("done", "cancel"))
        sentences = self._delivered_batch_obstacles()
        if picked := moves.filtered("picked"):
            sentences.append(self._picking_sentence(picked.picking_id))
        if dropped := moves.filtered(lambda move: move._is_dropshipped()):
            sentences.append(
                self.env._(
                    "%(products)s are sent by the supplier: change the address on the purchase "
                    "order.",
                    products=", ".join(dropped.product_id.mapped("display_name")),
                )
            )
        return sentences

    def _picking_sentence(self, pickings):
        return self.env._(
            "%(transfers)s is being picked: put the goods back, or close the transfer first.",
            transfers=", ".join(pickings.mapped("name")),
        )
