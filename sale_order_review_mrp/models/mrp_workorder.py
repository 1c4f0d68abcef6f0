from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def write(self, vals):
        """Nobody begins a manufacturing order by one of its work orders."""
        begins = (
            vals.get("state") in ("progress", "done")
            or vals.get("qty_produced")
            or vals.get("qty_producing")
        )
        if self.env.su or not begins:
            return super().write(vals)
        productions = self.production_id
        before = productions._states_before_start()
        result = super().write(vals)
        productions._check_started(before)
        return result

    def button_start(self, raise_on_invalid_state=False):
        """Refuse before the clock runs."""
        self.production_id._check_production_start()
        return super().button_start(raise_on_invalid_state=raise_on_invalid_state)

    def button_finish(self):
        """Refuse before anything is recorded."""
        self.production_id._check_production_start()
        return super().button_finish()
