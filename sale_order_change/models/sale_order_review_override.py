from odoo import api, fields, models


class SaleOrderReviewOverride(models.Model):
    """A manager lets work go on although a change of the order is not decided, or it is on hold.

    The release counts for the changes that hold the order up at that moment; each later change
    needs its own.
    """

    _inherit = "sale.order.review.override"

    step = fields.Selection(
        selection_add=[("change", "Order change not decided, or hold"), ("packing",)],
        ondelete={"change": "cascade"},
    )
    change_ids = fields.Many2many(
        comodel_name="sale.order.change",
        relation="sale_order_review_override_change_rel",
        column1="override_id",
        column2="change_id",
        string="Order Changes",
        readonly=True,
    )

    @api.model
    def _holding_changes(self, order):
        """Return the lines of changes that hold an order up."""
        # sudo: a manager need not be a salesperson; the right to release is checked
        order = order.sudo()
        lines = self.env["sale.order.change.line"].sudo()
        return lines._unreleased_lines(order).get(order, lines)

    @api.model
    def _step_problems(self, order, step):
        if step != "change":
            return super()._step_problems(order, step)
        lines = self._holding_changes(order)
        return self.env["sale.order.review.line"].sudo(), lines._hold_sentences()

    @api.model
    def _prepare_step_entry(self, order, step, lines, sentences, reason):
        values = super()._prepare_step_entry(order, step, lines, sentences, reason)
        if step == "change":
            values["change_ids"] = [fields.Command.set(self._holding_changes(order).change_id.ids)]
        return values

    @api.model
    def _release_step(self, order, step, reason):
        entry = super()._release_step(order, step, reason)
        if step == "change":
            self.env["mrp.production"]._tell_released_soon()
        return entry

    @api.model
    def _released_changes(self, changes):
        """Return those of ``changes`` that a manager has let pass."""
        entries = self.search(
            [
                ("kind", "=", "step"),
                ("step", "=", "change"),
                ("state", "=", "active"),
                ("change_ids", "in", changes.ids),
            ]
        )
        return entries.change_ids & changes
