from odoo import fields, models


class OrderDeadlineHold(models.TransientModel):
    _name = "order.deadline.hold"
    _description = "Put on hold"

    # ------------------------------------------------------------------
    # Fields
    # ------------------------------------------------------------------
    res_model = fields.Char(string="Document model", required=True, readonly=True)
    res_ids = fields.Json(string="Documents", required=True, readonly=True)
    reason = fields.Char(required=True)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_hold(self):
        """Stop the clock of the documents, for the reason given."""
        self.ensure_one()
        documents = self.env[self.res_model].browse(self.res_ids)
        documents._check_deadline_manager()
        documents._deadline_hold(self.reason)
        documents._deadline_log(self.env._("On hold: %(reason)s", reason=self.reason))
        return {"type": "ir.actions.act_window_close"}
