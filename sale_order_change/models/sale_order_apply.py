from odoo import models

from ..applying import change_of


class SaleOrder(models.Model):
    """What a change writes into an order. Everything here runs as superuser."""

    _inherit = "sale.order"

    def _write_quantities(self, wanted):
        """Write new quantities of order lines and procure for all of them at once.

        Prices stay as agreed: a price list with quantity breaks is no reason to change them.

        :param wanted: ``{order line: quantity}``
        """
        changed = {
            line: quantity
            for line, quantity in wanted.items()
            if line.product_uom_id.compare(line.product_uom_qty, quantity)
        }
        before = {line.id: line.product_uom_qty for line in changed}
        for line, quantity in changed.items():
            agreed = {name: line[name] for name in ("price_unit", "discount")}
            line.with_context(skip_procurement=True).product_uom_qty = quantity
            if values := {name: old for name, old in agreed.items() if line[name] != old}:
                line.write(values)
        lines = self.env["sale.order.line"].union(*changed)
        if lines:
            lines._action_launch_stock_rule(previous_product_uom_qty=before)
        # Batches that only change places among themselves leave the line as it is.
        self.env["sale.order.line"].union(*wanted)._launch_moved_batches()

    def _send_to(self, address):
        """Deliver what has not left to another address of the customer."""
        self.ensure_one()
        before = self.partner_shipping_id
        moves = self.order_line._goods_moves().filtered(
            lambda move: move.state not in ("done", "cancel")
            and not move.delivery_schedule_id.destination_partner_id
        )
        # Odoo would ask people to write the new address on the transfers by hand.
        self.with_context(mail_activity_automation_skip=True).write(
            {"partner_shipping_id": address.id}
        )
        place = address.property_stock_customer
        moves.filtered(lambda move: move.partner_id == before).write({"partner_id": address.id})
        moves.filtered("location_final_id").write({"location_final_id": place.id})
        outgoing = moves.filtered(
            lambda move: move.location_dest_usage == "customer" and move.location_dest_id != place
        )
        outgoing.write({"location_dest_id": place.id})
        pickings = moves.picking_id.filtered(lambda picking: picking.partner_id == before)
        pickings.write({"partner_id": address.id})
        outgoing.picking_id.write({"location_dest_id": place.id})

    def _tell_planning_of_cancellation(self, notices, productions):
        """A change cancels what is made for the order, and tells what is left itself."""
        change = change_of(self.env)
        if change is not None and change.order_id == self:
            return None
        return super()._tell_planning_of_cancellation(notices, productions)
