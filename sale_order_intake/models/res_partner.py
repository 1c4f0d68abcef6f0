from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_view_customer_parts(self):
        """Open the part numbers of this customer."""
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_intake.product_customer_part_action"
        )
        return {
            **action,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }
