from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderReview(models.Model):
    """Trials that engineering carries out before it signs for a special order."""

    _inherit = "sale.order.review"

    trial_ids = fields.One2many(
        comodel_name="sale.order.trial", inverse_name="review_id", string="Trials", copy=False
    )
    trial_warning = fields.Text(
        string="Trials to Come",
        compute="_compute_trial_warning",
        help="Required trials that have no result yet, or have failed.",
    )

    @api.depends("trial_ids.result", "trial_ids.required")
    def _compute_trial_warning(self):
        results = dict(
            self.env["sale.order.trial"]._fields["result"]._description_selection(self.env)
        )
        for review in self:
            review.trial_warning = "\n".join(
                f"{trial.display_name}: "
                + (results.get(trial.result) or self.env._("no result yet"))
                for trial in review.trial_ids._not_passed()
            )

    def action_view_trials(self):
        """Open the trials of the review."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_review.sale_order_trial_action"
        )
        return {
            **action,
            "domain": [("review_id", "=", self.id)],
            "context": {"default_review_id": self.id},
        }

    def _check_signoff(self, signoffs, decision, comment):
        """Engineering signs once its trials have a result; what failed stays open or not met."""
        result = super()._check_signoff(signoffs, decision, comment)
        if decision == "rejected":
            return result
        for signoff in signoffs:
            if signoff.team_id.function == "engineering":
                self.browse(signoff.res_id)._check_trials(signoff)
        return result

    def _check_trials(self, signoff):
        # sudo: all trials of the order count, whoever of engineering signs
        trials = self.sudo().trial_ids._not_passed()
        if waiting := trials.filtered(lambda trial: not trial.result):
            raise UserError(
                self.env._(
                    "Engineering signs once these trials have a result: %(trials)s.",
                    trials="; ".join(waiting.mapped("display_name")),
                )
            )
        lines = self.line_ids.filtered(lambda line: line.team_id == signoff.team_id)
        for trial in trials:
            kept = lines
            if trial.item_id:
                kept = lines.filtered(lambda line, t=trial: line.template_line_id == t.item_id)
            if kept and not kept.filtered(lambda line: line.result in ("open", "nok")):
                raise UserError(
                    self.env._(
                        "“%(trial)s” has failed: leave %(items)s open or not met, or have the trial"
                        " repeated.",
                        trial=trial.display_name,
                        items=", ".join(kept.mapped("code"))
                        if trial.item_id
                        else self.env._("an item of engineering"),
                    )
                )
