from odoo import fields, models
from odoo.exceptions import UserError


class MrpProductionNoticeReason(models.TransientModel):
    """Ask for the reason of a step that is kept with the notice."""

    _name = "mrp.production.notice.reason"
    _description = "Reason for a Step of a Production Notice"

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice", required=True, readonly=True, ondelete="cascade"
    )
    step = fields.Selection(
        selection=[
            ("revise", "Revise"),
            ("cancel", "Cancel"),
            ("override", "Decide on an Objection"),
        ],
        required=True,
        readonly=True,
    )
    objection_text = fields.Text(related="notice_id.objection_text")
    reason = fields.Text(required=True)

    def action_done(self):
        """Take the step; the checks are those of the notice."""
        self.ensure_one()
        notice = self.notice_id
        notice.check_access("read")
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down the reason."))
        if self.step == "revise":
            return notice._revise(reason).get_formview_action()
        if self.step == "cancel":
            notice.check_access("write")
            notice._check_can_cancel()
            notice._cancel(reason)
        else:
            notice._override_objection(reason)
        return {"type": "ir.actions.act_window_close"}
