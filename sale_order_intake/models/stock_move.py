from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StockMove(models.Model):
    _inherit = "stock.move"

    delivery_schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule",
        string="Delivery Batch",
        index="btree_not_null",
        ondelete="set null",
    )

    @api.constrains("delivery_schedule_id")
    def _check_delivery_schedule(self):
        for move in self:
            # sudo: the batch must fit whoever writes the move
            batch = move.delivery_schedule_id.sudo()
            if batch and batch.order_line_id != move.sale_line_id:
                raise ValidationError(
                    self.env._(
                        "%(batch)s belongs to another order line than %(product)s: choose a batch "
                        "of the same line.",
                        batch=batch.display_name,
                        product=move.product_id.display_name,
                    )
                )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return super()._prepare_merge_moves_distinct_fields() + ["delivery_schedule_id"]

    def _prepare_procurement_values(self):
        values = super()._prepare_procurement_values()
        if self.delivery_schedule_id:
            values["delivery_schedule_id"] = self.delivery_schedule_id.id
        return values
