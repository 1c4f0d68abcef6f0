from odoo import models

from odoo.addons.order_signoff.tools import one_after_the_other


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_8d_quarantine(self):
        """Return the quarantine of this warehouse; the first time it is asked for, create it.

        :return: ``stock.location``
        """
        self.ensure_one()
        location = self.env["stock.location"].search(
            [
                ("is_8d_quarantine", "=", True),
                ("usage", "=", "internal"),
                ("warehouse_id", "=", self.id),
            ],
            order="parent_path",
            limit=1,
        )
        if location:
            return location
        # Two reports need it for the first time at once: the second one finds the first one's.
        one_after_the_other(self)
        return location.create(
            {
                "name": self.env._("Quarantine"),
                "usage": "internal",
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
                "is_8d_quarantine": True,
            }
        )
