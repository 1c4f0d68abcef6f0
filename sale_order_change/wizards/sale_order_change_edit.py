from odoo import fields, models


class SaleOrderChangeEdit(models.TransientModel):
    """Ask a manager why a confirmed order is edited without a request."""

    _name = "sale.order.change.edit"
    _description = "Open an Order for Editing"

    order_id = fields.Many2one(
        comodel_name="sale.order", required=True, readonly=True, ondelete="cascade"
    )
    order_name = fields.Char(related="order_id.name")
    minutes = fields.Integer(
        related="order_id.company_id.order_change_edit_minutes", string="Editing Time (Minutes)"
    )
    reason = fields.Text(required=True)

    def action_open(self):
        """Open the order for the current user; the time is limited, every edit is kept."""
        self.ensure_one()
        self.env["sale.order.review.override"]._open_for_editing(self.order_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
