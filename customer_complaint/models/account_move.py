from odoo import fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    _inherit = "account.move"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        for move in self:
            # A draft that has not been saved has none.
            move.complaint_count = (
                self.env["customer.complaint"].search_count(move._complaint_domain())
                if move._origin
                else 0
            )

    def _complaint_domain(self):
        """Return the domain of complaints that this credit note settles, or about this invoice."""
        self.ensure_one()
        # sudo: which order an invoice is for decides what is shown, not what may be read
        orders = self.sudo().line_ids.sale_line_ids.order_id
        domain = Domain("remedy_ids.refund_id", "=", self._origin.id)
        if self.move_type == "out_invoice" and orders:
            domain |= Domain("order_id", "in", orders.ids)
        return domain

    def action_view_complaints(self):
        """Open the complaints that this credit note settles, or about this invoice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {**action, "domain": self._complaint_domain(), "context": {"create": False}}

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
