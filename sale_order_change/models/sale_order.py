from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.order_signoff.tools import is_uninstalling

from .sale_order_change import OPEN_STATES

# Who sees on an order how its changes stand.
CHANGE_GROUPS = "order_signoff.group_user,sales_team.group_sale_salesman"


class SaleOrder(models.Model):
    """A confirmed order and the changes that were asked for."""

    _inherit = "sale.order"

    # === FIELDS === #

    order_change_enabled = fields.Boolean(
        related="company_id.order_change_enabled",
        string="Changed by Request",
        groups=CHANGE_GROUPS,
    )
    change_ids = fields.One2many(
        comodel_name="sale.order.change",
        inverse_name="order_id",
        string="Order Changes",
        copy=False,
        groups=CHANGE_GROUPS,
    )
    # Shown on the form only. Never stored: carts recompute orders at every click.
    change_count = fields.Integer(
        string="Number of Changes",
        compute="_compute_change_count",
        compute_sudo=True,
        groups=CHANGE_GROUPS,
    )
    open_change_count = fields.Integer(
        string="Running Changes",
        compute="_compute_change_count",
        search="_search_open_change_count",
        compute_sudo=True,
        groups=CHANGE_GROUPS,
    )
    open_change_names = fields.Char(
        string="Running Change Requests",
        compute="_compute_change_count",
        compute_sudo=True,
        groups=CHANGE_GROUPS,
    )
    revision_no = fields.Integer(
        string="Revision",
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often the order was changed by request since it was confirmed.",
    )
    revision_label = fields.Char(string="Rev.", compute="_compute_revision_label")

    # === COMPUTE METHODS === #

    @api.depends("change_ids.state")
    def _compute_change_count(self):
        self.change_count = 0
        self.open_change_count = 0
        self.open_change_names = False
        orders = self.filtered(lambda order: order.state in ("sale", "cancel"))
        if not orders.ids:
            return
        found = self.env["sale.order.change"]._read_group(
            [("order_id", "in", orders.ids)], ["order_id", "state"], ["__count", "name:array_agg"]
        )
        names = {}
        for order, state, count, numbers in found:
            order = order.with_env(self.env)
            order.change_count += count
            if state in OPEN_STATES:
                order.open_change_count += count
                names.setdefault(order, []).extend(numbers)
        for order, numbers in names.items():
            order.open_change_names = ", ".join(sorted(numbers))

    @api.depends("revision_no")
    def _compute_revision_label(self):
        for order in self:
            order.revision_label = f"R{order.revision_no}" if order.revision_no else False

    def _search_open_change_count(self, operator, value):
        if operator not in (">", "in") or (operator == ">" and value != 0):
            return NotImplemented
        if operator == "in" and set(value) != {0}:
            return NotImplemented
        # sudo: whether an order is being changed may be searched by everybody who sees the order
        running = self.env["sale.order.change"].sudo()._search([("state", "in", OPEN_STATES)])
        return Domain("id", "in" if operator == ">" else "not in", running.subselect("order_id"))

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"revision_no"}

    # === ACTIONS === #

    def action_request_change(self):
        """Write down what changes in the order, line by line."""
        self.ensure_one()
        self._check_change_enabled()
        self._check_may_request_change()
        wizard = self.env["sale.order.change.new"]._prepare_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Request a Change"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_view_changes(self):
        """Open the changes of the order."""
        self.ensure_one()
        return self.change_ids._action_open()

    def action_view_open_changes(self):
        """Open the changes of the order that are running."""
        self.ensure_one()
        return self.change_ids.filtered(lambda change: change.state in OPEN_STATES)._action_open()

    # === BUSINESS METHODS === #

    def _check_change_enabled(self):
        """Refuse changes by request of orders to which they do not apply."""
        for order in self:
            # sudo: the switch of the order's company decides, whichever companies the user has
            company = order.sudo().company_id
            if not company.order_change_enabled:
                raise UserError(
                    self.env._(
                        "Changes by request are switched off for %(company)s. An administrator "
                        "can switch them on in the settings.",
                        company=company.name,
                    )
                )
            if order.sudo().state != "sale":
                raise UserError(
                    self.env._(
                        "%(order)s is not a confirmed order: edit it as it is.",
                        order=order.sudo().name,
                    )
                )

    def _check_may_request_change(self):
        """Changes are asked for by whoever may open the order, or its production notice."""
        if self.env.su:
            return
        readable = self._filtered_access("read")
        if rest := self - readable:
            Notice = self.env["mrp.production.notice"]
            noticed = (
                Notice.search([("order_id", "in", rest.ids)]).sudo().order_id
                if Notice.has_access("read")
                else rest.browse()
            )
            if rest - noticed.with_env(self.env):
                raise AccessError(
                    self.env._("You cannot ask for changes of an order that you may not see.")
                )

    def _take_over(self, follower):
        """Running changes change hands with their order."""
        result = super()._take_over(follower)
        # sudo: closed to typing; the handover was checked
        running = self.sudo().change_ids.filtered(
            lambda change: change.state in ("draft", *OPEN_STATES)
        )
        running.write({"user_id": follower.id})
        return result

    def _action_cancel(self):
        """Changes of an order that is cancelled by hand lead to nothing any more."""
        result = super()._action_cancel()
        # sudo: whoever cancels an order need not have rights on its changes
        running = self.env["sale.order.change"].sudo().search(
            [("order_id", "in", self.ids), ("state", "in", ("draft", *OPEN_STATES))]
        )
        for order, changes in running.grouped("order_id").items():
            changes._withdraw(
                self.env._("Order %(order)s was cancelled.", order=order.display_name)
            )
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_changed(self):
        if is_uninstalling(self.env):
            return
        # sudo: whoever may delete the order need not have rights on its changes
        changes = self.env["sale.order.change"].sudo().search([("order_id", "in", self.ids)])
        if kept := changes.filtered("submitted_on")[:1]:
            raise UserError(
                self.env._(
                    "%(order)s has the change %(change)s and is kept. Cancel the order instead of "
                    "deleting it.",
                    order=kept.order_name,
                    change=kept.name,
                )
            )
        changes.unlink()
