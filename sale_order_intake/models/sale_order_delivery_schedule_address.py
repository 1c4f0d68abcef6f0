from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrderDeliverySchedule(models.Model):
    """A batch of a confirmed order goes to another address until it has left."""

    _inherit = "sale.order.delivery.schedule"

    def write(self, vals):
        elsewhere = self._changing(("destination_partner_id",), vals)
        elsewhere = elsewhere.filtered(lambda batch: batch.order_state == "sale")
        before = {batch: batch._delivery_address() for batch in elsewhere}
        if not self.env.su:
            elsewhere._check_address_open()
        result = super().write(vals)
        elsewhere._follow_address(before)
        return result

    def _check_address_open(self):
        """Refuse another address for what has left, is being picked, or is sent by a supplier."""
        for batch in self:
            # sudo: transfers count, whoever may see them
            moves = batch.sudo().move_ids.filtered(lambda move: move.state != "cancel")
            if any(move.state == "done" or move.picked for move in moves):
                raise UserError(
                    self.env._(
                        "%(batch)s is being picked or has left: its address stays. Agree with the"
                        " warehouse, or take the goods back first.",
                        batch=batch.display_name,
                    )
                )
            if any(move._is_dropshipped() for move in moves):
                raise UserError(
                    self.env._(
                        "%(batch)s is sent by the supplier: change the address on the purchase"
                        " order.",
                        batch=batch.display_name,
                    )
                )

    def _follow_address(self, before):
        """Take changed addresses over to the open transfers and tell it on the orders.

        :param before: {batch: address before the change}
        """
        changed = self.filtered(lambda batch: batch._delivery_address() != before[batch])
        changed = changed.filtered("launched_quantity")
        if not changed:
            return
        changed._assign_references()
        for batch in changed:
            # sudo: whoever keeps the addresses of the order need not work in Inventory
            batch.sudo()._move_to_address()
        for order, batches in changed.grouped("order_id").items():
            order.message_post(
                body="\n".join(
                    self.env._(
                        "Delivery batch %(number)s of %(product)s: %(before)s → %(after)s",
                        number=batch.number,
                        product=batch.product_id.display_name,
                        before=before[batch].display_name,
                        after=batch._delivery_address().display_name,
                    )
                    for batch in batches
                )
            )

    def _move_to_address(self):
        """Send the open moves of a batch to its address, by themselves if others go elsewhere.

        A transfer that holds nothing else keeps its number.
        """
        self.ensure_one()
        address, place = self._delivery_address(), self._location_final()
        references = self.reference_id or self.order_id._main_stock_references()
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves.write(
            {
                "reference_ids": [Command.set(references.ids)],
                "partner_id": address.id,
                "location_final_id": place.id,
            }
        )
        outgoing = moves.filtered(lambda move: move.location_dest_usage == "customer")
        for picking, own in moves.grouped("picking_id").items():
            others = picking.move_ids.filtered(lambda move: move.state != "cancel") - own
            if others:
                reserved = own.filtered("move_line_ids")
                own._do_unreserve()
                own.picking_id = False
                own._assign_picking()
                reserved._action_assign()
            else:
                picking.partner_id = address
            if own & outgoing and own.location_dest_id != place:
                own.location_dest_id = place
                own.picking_id.location_dest_id = place
