from odoo import models
from odoo.fields import Domain


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _get_gather_domain(self, product_id, location_id, *args, **kwargs):
        """Blocked lots are not reserved by themselves.

        They are left out within the search that Odoo makes anyhow: no query more, and nothing at
        all for goods without lots.
        """
        domain = super()._get_gather_domain(product_id, location_id, *args, **kwargs)
        if self.env.context.get("without_8d_blocked_lots"):
            companies = location_id.company_id or self.env.company
            blocked = self.env["quality.8d.lot.block"]._blocked_lots(companies)
            domain &= Domain("lot_id", "not in", blocked)
        return domain
