from odoo import api, fields, models


class SaleOrderReviewResolve(models.TransientModel):
    """Say how an open item was settled, or why it is waived."""

    _name = "sale.order.review.resolve"
    _description = "Close or Waive Review Items"

    line_ids = fields.Many2many(
        comodel_name="sale.order.review.line",
        relation="sale_order_review_resolve_line_rel",
        string="Items",
        required=True,
        readonly=True,
    )
    mode = fields.Selection(
        selection=[("close", "Close"), ("waive", "Waive")], required=True, default="close"
    )
    comment = fields.Char(string="Remark", required=True)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        context = self.env.context
        if "line_ids" in fields_list and context.get("active_model") == "sale.order.review.line":
            values["line_ids"] = context.get("active_ids") or [context.get("active_id")]
        return values

    def action_resolve(self):
        """Close or waive the items."""
        self.ensure_one()
        if self.mode == "waive":
            self.line_ids.action_waive(self.comment)
        else:
            self.line_ids.action_close(self.comment)
        return {"type": "ir.actions.act_window_close"}
