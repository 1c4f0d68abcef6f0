from odoo import fields, models
from odoo.fields import Domain


class StockPicking(models.Model):
    _inherit = "stock.picking"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        for picking in self:
            picking.complaint_count = (
                self.env["customer.complaint"].search_count(picking._complaint_domain())
                if picking._origin
                else 0
            )

    def _complaint_domain(self):
        """Return the domain of complaints about this delivery, or that it makes good."""
        self.ensure_one()
        number = self._origin.id
        return (
            Domain("picking_id", "=", number)
            | Domain("remedy_ids.return_id", "=", number)
            | Domain("remedy_ids.replacement_id", "=", number)
        )

    def action_view_complaints(self):
        """Open the complaints about this delivery, or that it makes good."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": self._complaint_domain(),
            "context": {
                "default_picking_id": self.id,
                "default_order_id": self.sale_id.id,
                "default_partner_id": self.partner_id.id,
            },
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
