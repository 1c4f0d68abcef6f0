from odoo import api, fields, models


class StockMove(models.Model):
    """Moves of granted over-issues stay by themselves, on the order and on its transfers."""

    _inherit = "stock.move"

    overissue_id = fields.Many2one(
        comodel_name="mrp.material.overissue",
        string="Over-issue Request",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return super()._prepare_merge_moves_distinct_fields() + ["overissue_id"]

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.overissue_id:
            values["overissue_id"] = self.overissue_id.id
        return values

    def _get_backorder_move_vals(self):
        return super()._get_backorder_move_vals() | {"overissue_id": self.overissue_id.id}

    def _prepare_move_split_vals(self, qty):
        return super()._prepare_move_split_vals(qty) | {"overissue_id": self.overissue_id.id}
