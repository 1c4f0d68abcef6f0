from odoo import models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === CRUD METHODS === #

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._check_state_of_order()
        return result

    def _check_state_of_order(self):
        """Refuse lines that claim to be confirmed while their order is not.

        Goods are procured for lines in the state of a confirmed order: a line that says so by
        itself would pass by the review.
        """
        for line in self:
            if (
                line.state == "sale"
                and line.order_id.state != "sale"
                # sudo: the switch of the order's company decides, whoever asks
                and line.order_id.sudo().company_id.order_review_enabled
            ):
                raise UserError(
                    self.env._(
                        "A line of %(order)s cannot be confirmed by itself: confirm the order.",
                        order=line.order_id.name,
                    )
                )
