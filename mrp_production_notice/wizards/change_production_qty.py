from odoo import fields, models

from ..acts import Acts


class ChangeProductionQty(models.TransientModel):
    _inherit = "change.production.qty"

    change_reason = fields.Char(
        string="Reason", help="Kept in the history of the manufacturing order."
    )
    ask_change_reason = fields.Boolean(compute="_compute_ask_change_reason")

    def _compute_ask_change_reason(self):
        companies = self.env["res.company"]._order_history_company_ids()
        for change in self:
            change.ask_change_reason = (
                change.mo_id.company_id.id in companies and change.mo_id.state != "draft"
            )

    def change_prod_qty(self):
        acts = Acts.of(self.env)
        if acts is None:
            return super().change_prod_qty()
        with acts.act(self.env):
            acts.say(self.mo_id, "quantity")
            if acts.depth == 1:
                for change in self.filtered("change_reason"):
                    acts.reasons[change.mo_id.id] = change.change_reason
            return super().change_prod_qty()
