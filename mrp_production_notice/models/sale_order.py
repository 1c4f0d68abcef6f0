from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

# Who sees on an order how its production notice stands.
NOTICE_GROUPS = "order_signoff.group_user,sales_team.group_sale_salesman"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    order_notice_enabled = fields.Boolean(
        related="company_id.order_notice_enabled",
        string="Produced by Notice",
        groups=NOTICE_GROUPS,
    )
    notice_ids = fields.One2many(
        comodel_name="mrp.production.notice",
        inverse_name="order_id",
        string="Production Notices",
        copy=False,
        groups=NOTICE_GROUPS,
    )
    # Shown on the form only. Never stored: carts recompute orders at every click.
    notice_count = fields.Integer(
        string="Number of Production Notices",
        compute="_compute_notice_count",
        compute_sudo=True,
        groups=NOTICE_GROUPS,
    )
    notice_state = fields.Selection(
        selection="_selection_notice_state",
        string="Production Notice",
        compute="_compute_notice_count",
        search="_search_notice_state",
        compute_sudo=True,
        groups=NOTICE_GROUPS,
    )
    notice_to_prepare = fields.Boolean(
        string="Notice to Be Prepared",
        compute="_compute_notice_to_prepare",
        compute_sudo=True,
        groups=NOTICE_GROUPS,
    )

    # === COMPUTE METHODS === #

    @api.depends("notice_ids.state")
    def _compute_notice_count(self):
        self.notice_count = 0
        self.notice_state = False
        orders = self.filtered(
            lambda order: order.state == "sale" and order.company_id.order_notice_enabled
        )
        if not orders.ids:
            return
        found = self.env["mrp.production.notice"]._read_group(
            [("order_id", "in", orders.ids), ("state", "!=", "superseded")],
            ["order_id"],
            ["__count", "state:array_agg"],
        )
        by_order = {order.id: (count, set(states)) for order, count, states in found}
        for order in orders:
            count, states = by_order.get(order._origin.id, (0, set()))
            order.notice_count = count
            order.notice_state = next(
                (state for state in ("approval", "draft", "issued") if state in states), "none"
            )

    @api.depends("notice_ids.state", "state")
    def _compute_notice_to_prepare(self):
        for order in self:
            order.notice_to_prepare = (
                order.state == "sale"
                and order.company_id.order_notice_enabled
                and order._has_goods_for_notice()
                and (order.notice_state == "none" or bool(order._next_batch_without_notice()))
            )

    def _search_notice_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: whether an order has a notice may be searched by everybody who sees the order
        Notice = self.env["mrp.production.notice"].sudo()
        live = ("draft", "approval", "issued")
        domain = fields.Domain.FALSE
        if states := [state for state in value if state in live]:
            found = Notice._search([("state", "in", states)]).subselect("order_id")
            domain |= fields.Domain("id", "in", found)
        if "none" in value:
            with_notice = Notice._search([("state", "in", live)]).subselect("order_id")
            domain |= (
                fields.Domain("state", "=", "sale")
                & fields.Domain("company_id.order_notice_enabled", "=", True)
                & fields.Domain("id", "not in", with_notice)
            )
        return domain

    # === SELECTION METHODS === #

    @api.model
    def _selection_notice_state(self):
        states = self.env["mrp.production.notice"]._fields["state"]._description_selection(self.env)
        return [("none", self.env._("No Notice Yet")), *states]

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=True)
    def _unlink_except_noticed(self):
        """A notice that was never sent round goes with its order, any other keeps it."""
        if is_uninstalling(self.env):
            return
        # sudo: whoever may delete the order need not have rights on its notices
        notices = self.env["mrp.production.notice"].sudo().search([("order_id", "in", self.ids)])
        if kept := notices.filtered("submitted_on")[:1]:
            raise UserError(
                self.env._(
                    "%(order)s has the production notice %(notice)s and is kept. Cancel the order"
                    " instead of deleting it.",
                    order=kept.order_name,
                    notice=kept.display_name,
                )
            )
        notices.unlink()

    # === ACTIONS === #

    def action_prepare_notice(self):
        """Prepare the production notice of the order, or open the one that is there."""
        self.ensure_one()
        self.check_access("read")
        self._check_notice_can_be_prepared()
        # sudo: a batch of its own order is chosen by whoever may read the order
        batches = self.sudo().order_line.delivery_schedule_ids
        if batches and self._next_batch_without_notice():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Prepare Production Notice"),
                "res_model": "mrp.production.notice.batch",
                "view_mode": "form",
                "target": "new",
                "context": {"default_order_id": self.id},
            }
        if batches and len(self.notice_ids) > 1:
            return self.action_view_notices()
        return self.env["mrp.production.notice"]._prepare_for(self).get_formview_action()

    def action_view_notices(self):
        """Open the production notices of the orders."""
        notices = self.notice_ids
        live = notices.filtered(lambda notice: notice.state != "superseded")
        if len(live) == 1:
            return live.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mrp_production_notice.mrp_production_notice_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    # === BUSINESS METHODS === #

    def _action_confirm(self):
        """Prepare the notices of confirmed orders where the company wants it so."""
        result = super()._action_confirm()
        # sudo: the switch of the order's company decides
        orders = self.sudo().filtered(
            lambda order: order.company_id.order_notice_enabled
            and order.company_id.order_notice_auto
        )
        for order in orders:
            if order._has_goods_for_notice():
                self.env["mrp.production.notice"].sudo()._prepare_for(order)
        return result

    def _take_over(self, follower):
        """Live notices change hands with their order."""
        result = super()._take_over(follower)
        # sudo: closed to typing; the handover was checked
        notices = self.sudo().notice_ids.filtered(
            lambda notice: notice.state in ("draft", "approval", "issued")
        )
        notices.write({"follower_id": follower.id})
        return result

    def _has_goods_for_notice(self):
        """Tell whether anything on the order could be on a production notice."""
        self.ensure_one()
        return any(
            not line.display_type
            and not line.is_downpayment
            and line.product_id.type == "consu"
            and line.product_uom_qty > 0
            for line in self.order_line
        )

    def _check_notice_can_be_prepared(self):
        for order in self:
            # sudo: the switch of the order's company decides, whichever companies the user has
            if not order.sudo().company_id.order_notice_enabled:
                raise UserError(
                    self.env._(
                        "Production notices are switched off for %(company)s."
                        " An administrator can switch them on in the settings.",
                        company=order.company_id.sudo().name,
                    )
                )
            if order.state != "sale":
                raise UserError(
                    self.env._(
                        "%(order)s is not confirmed: the production notice follows the"
                        " confirmation.",
                        order=order.name,
                    )
                )

    def _next_batch_without_notice(self):
        """Return the first delivery batch for which no notice is prepared or in force."""
        self.ensure_one()
        # sudo: the notices of the order count, whoever asks
        order = self.sudo()
        Notice = order.env["mrp.production.notice"]
        live = order.notice_ids.filtered(
            lambda notice: notice.state in ("draft", "approval", "issued")
        )
        taken = {(notice.batch_date, notice.batch_partner_id) for notice in live}
        batches = order.order_line.delivery_schedule_ids
        if live and not all(notice._is_batch() for notice in live):
            return batches.browse().with_env(self.env)
        for batch in batches.sorted(lambda b: (b.due_date or fields.Date.today(), b.id)):
            if batch.quantity > 0 and Notice._batch_key(order, batch) not in taken:
                return batch.with_env(self.env)
        return batches.browse().with_env(self.env)
