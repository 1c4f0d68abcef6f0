from odoo import models
from odoo.exceptions import AccessError, UserError


class SaleOrder(models.Model):
    """Lines from the customer's sheet into an order, and the lines of orders as a sheet."""

    _inherit = "sale.order"

    def action_import_order_lines(self):
        """Open the import of the customer's sheet into this quotation."""
        self.ensure_one()
        self._check_may_import_lines()
        wizard = self.env["sale.order.line.import"].create(
            {"order_id": self.id, "company_id": self.company_id.id}
        )
        return wizard._reopen()

    def action_export_order_lines(self):
        """Download the lines of these orders as a sheet."""
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("You may not export: ask an administrator for the right to export.")
            )
        if not self:
            raise UserError(self.env._("Choose the orders whose lines you want."))
        export = self.env["sale.order.line.export"].create({"order_list": self.ids})
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/sale_order_intake/order_lines/{export.id}",
        }

    def _check_may_import_lines(self):
        self.ensure_one()
        self.check_access("write")
        if not self.company_id.order_intake_enabled:
            raise UserError(
                self.env._(
                    "Order intake is switched off in %(company)s: switch it on in the settings.",
                    company=self.company_id.name,
                )
            )
        if self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed or cancelled: lines are imported into quotations.",
                    order=self.name,
                )
            )
