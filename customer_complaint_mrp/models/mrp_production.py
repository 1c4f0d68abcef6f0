from odoo import models
from odoo.fields import Domain


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "customer.complaint.link.mixin"]

    def _complaints(self):
        """Return the complaints about what these orders made, as superuser.

        The way back of ``customer.complaint._find_productions()``: by lot, else by order.
        """
        # sudo: lots and orders decide what is about whom; what may be read is asked afterwards
        orders = self.sudo()._origin
        if not orders:
            return self.env["customer.complaint"]
        lots = orders.lot_producing_ids | orders.move_finished_ids.move_line_ids.lot_id
        domain = Domain.FALSE
        if lots:
            domain |= Domain("lot_ids", "in", lots.ids)
        sales = orders.sale_line_id.order_id | orders.reference_ids.sale_ids
        if sales:
            domain |= (
                Domain("order_id", "in", sales.ids)
                & Domain("product_id", "in", orders.product_id.ids)
                & Domain("lot_ids", "=", False)
            )
        found = self.env["customer.complaint"].sudo().search(domain)
        return found.filtered(lambda complaint: complaint._find_productions() & orders)

    def _complaint_domain(self):
        return Domain("id", "in", self._complaints().ids)
