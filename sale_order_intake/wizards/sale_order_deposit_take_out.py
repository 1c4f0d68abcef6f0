from odoo import fields, models


class SaleOrderDepositTakeOut(models.TransientModel):
    """Asks why a receipt no longer counts for the deposit."""

    _name = "sale.order.deposit.take.out"
    _description = "Take Out Deposit Receipt"

    deposit_id = fields.Many2one(
        comodel_name="sale.order.deposit", string="Receipt", required=True, readonly=True
    )
    reason = fields.Char(required=True)

    def action_take_out(self):
        """Take the receipt out with the reason entered."""
        for wizard in self:
            wizard.deposit_id._take_out_by_user(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
