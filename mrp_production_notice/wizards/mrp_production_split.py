from odoo import models


class MrpProductionSplit(models.TransientModel):
    _inherit = "mrp.production.split"

    def action_split(self):
        with self.production_id._history_act("quantity", "dates", "responsible"):
            return super().action_split()
