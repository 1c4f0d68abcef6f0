from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrderChangeReason(models.TransientModel):
    """Ask for the reason of a step that is kept with the change."""

    _name = "sale.order.change.reason"
    _description = "Reason for a Step of an Order Change"

    change_id = fields.Many2one(
        comodel_name="sale.order.change", required=True, readonly=True, ondelete="cascade"
    )
    step = fields.Selection(
        selection=[("withdraw", "Withdraw"), ("reject", "Reject")], required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_done(self):
        """Take the step; the checks are those of the change."""
        self.ensure_one()
        change = self.change_id
        change.check_access("read")
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down the reason."))
        if self.step == "withdraw":
            change._check_may_withdraw()
            # sudo: the right to withdraw was checked
            change.sudo()._withdraw(reason)
        else:
            change._check_may_reject()
            # sudo: the right to reject was checked
            change.sudo()._reject(reason)
        return {"type": "ir.actions.act_window_close"}
