from odoo import models
from odoo.fields import Domain


class RepairOrder(models.Model):
    _name = "repair.order"
    _inherit = ["repair.order", "customer.complaint.link.mixin"]

    def _complaint_domain(self):
        return Domain("remedy_ids.repair_id", "in", self._origin.ids)

    def action_repair_done(self):
        """A complaint goes on as soon as its repair is done."""
        result = super().action_repair_done()
        # sudo: the workshop knows nothing of complaints
        remedies = self.env["customer.complaint.remedy"].sudo()
        remedies.search([("repair_id", "in", self.ids)]).complaint_id._proceed()
        return result
