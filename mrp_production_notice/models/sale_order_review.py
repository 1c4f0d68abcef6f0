from odoo import api, fields, models


class SaleOrderReview(models.Model):
    _inherit = "sale.order.review"

    notice_count = fields.Integer(
        string="Number of Production Notices", compute="_compute_notice_count"
    )

    @api.depends("order_id")
    def _compute_notice_count(self):
        # sudo: how many notices the order has is no secret to its reviewers
        orders = self.sudo().order_id
        counts = dict(
            self.env["mrp.production.notice"]
            .sudo()
            ._read_group(
                [("order_id", "in", orders.ids), ("state", "!=", "superseded")],
                ["order_id"],
                ["__count"],
            )
        )
        for review in self:
            review.notice_count = counts.get(review.sudo().order_id, 0)

    def action_view_notices(self):
        """Open the production notices of the order."""
        self.ensure_one()
        # sudo: only to name the order; the notices check who reads them
        order_id = self.sudo().order_id.id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_production_notice_action"
        )
        notices = self.env["mrp.production.notice"].search(
            [("order_id", "=", order_id), ("state", "!=", "superseded")]
        )
        if len(notices) == 1:
            return notices.get_formview_action()
        return {**action, "domain": [("order_id", "=", order_id)], "context": {}}
