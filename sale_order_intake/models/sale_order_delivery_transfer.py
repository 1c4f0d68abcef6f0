from collections import defaultdict
from datetime import timedelta

from odoo import models


class SaleOrderDeliverySchedule(models.Model):
    """The transfers that are made of a delivery batch, and what they have shipped."""

    _inherit = "sale.order.delivery.schedule"

    # === TRANSFERS === #

    def _prepare_procurement_values(self, values):
        """Values of the procurement of this batch, from those of its whole line."""
        self.ensure_one()
        address = self._delivery_address()
        result = dict(
            values,
            delivery_schedule_id=self.id,
            partner_id=address.id,
            location_final_id=self._location_final(),
            reference_ids=self.reference_id or self.order_id._main_stock_references(),
        )
        if deadline := self._deadline():
            result["date_deadline"] = deadline
            result["date_planned"] = deadline - timedelta(days=self.company_id.security_lead)
        return result

    def _location_final(self):
        self.ensure_one()
        if self.destination_partner_id:
            return self.destination_partner_id.property_stock_customer
        return self.order_line_id._get_location_final()

    def _transfer_key(self):
        """What batches of one order must have in common to share a transfer."""
        self.ensure_one()
        return (self.due_date or self.order_id._commitment_day(), self._delivery_address())

    def _assign_references(self):
        """Give batches that go out by themselves a reference of their own.

        Odoo puts whatever has the same reference, operation and locations on one transfer, and
        on one manufacturing order. Batches that go with the rest of their order have none.
        """
        # sudo: references belong to Inventory; confirming the order is what sales staff may do
        self = self.sudo()
        for order, batches in self.grouped("order_id").items():
            main_key = (order._commitment_day(), order.partner_shipping_id)
            known = {
                other._transfer_key(): other.reference_id
                for other in order.delivery_schedule_ids - batches
                if other.reference_id
            }
            by_key = defaultdict(self.browse)
            for batch in batches:
                by_key[batch._transfer_key()] |= batch
            by_key.pop(main_key, self.browse()).reference_id = False
            new = [key for key in by_key if key not in known]
            references = self.env["stock.reference"].create(
                [{"name": order.name, "sale_ids": [(4, order.id)]} for __ in new]
            )
            known.update(zip(new, references, strict=True))
            for key, group in by_key.items():
                group.reference_id = known[key]

    def _shipments(self):
        """What has reached the customer day by day.

        :return: [(day in the company's time zone, quantity so far in the unit of the line)]
        """
        self.ensure_one()
        product = self.product_id
        counted = []
        for move in self.move_ids:
            if (
                move.state == "cancel"
                or move.location_dest_usage == "inventory"
                or move.sale_line_id != self.order_line_id
            ):
                continue
            if move.location_dest_id._is_outgoing():
                if not move.origin_returned_move_id or move.to_refund:
                    counted.append((move, 1))
            elif move.to_refund and move.location_id._is_outgoing():
                counted.append((move, -1))
        demand, done = defaultdict(float), defaultdict(float)
        by_day = defaultdict(list)
        for move, sign in counted:
            if sign > 0:
                demand[move.product_id] += move.product_qty
            if move.state == "done":
                day = self.company_id._order_local_date(move.date)
                by_day[day].append((move, sign))
        shipments = []
        for day in sorted(by_day):
            for move, sign in by_day[day]:
                done[move.product_id] += sign * move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
                )
            if set(demand) <= {product}:
                sofar = product.uom_id._compute_quantity(
                    done[product], self.product_uom_id, rounding_method="HALF-UP"
                )
            else:
                # The parts of a kit go out: it has gone out as far as its scarcest part has.
                share = min(done[part] / need if need else 1.0 for part, need in demand.items())
                sofar = self.product_uom_id.round(self.quantity * share, rounding_method="DOWN")
            shipments.append((day, sofar))
        return shipments
