from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _order_holds_production(self):
        """A change that is not decided holds up what it concerns."""
        return super()._order_holds_production() or self.order_change_enabled
