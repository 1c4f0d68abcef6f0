from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling, plain_number

# Beside what Odoo itself protects on a locked order: what makes the line another one, and what is
# agreed on it. The analytic distribution is the company's own bookkeeping and stays open.
GUARDED_FIELDS = frozenset(
    {
        "order_id",
        "is_downpayment",
        "is_expense",
        "customer_lead",
        "drawing_revision",
        "product_no_variant_attribute_value_ids",
    }
)
OPEN_FIELDS = frozenset({"analytic_distribution"})


class SaleOrderLine(models.Model):
    """Lines of a confirmed order change by request only."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "order.guard.mixin"]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._change_guard_new()
        return lines

    def write(self, vals):
        self._change_guard_check(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_by_change(self):
        """Named so that it speaks before Odoo's own refusal, which advises to edit the line."""
        if self.env.su or is_uninstalling(self.env):
            return
        on = self._change_guard_lines()
        guarded = on.order_id._change_guarded()
        for line in on:
            if line.order_id in guarded:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed: cancel %(product)s with “Request a Change” on "
                        "the order.",
                        order=line.order_id.name,
                        product=line.product_id.display_name or line.name,
                    )
                )

    # === GUARD === #

    @api.model
    def _change_guard_fields(self):
        """Return the names of the fields that only a change alters; add yours to ``super()``."""
        return (frozenset(self._get_protected_fields()) | GUARDED_FIELDS) - OPEN_FIELDS

    def _change_guard_exempt(self):
        """Return whether this line is no part of what the customer ordered.

        Sections and notes, down payments, what is invoiced on top of the order (carriage,
        expenses): Odoo and its users keep them as ever. Add-ons with lines of their own extend
        this. Nothing here may let goods through.
        """
        self.ensure_one()
        if self.display_type:
            return True
        if self.is_downpayment:
            return not self.product_uom_qty
        if self.is_expense:
            return self.product_id.expense_policy != "no"
        return self._is_delivery() and self.product_id.type == "service"

    def _change_guard_lines(self):
        """Return the lines that are agreed parts of orders under guard."""
        orders = self.order_id._change_guard_on()
        if not orders:
            return self.browse()
        # sudo: what a line is does not depend on who asks
        return self.filtered(
            lambda line: line.order_id in orders and not line.sudo()._change_guard_exempt()
        )

    def _change_guard_check(self, vals):
        """Refuse values that would alter what was agreed; log them where a manager may."""
        if self.env.su:
            return
        names = self._change_guard_fields() & vals.keys()
        if not names:
            return
        lines = self._change_guard_lines()
        if vals.get("product_uom_qty"):
            # A down payment that gets a quantity is none.
            orders = self.order_id._change_guard_on()
            lines |= self.filtered(lambda line: line.is_downpayment and line.order_id in orders)
        changes = lines._changing_values(names, vals)
        orders = self.env["sale.order"].union(*(line.order_id for line in changes))
        if vals.get("order_id"):
            # Lines do not come from elsewhere either.
            target = orders.browse(vals["order_id"])
            moved = self.filtered(lambda line: line.order_id != target)
            if moved and target._change_guarded():
                raise UserError(target._change_guard_message([self.env._("Order lines")]))
        if not changes:
            return
        guarded = orders._change_guarded()
        texts = {}
        for line, rows in changes.items():
            order = line.order_id
            if order in guarded:
                raise UserError(order._change_guard_message([label for label, *__ in rows]))
            name = line.product_id.display_name or line.name
            texts.setdefault(order, []).extend(f"{name}: {text}" for text in self._edit_texts(rows))
        orders._change_guard_log(texts)

    def _change_guard_new(self):
        """Refuse new lines in confirmed orders, except those Odoo adds for what is not ordered.

        A line of quantity 0 takes up goods that were delivered on top; it orders nothing.
        """
        lines = self._change_guard_lines().filtered("product_uom_qty")
        if lines:
            creating = lines.order_id._change_guard_creating()
            lines = lines.filtered(lambda line: line.order_id not in creating)
        if not lines:
            return
        guarded = lines.order_id._change_guarded()
        texts = {}
        for line in lines:
            order = line.order_id
            if order in guarded:
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed: add %(product)s with “Request a Change” on the "
                        "order.",
                        order=order.name,
                        product=line.product_id.display_name or line.name,
                    )
                )
            texts.setdefault(order, []).append(
                self.env._(
                    "New line: %(product)s, %(quantity)s",
                    product=line.product_id.display_name or line.name,
                    quantity=plain_number(line.product_uom_qty),
                )
            )
        lines.order_id._change_guard_log(texts)
