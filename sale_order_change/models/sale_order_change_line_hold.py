from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_list

from .sale_order_change import OPEN_STATES

# Kinds that stop the work until the change is decided.
HOLDING_KINDS = (
    "quantity", "schedule", "cancel_line", "cancel_batch", "cancel_order", "hold", "product",
)  # fmt: skip


class SaleOrderChangeLine(models.Model):
    """Which changes keep people from going on with what they may take away."""

    _inherit = "sale.order.change.line"

    def _reduces(self):
        """Whether less is to be made, or nothing any more, or something else."""
        self.ensure_one()
        # sudo: whoever is held up need not see the change
        line = self.sudo()
        if line.kind in ("cancel_line", "cancel_batch", "cancel_order", "hold", "product"):
            return True
        if line.kind == "quantity" or (line.kind == "schedule" and line.schedule_id):
            return bool(line.new_quantity) and line.uom_id.compare(
                line.new_quantity, line.old_quantity
            ) < 0
        return False

    def _action_open_changes(self):
        """Open the changes that these lines belong to, as far as the user may see them."""
        # sudo: whoever is held up need not see the change; what he sees is checked
        changes = self.sudo().change_id
        readable = changes.sudo(False)._filtered_access("read")
        if changes and not readable:
            raise AccessError(
                self.env._(
                    "%(changes)s is not yours to open: ask %(people)s.",
                    changes=", ".join(changes.mapped("name")),
                    people=", ".join(dict.fromkeys(changes.requested_by_id.mapped("name"))),
                )
            )
        return readable._action_open()

    def _release_obstacles(self):
        """Return why a release would release nothing."""
        self.ensure_one()
        order = self.order_id
        holds = self._holding_lines(order).get(order, self.browse()).filtered(
            lambda line: line.change_id.state == "applied"
        )
        if not holds:
            return [
                self.env._(
                    "%(line)s: nothing of this order is on hold.", line=self.display_name
                )
            ]
        if self.order_line_id and self.order_line_id not in holds.order_line_id:
            return [
                self.env._(
                    "%(line)s: on hold is not this product, but %(what)s. Release that.",
                    line=self.display_name,
                    what=format_list(self.env, holds.order_line_id.product_id.mapped("name"))
                    if all(hold.order_line_id for hold in holds)
                    else self.env._("the whole order"),
                )
            ]
        return []

    @api.model
    def _holding_lines(self, orders):
        """Return ``{order: lines}`` that hold up the work on the orders. One query, as superuser.

        Lines of running changes that take something away, and holds that were carried out and
        not released since.
        """
        # sudo: whoever is held up need not see the change
        found = self.sudo().search(
            [
                ("order_id", "in", orders.ids),
                "|",
                "&",
                ("change_id.state", "in", OPEN_STATES),
                ("kind", "in", HOLDING_KINDS),
                "&",
                ("change_id.state", "=", "applied"),
                ("kind", "in", ("hold", "release")),
            ],
            order="order_id, id",
        )
        result = {}
        for order, lines in found.grouped("order_id").items():
            done = lines.filtered(lambda line: line.change_id.state == "applied")
            running = (lines - done).filtered(lambda line: line._reduces())
            # by the revisions in which they were carried out
            in_force = self.sudo().browse()
            for line in done.sorted(lambda line: (line.change_id.revision, line.id)):
                if line.kind == "hold":
                    in_force |= line
                else:
                    in_force = in_force.filtered(
                        lambda hold, line=line: line.order_line_id
                        and hold.order_line_id != line.order_line_id
                    )
            if held := running | in_force:
                result[order] = held
        return result
