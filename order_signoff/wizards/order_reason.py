from odoo import fields, models
from odoo.exceptions import UserError


class OrderReason(models.TransientModel):
    """Asks why, before a step that somebody else has to understand."""

    _name = "order.reason"
    _description = "Reason of a Step"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    step = fields.Char(required=True, readonly=True)
    hint = fields.Text(readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step; the document itself checks who may."""
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down the reason."))
        action = self._document()._take_step(self.step, reason)
        return action if isinstance(action, dict) else {"type": "ir.actions.act_window_close"}

    def _document(self):
        """Return the document, whatever the caller named as one."""
        model = self.env.registry.get(self.res_model)
        document = (
            model
            and hasattr(model, "_take_step")
            and self.env[self.res_model].browse(self.res_id).exists()
        )
        if not document:
            raise UserError(self.env._("This document no longer exists: reload the page."))
        return document
