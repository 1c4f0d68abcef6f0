from odoo import models

from ..acts import Acts


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    def action_unbuild(self):
        acts = Acts.of(self.env)
        if acts is None or not self.mo_id:
            return super().action_unbuild()
        with acts.act(self.env):
            acts.say(self.mo_id, "unbuild")
            if acts.says(self.mo_id, "unbuild"):
                row = {
                    "field": "unbuilt", "new": self.product_qty, "unit": self.product_uom_id
                }  # fmt: skip
                acts.add_row(self.mo_id, "unbuild", row)
            return super().action_unbuild()
