from odoo import api, fields, models


class SaleOrderReview(models.Model):
    """What a review has to do with the steps and proofs behind the confirmation."""

    _inherit = "sale.order.review"

    proof_count = fields.Integer(string="Number of Proofs", compute="_compute_proof_count")

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_proof_count(self):
        counts = dict(
            self.env["sale.order.proof"]._read_group(
                [("order_id", "in", self.sudo().order_id.ids), ("state", "!=", "superseded")],
                ["order_id"],
                ["__count"],
            )
        )
        for review in self:
            review.proof_count = counts.get(review.order_id, 0)

    def action_view_proofs(self):
        """Open the proofs of the order, as far as the user may see them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_intake.sale_order_proof_action"
        )
        return {**action, "domain": [("order_id", "=", self.sudo().order_id.id)], "context": {}}

    def action_release_step(self):
        """Open the dialog in which a manager lets a later step pass although items are open."""
        self.ensure_one()
        self.check_access("read")
        return self._action_release_step()

    def _action_release_step(self, step=False):
        return self._action_release_step_of(self.sudo().order_id, step)

    @api.model
    def _action_release_step_of(self, order, step=False):
        """Return the dialog for an order, also for one that has no review."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release a Later Step"),
            "res_model": "sale.order.review.step.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": order.id, "default_step": step},
        }
