from odoo import api, fields, models

from ..models.sale_order_change import CHANGE_CLASSES


class SaleOrderChangeClass(models.TransientModel):
    """Set another class than the system proposes."""

    _name = "sale.order.change.class"
    _description = "Class of an Order Change"

    change_id = fields.Many2one(
        comodel_name="sale.order.change", required=True, readonly=True, ondelete="cascade"
    )
    proposed_class = fields.Selection(related="change_id.proposed_class")
    class_reason = fields.Text(related="change_id.class_reason")
    state = fields.Selection(related="change_id.state")
    change_class = fields.Selection(
        selection=CHANGE_CLASSES,
        string="Class",
        compute="_compute_change_class",
        store=True,
        readonly=False,
        required=True,
    )
    reason = fields.Text(required=True)

    @api.depends("change_id")
    def _compute_change_class(self):
        for dialog in self:
            dialog.change_class = dialog.change_id.change_class

    def action_set(self):
        """Set the class; the checks are those of the change."""
        self.ensure_one()
        self.change_id.check_access("read")
        self.change_id._set_class(self.change_class, self.reason)
        return {"type": "ir.actions.act_window_close"}
