from odoo import fields, models
from odoo.fields import Domain


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        complaints = self.env["customer.complaint"]
        for production in self:
            production.complaint_count = (
                complaints.search_count([("id", "in", production._complaints().ids)])
                if production._origin
                else 0
            )

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

    def action_view_complaints(self):
        """Open the complaints about what was made."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("id", "in", self._complaints().ids)],
            "context": {"create": False},
        }
