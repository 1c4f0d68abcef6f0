from odoo import models
from odoo.fields import Domain


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.complaint.link.mixin"]

    def _complaint_domain(self):
        """Return the domain of complaints that this credit note settles, or about this invoice."""
        self.ensure_one()
        # sudo: which order an invoice is for decides what is shown, not what may be read
        orders = self.sudo().line_ids.sale_line_ids.order_id
        domain = Domain("remedy_ids.refund_id", "=", self._origin.id)
        if self.move_type == "out_invoice" and orders:
            domain |= Domain("order_id", "in", orders.ids)
        return domain

    def _post(self, soft=True):
        """A complaint goes on as soon as its credit note is posted."""
        posted = super()._post(soft)
        if refunds := posted.filtered(lambda move: move.move_type == "out_refund"):
            # sudo: accounting knows nothing of complaints
            remedies = self.env["customer.complaint.remedy"].sudo()
            credited = remedies.search([("refund_id", "in", refunds.ids)])
            credited._tell_of_difference()
            credited.complaint_id._proceed()
        return posted
