from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

# What of an order is agreed with the customer. Everything else stays open: who follows it, the
# customer's number, notes, the invoice address.
GUARDED_FIELDS = frozenset(
    {
        "partner_id",
        "partner_shipping_id",
        "commitment_date",
        # from it on the time is counted in which changes are free
        "date_order",
        "currency_id",
        "payment_term_id",
        "incoterm",
        "incoterm_location",
        "company_id",
    }
)
# Orders that the running call creates or confirms: Odoo and its apps write on them. It lives on
# the cursor, out of reach of remote callers, who choose their context themselves.
GUARD_WAITS = "sale_order_change.guard_waits"
# Stands for orders that are being created and have no id yet.
NEW_ORDER = "new"


class SaleOrder(models.Model):
    """What was agreed in a confirmed order changes by request only."""

    _name = "sale.order"
    _inherit = ["sale.order", "order.guard.mixin"]

    # === FIELDS === #

    change_guarded = fields.Boolean(
        string="Changes by Request",
        compute="_compute_change_guarded",
        help="Products, quantities, prices and dates of this order change by request only.",
    )
    change_opening = fields.Char(
        string="Opened for Editing",
        compute="_compute_change_opening",
        compute_sudo=True,
        groups="order_signoff.group_user,sales_team.group_sale_salesman",
    )
    change_opened_by_me = fields.Boolean(
        compute="_compute_change_opening",
        compute_sudo=True,
        groups="order_signoff.group_user,sales_team.group_sale_salesman",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_change_guarded(self):
        guarded = self._change_guarded()
        for order in self:
            order.change_guarded = order in guarded

    @api.depends("state", "company_id", "review_override_ids")
    @api.depends_context("uid", "lang")
    def _compute_change_opening(self):
        self.change_opening = False
        self.change_opened_by_me = False
        confirmed = self._change_guard_on()
        if not confirmed.ids:
            return
        openings = self.env["sale.order.review.override"]._openings(confirmed)
        for order in confirmed:
            if opening := openings.get(order):
                order.change_opening = opening._opening_text()
                order.change_opened_by_me = opening.user_id.id == self.env.uid

    def _compute_review_state(self):
        """What was edited by hand counts where orders are not reviewed, too."""
        result = super()._compute_review_state()
        orders = self._change_guard_on().filtered(
            lambda order: not order.company_id.order_review_enabled
        )
        if orders.ids:
            found = self.env["sale.order.review.override"]._read_group(
                [("order_id", "in", orders.ids)], ["order_id"], ["__count"]
            )
            for order, count in found:
                order.with_env(self.env).review_override_count = count
        return result

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        with self._change_guard_waits({NEW_ORDER}):
            return super().create(vals_list)

    def write(self, vals):
        self._change_guard_check(vals)
        return super().write(vals)

    # === ACTIONS === #

    def action_confirm(self):
        """What Odoo's apps write while they confirm an order is no change of it."""
        confirming = self.filtered(lambda order: order.state in ("draft", "sent"))
        with self._change_guard_waits(set(confirming.ids)):
            return super().action_confirm()

    def _action_cancel(self):
        # Refused before transfers and invoices are looked at.
        self._change_guard_check_leaving()
        return super()._action_cancel()

    def action_open_for_editing(self):
        """Ask a manager why this order is edited by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open for Editing"),
            "res_model": "sale.order.change.edit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_close_editing(self):
        """End the time in which the current user edits these orders by hand."""
        self.check_access("read")
        self.env["sale.order.review.override"]._close_openings(self)
        return True

    # === GUARD === #

    @contextmanager
    def _change_guard_waits(self, ids):
        """Leave orders to Odoo while it creates or confirms them."""
        waiting = self.env.cr.precommit.data.setdefault(GUARD_WAITS, set())
        ids = ids - waiting
        waiting |= ids
        try:
            yield
        finally:
            waiting -= ids

    def _change_guard_on(self):
        """Return those that are confirmed in a company that guards its orders."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        # sudo: the switches of the order's company decide, whichever companies the user has
        return confirmed.filtered(
            lambda order: (
                order.company_id.sudo().order_change_guard
                and order.company_id.sudo().order_change_enabled
            )
        )

    def _change_guard_creating(self):
        """Return those that the running call creates: their first lines come with them."""
        if NEW_ORDER not in self.env.cr.precommit.data.get(GUARD_WAITS, ()):
            return self.browse()
        now = self.env.cr.now().replace(microsecond=0)
        return self.filtered(lambda order: order.create_date.replace(microsecond=0) >= now)

    def _change_guarded(self):
        """Return those that the current user must not edit by hand.

        The superuser passes: changes are carried out as superuser, and so are Odoo's own
        automatic writes. No caller from outside becomes superuser.
        """
        if self.env.su:
            return self.browse()
        waiting = self.env.cr.precommit.data.get(GUARD_WAITS, ())
        guarded = self._change_guard_on().filtered(lambda order: order.id not in waiting)
        return guarded - guarded._change_opened()

    def _change_opened(self):
        """Return those that the current user has opened for editing."""
        if not self or not self.env.user.has_group("order_signoff.group_manager"):
            return self.browse()
        openings = (
            self.env["sale.order.review.override"].sudo()._openings(self.sudo(), self.env.uid)
        )
        return self.filtered(lambda order: order.sudo() in openings)

    def _change_guard_check(self, vals):
        """Refuse values that would alter what was agreed; log them where a manager may."""
        names = GUARDED_FIELDS & vals.keys()
        leaves = vals.get("state", "sale") != "sale"
        if self.env.su or not (names or leaves):
            return
        on = self._change_guard_on()
        if not on:
            return
        if leaves:
            on._change_guard_check_leaving()
        guarded = on._change_guarded()
        changes = on._changing_values(names, vals)
        for order, rows in changes.items():
            if order in guarded:
                raise UserError(order._change_guard_message([label for label, *__ in rows]))
        texts = {order: self._edit_texts(rows) for order, rows in changes.items()}
        if leaves:
            for order in on:
                texts.setdefault(order, []).append(self.env._("Cancelled or set back"))
        self._change_guard_log(texts)

    def _change_guard_check_leaving(self):
        """Refuse to cancel confirmed orders by hand, or to set them back."""
        for order in self._change_guarded():
            raise UserError(
                self.env._(
                    "%(order)s is confirmed: ask for its cancellation with “Request a Change”, so "
                    "that production, purchasing and the customer know of it.",
                    order=order.name,
                )
            )

    def _change_guard_message(self, labels):
        """Return the sentence that refuses to edit these fields, and says what to do."""
        self.ensure_one()
        # The sentence stands alone: what, why, and the button to press.
        return self.env._(
            "%(order)s is confirmed: %(fields)s can only change by request. Press “Request a "
            "Change” on the order.",
            order=self.name,
            fields=format_list(self.env, dict.fromkeys(labels)),
        )

    @api.model
    def _change_guard_log(self, texts):
        """Keep what a manager edits by hand while an order is open for him.

        :param texts: {order: [sentence]}
        """
        waiting = self.env.cr.precommit.data.get(GUARD_WAITS, ())
        for order, sentences in texts.items():
            if sentences and order.id not in waiting:
                self.env["sale.order.review.override"]._log_edits(order, sentences)
