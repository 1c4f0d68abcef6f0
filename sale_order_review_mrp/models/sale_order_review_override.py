from odoo import api, fields, models


class SaleOrderReviewOverride(models.Model):
    """A manager lets an order be produced although items are open or its deposit is missing."""

    _inherit = "sale.order.review.override"

    step = fields.Selection(
        selection_add=[("production", "Before production release"), ("packing",)],
        ondelete={"production": "cascade"},
    )
    covers_deposit = fields.Boolean(
        string="Without the Deposit",
        readonly=True,
        help="The deposit was missing when production was released.",
    )

    @api.model
    def _step_problems(self, order, step):
        lines, sentences = super()._step_problems(order, step)
        if step == "production":
            _items, deposit = order.sudo()._production_problems().get(order.sudo(), (None, False))
            if deposit:
                sentences = [*sentences, deposit]
        return lines, sentences

    @api.model
    def _prepare_step_entry(self, order, step, lines, sentences, reason):
        values = super()._prepare_step_entry(order, step, lines, sentences, reason)
        if step == "production":
            values["covers_deposit"] = bool(order._deposit_production_problems())
        return values

    @api.model
    def _release_step(self, order, step, reason):
        entry = super()._release_step(order, step, reason)
        if step == "production":
            self.env["mrp.production"]._tell_released_soon()
        return entry
