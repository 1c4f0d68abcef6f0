from odoo import fields, models


class MrpProductionNotice(models.Model):
    """Material that cannot wait for the notice is requested from its draft."""

    _inherit = "mrp.production.notice"

    advance_count = fields.Integer(
        string="Advance Requests", compute="_compute_advance_count", compute_sudo=True
    )

    def _compute_advance_count(self):
        counts = dict(
            self.env["mrp.production.advance"]._read_group(
                [("order_id", "in", self.order_id.ids), ("state", "!=", "cancelled")],
                ["order_id"],
                ["__count"],
            )
        )
        for notice in self:
            notice.advance_count = counts.get(notice.order_id, 0)

    # === ACTIONS === #

    def action_request_advance(self):
        """Write a request for material that cannot wait for this notice."""
        self.ensure_one()
        self.check_access("read")
        self._check_prepared_by_user()
        # sudo: planning need not see the order, only its material
        order = self.sudo().order_id
        advance = self.env["mrp.production.advance"].sudo().create({"order_id": order.id})
        return advance.with_env(self.env)._get_records_action()

    def action_view_advances(self):
        """Open the advance material requests of the order."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_production_advance_action"
        )
        # sudo: only to find what belongs to the order
        action.update(
            domain=[("order_id", "=", self.sudo().order_id.id)], context={"create": False}
        )
        return action

    # === ISSUE === #

    def _issue_to_shop(self):
        """Requests that are still being signed are not needed any more."""
        result = super()._issue_to_shop()
        for notice in self.filtered(lambda notice: not notice.batch_date):
            # sudo: whoever issues the notice need not be a planner
            waiting = self.env["mrp.production.advance"].sudo().search(
                [("order_id", "=", notice.order_id.id), ("state", "in", ("draft", "waiting"))]
            )
            waiting._withdraw(
                self.env._(
                    "%(notice)s was issued: everything is bought and made by it.",
                    notice=notice.display_name,
                )
            )
        return result
