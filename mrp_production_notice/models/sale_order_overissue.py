from odoo import api, fields, models


class SaleOrder(models.Model):
    """Over-issues of the manufacturing orders that are made for the order."""

    _inherit = "sale.order"

    overissue_count = fields.Integer(
        string="Over-issue Requests",
        compute="_compute_overissue_count",
        groups="order_signoff.group_user",
    )

    @api.depends("company_id.order_overissue_enabled")
    def _compute_overissue_count(self):
        concerned = self.filtered("company_id.order_overissue_enabled")
        counts = {}
        if concerned:
            counts = dict(
                self.env["mrp.material.overissue"]._read_group(
                    [("order_id", "in", concerned.ids), ("state", "!=", "cancelled")],
                    ["order_id"],
                    ["__count"],
                )
            )
        for order in self:
            order.overissue_count = counts.get(order._origin, 0)

    def action_view_overissues(self):
        """Open the over-issue requests of the order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_material_overissue_action"
        )
        action.update(domain=[("order_id", "=", self.id)], context={"create": False})
        return action
