from odoo import models

from odoo.addons.order_signoff.tools import plain_number


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _wanted_for(self, moves):
        """Return what these moves want, in the unit of the purchase line."""
        self.ensure_one()
        return sum(
            move.product_uom._compute_quantity(move.product_uom_qty, self.product_uom_id)
            for move in moves.exists()
            if move.state != "cancel"
        )

    def _lower_for_change(self, less, needless, change):
        """Order less; take the line off, and cancel the purchase, where nothing is needed.

        :param float less: in the unit of the line
        :param bool needless: whether nothing of it is wanted any more
        """
        self.ensure_one()
        unit, purchase = self.product_uom_id, self.order_id
        if unit.compare(less, 0) <= 0:
            return
        left = self.product_qty - less
        text = self.env._(
            "%(product)s: %(less)s %(unit)s less by %(change)s.",
            product=self.product_id.display_name,
            less=plain_number(less),
            unit=unit.name,
            change=change.name,
        )
        if unit.compare(left, 0) > 0:
            self.product_qty = left
        elif needless and len(purchase.order_line) > 1:
            self.unlink()
        elif needless:
            purchase.button_cancel()
        purchase._message_log(body=text, author_id=self.env.user.partner_id.id)
