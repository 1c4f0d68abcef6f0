from odoo import models


class SaleOrderChange(models.Model):
    """A change that asks for less, or for a stop, holds up what it concerns until it is decided."""

    _inherit = "sale.order.change"

    def _on_submitted(self):
        """Tell planning that something is not to be begun for the moment."""
        result = super()._on_submitted()
        order = self.order_id
        if lines := self.env["sale.order.change.line"]._holding_lines(order).get(order):
            own = lines.filtered(lambda line: line.change_id == self)
            if own:
                self.company_id._tell_planning(
                    self,
                    self.env._(
                        "%(order)s: begin nothing more for the moment",
                        order=self.order_code or self.order_name,
                    ),
                    "\n".join(own._hold_sentences()),
                )
        return result

    def _on_closed(self):
        """Nothing is held up by the change any more: who plans is told."""
        result = super()._on_closed()
        self.env["mrp.production"]._tell_released_soon()
        return result
