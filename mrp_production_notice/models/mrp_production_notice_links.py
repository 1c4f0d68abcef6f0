from odoo import api, models
from odoo.exceptions import UserError


class MrpProductionNotice(models.Model):
    """From the notice to its order, its review and its manufacturing orders."""

    _inherit = "mrp.production.notice"

    def _compute_production_count(self):
        # sudo: how many there are is no secret to whoever reads the notice
        counts = dict(
            self.env["mrp.production"]
            .sudo()
            ._read_group(
                [("production_notice_id", "in", self.ids)],
                ["production_notice_id"],
                ["__count"],
            )
        )
        for notice in self:
            notice.production_count = counts.get(notice._origin, 0)

    @api.depends("order_id")
    def _compute_review_count(self):
        for notice in self:
            notice.review_count = len(notice.order_id.review_ids)

    # === ACTIONS === #

    def action_open_order(self):
        """Open the order."""
        self.ensure_one()
        # sudo: only to name the order, which checks who opens it
        return self.env["sale.order"].browse(self.sudo().order_id.id).get_formview_action()

    def action_open_review(self):
        """Open the review of the order."""
        self.ensure_one()
        # sudo: only to find it; the review checks who opens it
        review = self.sudo().order_id.review_ids[:1]
        if not review:
            raise UserError(
                self.env._("The order of %(notice)s was not reviewed.", notice=self.display_name)
            )
        return review.with_env(self.env).get_formview_action()

    def action_view_productions(self):
        """Open the manufacturing orders of the notice."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mrp.mrp_production_action")
        return {
            **action,
            "domain": [("production_notice_id", "in", self.ids)],
            "context": {"create": False},
        }
