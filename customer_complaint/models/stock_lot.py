from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("lot_ids", "in", self.ids)], ["lot_ids"], ["__count"]
            )
        )
        for lot in self:
            lot.complaint_count = counts.get(lot._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this lot."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("lot_ids", "in", self.ids)],
            "context": {
                "default_product_id": self.product_id.id,
                "default_lot_text": self.name,
            },
        }
