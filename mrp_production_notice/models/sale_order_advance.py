from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Material that is released before the production notice of the order."""

    _inherit = "sale.order"

    advance_ids = fields.One2many(
        comodel_name="mrp.production.advance",
        inverse_name="order_id",
        string="Advance Material",
        copy=False,
        groups="order_signoff.group_user",
    )
    advance_count = fields.Integer(
        string="Advance Requests",
        compute="_compute_advance_count",
        groups="order_signoff.group_user",
    )
    advance_allowed = fields.Boolean(
        compute="_compute_advance_allowed", compute_sudo=True, groups="order_signoff.group_user"
    )

    @api.depends("advance_ids")
    def _compute_advance_count(self):
        counts = dict(
            self.env["mrp.production.advance"]._read_group(
                [("order_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["order_id"],
                ["__count"],
            )
        )
        for order in self:
            order.advance_count = counts.get(order, 0)

    @api.depends("state")
    def _compute_advance_allowed(self):
        for order in self:
            order.advance_allowed = not order._advance_problem()

    # === ACTIONS === #

    def action_request_advance(self):
        """Write a request for material that cannot wait for the production notice."""
        self.ensure_one()
        self.check_access("read")
        advance = self.env["mrp.production.advance"].create({"order_id": self.id})
        return advance._get_records_action()

    def action_view_advances(self):
        """Open the advance material requests of the order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_production_advance_action"
        )
        action.update(domain=[("order_id", "=", self.id)], context={"create": False})
        return action

    # === BUSINESS METHODS === #

    def _advance_problem(self):
        """Return why no material of the order can be released in advance, or False."""
        self.ensure_one()
        if not self.company_id.order_notice_enabled:
            return self.env._(
                "%(company)s does not work with production notices: its manufacturing orders need"
                " no release. Switch them on in the settings.",
                company=self.company_id.name,
            )
        if self.state not in ("draft", "sent", "sale"):
            return self.env._("%(order)s is cancelled: it needs no material.", order=self.name)
        if self.order_kind == "presale":
            return self.env._(
                "%(order)s is a forecast: request the material for the orders that come of it.",
                order=self.name,
            )
        # sudo: whether the shop works on the order already is told to whoever asks
        issued = self.env["mrp.production.notice"].sudo().search(
            [("order_id", "=", self.id), ("state", "=", "issued"), ("batch_date", "=", False)],
            limit=1,
        )
        if issued:
            return self.env._(
                "%(notice)s is issued: the material of %(order)s is bought and made by it.",
                notice=issued.display_name,
                order=self.name,
            )
        return False

    def _check_advance_allowed(self):
        """Refuse orders whose material is not released in advance."""
        for order in self:
            if problem := order._advance_problem():
                raise UserError(problem)

    def _action_cancel(self):
        result = super()._action_cancel()
        if any(order.company_id.order_notice_enabled for order in self):
            # sudo: whoever cancels the order need not be a planner
            advances = self.env["mrp.production.advance"].sudo().search(
                [("order_id", "in", self.ids), ("state", "!=", "cancelled")]
            )
            advances._order_fell_away()
        return result
