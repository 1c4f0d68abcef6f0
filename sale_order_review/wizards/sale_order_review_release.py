from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderReviewRelease(models.TransientModel):
    """Ask a manager why an order may be confirmed without its review."""

    _name = "sale.order.review.release"
    _description = "Release an Order Without Review"

    order_id = fields.Many2one(comodel_name="sale.order", required=True, readonly=True)
    order_name = fields.Char(compute="_compute_missing")
    missing = fields.Text(string="What Is Missing", compute="_compute_missing")
    reason = fields.Text(required=True)

    # === COMPUTE METHODS === #

    @api.depends("order_id")
    def _compute_missing(self):
        for release in self:
            release.order_id.check_access("read")
            # sudo: a manager need not be a salesperson; he may read this order (checked above)
            order = release.order_id.sudo()
            release.order_name = order.name
            release.missing = "\n".join(order._review_gate_problems().get(order, []))

    # === ACTIONS === #

    def action_release(self):
        """Log the release; the order can then be confirmed as long as it stays as it is."""
        self.ensure_one()
        self.order_id.check_access("read")
        self.env["sale.order.review.override"]._release(self.order_id, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def action_release_and_confirm(self):
        """Log the release and confirm the order at once."""
        self.ensure_one()
        if self.order_id.state not in ("draft", "sent"):
            raise UserError(self.env._("Only a quotation can be released and confirmed."))
        self.action_release()
        self.order_id.action_confirm()
        return {"type": "ir.actions.act_window_close"}
