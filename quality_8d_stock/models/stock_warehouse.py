from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_8d_quarantine(self):
        """Return the quarantine of this warehouse; the first time it is asked for, create it.

        :return: ``stock.location``
        """
        self.ensure_one()
        # Two reports that need it for the first time at once create it one after the other.
        self.lock_for_update(allow_referencing=True)
        location = self.env["stock.location"].search(
            [
                ("is_8d_quarantine", "=", True),
                ("usage", "=", "internal"),
                ("warehouse_id", "=", self.id),
            ],
            order="parent_path",
            limit=1,
        )
        return location or location.create(
            {
                "name": self.env._("Quarantine"),
                "usage": "internal",
                "location_id": self.view_location_id.id,
                "company_id": self.company_id.id,
                "is_8d_quarantine": True,
            }
        )
