from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def button_start(self, raise_on_invalid_state=False):
        """Begin no further work while a change that may make it needless is not decided."""
        self.filtered(
            lambda workorder: workorder.state not in ("progress", "done", "cancel")
        ).production_id._refuse_further_work()
        return super().button_start(raise_on_invalid_state=raise_on_invalid_state)
