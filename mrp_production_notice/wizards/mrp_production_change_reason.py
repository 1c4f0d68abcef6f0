from odoo import fields, models


class MrpProductionChangeReason(models.TransientModel):
    _name = "mrp.production.change.reason"
    _description = "Say why manufacturing orders were changed"

    change_ids = fields.Many2many(
        comodel_name="mrp.production.change", string="Changes", required=True
    )
    reason = fields.Char(required=True)

    def action_save(self):
        """Enter the reason in all of the changes; it stays."""
        self.ensure_one()
        self.change_ids.write({"reason": self.reason})
        return {"type": "ir.actions.client", "tag": "soft_reload"}
