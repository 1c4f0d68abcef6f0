from odoo import api, fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    is_8d_quarantine = fields.Boolean(
        string="Quarantine of 8D Reports",
        compute="_compute_is_8d_quarantine",
        recursive=True,
        store=True,
        readonly=False,
        copy=False,
        help="Goods that an 8D report blocks are brought here. They leave again when the quality "
        "manager releases them, as scrap, or back to the supplier. Best outside the location that "
        "deliveries and production take from.",
    )

    @api.depends("location_id.is_8d_quarantine")
    def _compute_is_8d_quarantine(self):
        """A shelf of the quarantine is quarantine too."""
        for location in self:
            location.is_8d_quarantine = location.location_id.is_8d_quarantine
