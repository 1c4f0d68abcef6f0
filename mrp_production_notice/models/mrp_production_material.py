from odoo import models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Planning requests material from a manufacturing order that waits for its notice."""

    _inherit = "mrp.production"

    def action_request_advance(self):
        """Write a request for material of the customer's order this is made for."""
        self.ensure_one()
        self.check_access("read")
        # sudo: planning need not see the order, only its material
        orders = self.sudo()._customer_orders().get(self.sudo())
        if not orders:
            raise UserError(
                self.env._(
                    "%(production)s is made for no customer's order: confirm it, and its material "
                    "is procured.",
                    production=self.name,
                )
            )
        advance = self.env["mrp.production.advance"].sudo().create({"order_id": orders[:1].id})
        return advance.with_env(self.env)._get_records_action()
