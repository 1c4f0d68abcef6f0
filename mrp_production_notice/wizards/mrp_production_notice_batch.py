from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpProductionNoticeBatch(models.TransientModel):
    """Choose whether the notice is for the whole order or for one of its delivery batches."""

    _name = "mrp.production.notice.batch"
    _description = "Notice for an Order or a Batch"

    order_id = fields.Many2one(
        comodel_name="sale.order", required=True, readonly=True, ondelete="cascade"
    )
    scope = fields.Selection(
        selection=[("order", "The whole order"), ("batch", "One delivery batch")],
        string="Notice For",
        default="batch",
        required=True,
    )
    schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule",
        string="Delivery Batch",
        compute="_compute_schedule_id",
        store=True,
        readonly=False,
        domain="[('order_id', '=', order_id)]",
        help="All products that leave on the same day to the same address belong to the notice.",
    )

    @api.depends("order_id")
    def _compute_schedule_id(self):
        for dialog in self:
            dialog.schedule_id = dialog.order_id._next_batch_without_notice()

    def action_prepare(self):
        """Prepare the notice, or open the one that is there."""
        self.ensure_one()
        self.order_id.check_access("read")
        if self.scope == "batch" and not self.schedule_id:
            raise UserError(self.env._("Choose the delivery batch."))
        batch = self.schedule_id if self.scope == "batch" else None
        notice = self.env["mrp.production.notice"]._prepare_for(self.order_id, batch)
        return notice.get_formview_action()
