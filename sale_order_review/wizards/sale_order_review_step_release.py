from odoo import api, fields, models


class SaleOrderReviewStepRelease(models.TransientModel):
    """Ask a manager why a later step of an order may pass although items are open."""

    _name = "sale.order.review.step.release"
    _description = "Release a Later Step"

    review_id = fields.Many2one(
        comodel_name="sale.order.review", required=True, readonly=True, ondelete="cascade"
    )
    order_name = fields.Char(related="review_id.order_name")
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

    @api.depends("review_id", "step")
    def _compute_missing(self):
        for release in self:
            release.review_id.check_access("read")
            # sudo: a manager need not be a salesperson; he may read this review (checked above)
            order = release.review_id.sudo().order_id
            lines = (
                self.env["sale.order.review.line"]._step_lines(order, release.step)[order]
                if release.step
                else self.env["sale.order.review.line"]
            )
            release.missing = "\n".join(lines.with_env(self.env).sudo()._step_sentences())

    # === ACTIONS === #

    def action_release(self):
        """Log the release; the step can then be taken while nothing else becomes open."""
        self.ensure_one()
        self.review_id.check_access("read")
        # sudo: only to name the order; the log checks who releases
        order = self.env["sale.order"].browse(self.review_id.sudo().order_id.id)
        self.env["sale.order.review.override"]._release_step(order, self.step, self.reason)
        return {"type": "ir.actions.act_window_close"}
