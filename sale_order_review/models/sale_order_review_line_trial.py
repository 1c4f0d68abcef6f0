from odoo import models
from odoo.exceptions import UserError


class SaleOrderReviewLine(models.Model):
    _inherit = "sale.order.review.line"

    def action_close(self, comment=None):
        """Keep items open whose required trial has not passed."""
        for line in self:
            # sudo: the owner of an item need not read the trials of engineering
            trials = line.review_id.sudo().trial_ids._not_passed()
            blocking = trials.filtered(
                lambda trial, line=line: trial.item_id == line.template_line_id
            )
            if blocking:
                raise UserError(
                    self.env._(
                        "%(item)s stays open until this trial has passed: %(trials)s.",
                        item=line.display_name,
                        trials="; ".join(blocking.mapped("display_name")),
                    )
                )
        return super().action_close(comment)
