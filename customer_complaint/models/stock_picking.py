from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("picking_id", "in", self.ids)], ["picking_id"], ["__count"]
            )
        )
        for picking in self:
            picking.complaint_count = counts.get(picking._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this delivery."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("picking_id", "=", self.id)],
            "context": {
                "default_picking_id": self.id,
                "default_order_id": self.sale_id.id,
                "default_partner_id": self.partner_id.id,
            },
        }
