from odoo import models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """What the customer's page of an order says about its changes."""

    _inherit = "sale.order"

    def _portal_changes(self):
        """Return the changes of the order that the customer may look at, the latest first."""
        self.ensure_one()
        # sudo: customers have no right on changes; what they may see is chosen here
        changes = self.env["sale.order.change"].sudo()
        return changes.search(
            Domain("order_id", "=", self.id) & changes._portal_domain(), order="id desc"
        )
