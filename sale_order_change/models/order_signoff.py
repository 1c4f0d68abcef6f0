from odoo import models


class OrderSignoff(models.Model):
    _inherit = "order.signoff"

    def action_decide(self):
        """Planning answers a change of the schedule with a date, in the same dialog."""
        self.ensure_one()
        decision = self.env.context.get("signoff_decision", "accepted")
        if self.res_model == "sale.order.change" and decision == "accepted":
            # sudo: the signer is asked about the change, he may see what it needs of him
            change = self.sudo()._document()
            planning = self.team_id.sudo().function == "planning"
            if planning and change.change_class == "schedule" and change._asks_for_day():
                return change.with_env(self.env)._answer_action(self)
        return super().action_decide()
