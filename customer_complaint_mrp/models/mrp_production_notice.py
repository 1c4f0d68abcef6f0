from odoo import models
from odoo.fields import Domain


class MrpProductionNotice(models.Model):
    _name = "mrp.production.notice"
    _inherit = ["mrp.production.notice", "customer.complaint.link.mixin"]

    def _complaints(self):
        """Return the complaints about what was made by these notices, as superuser."""
        # sudo: what may be read of them is asked afterwards
        return self.sudo().production_ids._complaints()

    def _complaint_domain(self):
        return Domain("id", "in", self._complaints().ids)
