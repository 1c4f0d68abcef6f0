from odoo import models
from odoo.fields import Domain


class SaleOrderChange(models.Model):
    _name = "sale.order.change"
    _inherit = ["sale.order.change", "customer.complaint.link.mixin"]

    def _complaint_domain(self):
        return Domain("remedy_ids.change_id", "in", self._origin.ids)

    def _apply(self):
        """A complaint goes on as soon as its change has been carried out."""
        result = super()._apply()
        # sudo: whoever carries the change out knows nothing of complaints
        remedies = self.env["customer.complaint.remedy"].sudo()
        remedies.search([("change_id", "in", self.ids)]).complaint_id._proceed()
        return result
