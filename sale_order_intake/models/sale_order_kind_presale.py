from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Orders that customers give before they are certain: what is converted into real orders."""

    _inherit = "sale.order"

    def _check_convertible(self):
        self.ensure_one()
        if self.order_kind != "presale" or self.state == "cancel":
            raise UserError(
                self.env._(
                    "%(order)s cannot be converted: it is no pre-sale order, or was cancelled.",
                    order=self.name,
                )
            )

    def _convert_presale(self, quantities, values=None):
        """Make a customer order of a pre-sale order; the remaining quantity stays open.

        :param quantities: ``{line of the pre-sale order: (quantity, price)}`` in its unit
        :param values: further values of the new order
        :return: the customer order
        """
        self.ensure_one()
        self.check_access("write")
        self._check_convertible()
        lines = self.env["sale.order.line"].union(*quantities)
        if not lines or lines.order_id != self:
            raise UserError(
                self.env._("Enter the quantities of %(order)s to convert.", order=self.name)
            )
        if any(quantity <= 0 for quantity, _price in quantities.values()):
            raise UserError(self.env._("The quantity to convert must be greater than zero."))
        # Two people who convert at once come one after the other; the second starts again.
        lines._lock_presale_lines()
        defaults = {"order_kind": "customer", "order_line": [], "origin": self.name}
        order = self.create(self.copy_data({**defaults, **(values or {})}))
        # sudo: the link is kept by the conversion; the right to convert was checked above
        order.sudo().presale_order_id = self
        for line, (quantity, price) in quantities.items():
            line_vals = line.copy_data({"order_id": order.id, "product_uom_qty": quantity})[0]
            new = line.create({**line_vals, "price_unit": price})
            new.sudo().presale_line_id = line  # sudo: see above
        lines._update_presale_converted()
        for document, other in ((order, self), (self, order)):
            document._message_log(
                body=self.env._("Converted: %(order)s", order=other._get_html_link())
            )
        return order
