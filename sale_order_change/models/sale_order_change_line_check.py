from odoo import models
from odoo.exceptions import UserError

from .sale_order_change_line import LINE_KINDS

# What has to be entered: kind -> names of fields of which one at least is needed.
NEEDED = {
    "quantity": ("new_quantity",),
    "product": ("new_product_id",),
    "price": ("new_price",),
    "date": ("new_date",),
    "schedule": ("new_quantity", "new_date"),
    "packing": ("new_text",),
    "specification": ("new_text",),
    "drawing": ("new_text",),
    "add": ("new_product_id",),
    "address": ("new_partner_shipping_id",),
}
# What ends a line of the order or a batch of it, and what may change beside it: what is written
# on the new line.
ENDING_KINDS = {
    "cancel_line": (),
    "cancel_batch": (),
    "product": ("specification", "drawing"),
}


class SaleOrderChangeLine(models.Model):
    """What is missing in the lines of a request, or stands against another line of it."""

    _inherit = "sale.order.change.line"

    def _check_complete(self):
        """Refuse lines that do not say which line of the order, or what it is to say."""
        for line in self.sudo():  # sudo: prices, too, which the user may not see
            line._check_line_complete()
        if "cancel_order" in self.mapped("kind") and len(self) > 1:
            raise UserError(
                self.env._("Where the whole order is cancelled nothing else changes in it.")
            )
        self._check_no_duplicates()

    def _check_line_complete(self):
        self.ensure_one()
        label = self.display_name
        if self.kind in LINE_KINDS and not self.order_line_id:
            raise UserError(
                self.env._("%(line)s: choose the line of the order.", line=label)
            )
        needed = NEEDED.get(self.kind, ())
        if needed and not any(self[name] for name in needed):
            if self.kind == "quantity":
                raise UserError(
                    self.env._(
                        "%(line)s: enter the new quantity, or cancel the product.", line=label
                    )
                )
            raise UserError(self.env._("%(line)s: enter what it is to be.", line=label))
        if self.kind == "add" and not self.new_quantity:
            raise UserError(self.env._("%(line)s: enter how much is added.", line=label))
        if self.kind == "schedule" and not self.schedule_id and not (
            self.new_quantity and self.new_date
        ):
            raise UserError(
                self.env._("%(line)s: a new batch needs its quantity and its day.", line=label)
            )
        if not self.schedule_id and (
            self.kind == "cancel_batch" or (self.kind == "address" and self.order_line_id)
        ):
            raise UserError(self.env._("%(line)s: choose the delivery batch.", line=label))
        if self.kind == "date" and self._has_several_batches():
            raise UserError(self._several_batches_sentence())
        if self.kind == "release" and (sentences := self._release_obstacles()):
            raise UserError(sentences[0])
        if not self._changes_anything() and not self._is_divided():
            raise UserError(
                self.env._("%(line)s: the new value is what the order says already.", line=label)
            )

    def _is_divided(self):
        """Whether the quantity of a line stays, and delivery batches are made of it."""
        self.ensure_one()
        return self.kind == "quantity" and any(
            other.kind == "schedule" and other.order_line_id == self.order_line_id
            for other in self.change_id.line_ids
        )

    def _check_no_duplicates(self):
        """Refuse two lines that say different things about the same."""
        seen = set()
        for line in self:
            key = (line.kind, line.order_line_id.id, line.schedule_id.id)
            if line.kind == "add" or (line.kind == "schedule" and not line.schedule_id):
                continue
            if key in seen:
                raise UserError(
                    self.env._("%(line)s is entered twice: keep one.", line=line.display_name)
                )
            seen.add(key)
        for line in self.filtered(lambda line: line.kind in ENDING_KINDS):
            others = self.filtered(
                lambda other, line=line: other != line
                and other.order_line_id == line.order_line_id
                and (line.kind != "cancel_batch" or other.schedule_id == line.schedule_id)
                and other.kind not in ENDING_KINDS[line.kind]
            )
            if others:
                raise UserError(
                    self.env._(
                        "%(line)s: what is cancelled is not changed beside it.",
                        line=line.display_name,
                    )
                    if line.kind != "product"
                    else self.env._(
                        "%(line)s: what is replaced is not changed beside it. Enter quantity and "
                        "price together with the other product.",
                        line=line.display_name,
                    )
                )
