from odoo import models
from odoo.fields import Domain


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "customer.complaint.link.mixin"]

    def _complaint_domain(self):
        """Return the domain of complaints about this delivery, or that it makes good."""
        self.ensure_one()
        number = self._origin.id
        return (
            Domain("picking_id", "=", number)
            | Domain("remedy_ids.return_id", "=", number)
            | Domain("remedy_ids.replacement_id", "=", number)
        )

    def _complaint_context(self):
        return {
            "default_picking_id": self.id,
            "default_order_id": self.sale_id.id,
            "default_partner_id": self.partner_id.id,
        }

    def _action_done(self):
        result = super()._action_done()
        self._proceed_complaints()
        return result

    def _proceed_complaints(self):
        """Lead on the complaints whose return or replacement is done."""
        # sudo: the warehouse knows nothing of complaints
        remedies = self.env["customer.complaint.remedy"].sudo()
        domain = Domain("return_id", "in", self.ids) | Domain("replacement_id", "in", self.ids)
        remedies.search(domain).complaint_id._proceed()
