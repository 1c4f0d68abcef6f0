from odoo import api, fields, models


class SaleOrderReviewStepRelease(models.TransientModel):
    """Ask a manager why a later step of an order may pass although items are open."""

    _name = "sale.order.review.step.release"
    _description = "Release a Later Step"

    order_id = fields.Many2one(
        comodel_name="sale.order", required=True, readonly=True, ondelete="cascade"
    )
    order_name = fields.Char(related="order_id.name")
    step = fields.Selection(
        selection=lambda self: self.env["sale.order.review.override"]
        ._fields["step"]
        ._description_selection(self.env),
        string="What May Pass",
        required=True,
    )
    missing = fields.Text(string="Open Items", compute="_compute_missing")
    reason = fields.Text(required=True)

    # === COMPUTE METHODS === #

    @api.depends("order_id", "step")
    def _compute_missing(self):
        log = self.env["sale.order.review.override"]
        for release in self:
            release.missing = False
            if release.step:
                # sudo: a manager need not be a salesperson; checked at once
                order = release.sudo().order_id
                log._check_may_release_step(order)
                _lines, sentences = log._step_problems(order, release.step)
                release.missing = "\n".join(sentences)

    # === ACTIONS === #

    def action_release(self):
        """Log the release; the step can then be taken while nothing else becomes open."""
        self.ensure_one()
        # sudo: only to name the order; the log checks who releases
        order = self.env["sale.order"].browse(self.sudo().order_id.id)
        self.env["sale.order.review.override"]._release_step(order, self.step, self.reason)
        return {"type": "ir.actions.act_window_close"}
