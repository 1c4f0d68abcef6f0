from odoo import api, models
from odoo.tools import float_compare, format_date, formatLang

from odoo.addons.order_signoff.tools import plain_number

# What of the order a line replaces: where that has changed meanwhile, the line is out of date.
REPLACED = {
    "quantity": ("old_quantity",),
    # the other product comes in this quantity and at this price
    "product": ("old_product_id", "old_quantity", "old_price"),
    "price": ("old_price",),
    "date": ("old_date",),
    "schedule": ("old_quantity", "old_date"),
    "packing": ("old_text",),
    "specification": ("old_text",),
    "drawing": ("old_text",),
    "cancel_line": ("old_quantity",),
    "cancel_batch": ("old_quantity", "old_date"),
    "address": ("old_partner_shipping_id",),
}


class SaleOrderChangeLine(models.Model):
    """What the order says, what it is to say, and what that is worth."""

    _inherit = "sale.order.change.line"

    # === WHAT THE ORDER SAYS === #

    def _fill_current(self):
        """Read the present values of the order into the lines."""
        current = self._current_values()
        # sudo: kept by the system
        for line in self.sudo():
            line.write(current[line.id])

    def _current_values(self):
        """Return ``{line id: values}``: what the order says now. One batch."""
        # sudo: signers need not see the order
        lines = self.sudo()
        packings = lines._notice_packings()
        return {line.id: line._prepare_current(packings) for line in lines}

    def _notice_packings(self):
        """Return ``{order line: packing text}`` of the production notices in force."""
        targets = self.filtered(lambda line: line.kind == "packing").order_line_id
        if not targets:
            return {}
        rows = self.env["mrp.production.notice.line"].search(
            [("order_line_id", "in", targets.ids), ("notice_id.state", "=", "issued")], order="id"
        )
        return {row.order_line_id: row.packing for row in rows}

    @api.model
    def _agreed_packings(self, order):
        """Return ``{id of order line: packing}`` by the last change of each that was carried
        out."""
        done = self.search(
            [
                ("order_id", "=", order.id),
                ("kind", "=", "packing"),
                ("change_id.state", "=", "applied"),
            ]
        )
        return {
            line.order_line_id.id: line.new_text
            for line in done.sorted(lambda line: (line.change_id.revision, line.id))
        }

    def _prepare_current(self, packings):
        self.ensure_one()
        target, order, batch = self.order_line_id, self.order_id, self.schedule_id
        vals = {
            "old_quantity": target.product_uom_qty,
            "old_price": target.price_unit,
            "old_amount": target.price_subtotal,
            "old_date": False,
            "old_product_id": target.product_id.id,
            "old_text": False,
            "old_partner_shipping_id": False,
            "uom_id": (target.product_uom_id or self.new_product_id.uom_id).id,
        }
        if self.kind == "cancel_order":
            vals["old_amount"] = order.amount_untaxed
        elif self.kind == "date":
            open_batches = self._open_batches()
            own_day = open_batches.due_date if len(open_batches) == 1 else False
            vals["old_date"] = own_day or order._commitment_day()
        elif self.kind in ("schedule", "cancel_batch"):
            vals |= {"old_quantity": batch.quantity, "old_date": batch.due_date}
        elif self.kind == "packing":
            vals["old_text"] = packings.get(target) or False
        elif self.kind == "specification":
            vals["old_text"] = target.name
        elif self.kind == "drawing":
            vals["old_text"] = target.drawing_revision
        elif self.kind == "address":
            vals["old_partner_shipping_id"] = order.partner_shipping_id.id
            if batch:
                vals |= {
                    "old_quantity": batch.quantity,
                    "old_date": batch.due_date,
                    "old_partner_shipping_id": batch._delivery_address().id,
                }
        return vals

    def _stale_lines(self):
        """Return the lines for which the order says something else now. One batch."""
        current = self._current_values()
        return self.filtered(lambda line: line._stale_names(current[line.id]))

    def _stale_names(self, current):
        """Return the names of what was replaced by something else meanwhile.

        :param dict current: what the order says now
        """
        self.ensure_one()
        return [
            name
            for name in REPLACED.get(self.kind, ())
            if not self._is_same(name, current[name])
        ]

    def _is_same(self, name, value):
        self.ensure_one()
        field = self._fields[name]
        # sudo: prices, too, which the user may not see
        line = self.sudo()
        kept = line[name]
        if field.type == "many2one":
            return kept.id == (value or False)
        if field.type == "float":
            digits = field.get_digits(self.env)
            return float_compare(kept, value or 0.0, precision_digits=digits[1]) == 0
        return (kept or False) == (value or False)

    def _changes_anything(self):
        """Whether the new value differs from what the order says."""
        self.ensure_one()
        pairs = {
            "quantity": [("old_quantity", "new_quantity")],
            "product": [("old_product_id", "new_product_id")],
            "price": [("old_price", "new_price")],
            "date": [("old_date", "new_date")],
            "packing": [("old_text", "new_text")],
            "specification": [("old_text", "new_text")],
            "drawing": [("old_text", "new_text")],
            "address": [("old_partner_shipping_id", "new_partner_shipping_id")],
        }.get(self.kind)
        if self.kind == "schedule" and self.schedule_id:
            pairs = [("old_quantity", "new_quantity")] if self.new_quantity else []
            pairs += [("old_date", "new_date")] if self.new_date else []
        if not pairs:
            return True
        # sudo: prices, too, which the user may not see
        line = self.sudo()
        return any(
            not line._is_same(old, getattr(line[new], "id", line[new])) for old, new in pairs
        )

    def _stale_sentences(self):
        """Return what the order says by now, one sentence for each line of ``self``."""
        current = self._current_values()
        user = self.env.user
        show = user._is_superuser() or user.has_group("sale_order_review.group_price")
        sentences = []
        for line in self:
            names = line._stale_names(current[line.id])
            if names == ["old_price"] and not show:
                sentences.append(
                    self.env._(
                        "%(line)s: its price in the order is another one by now",
                        line=line.display_name,
                    )
                )
                continue
            # As if the line had been written now.
            fresh = line.sudo().new(origin=line, values=current[line.id])
            now, then = (
                record._replaced_text(names, show) for record in (fresh, line.sudo())
            )
            sentences.append(
                self.env._(
                    "%(line)s: the order says %(now)s by now, not %(then)s",
                    line=line.display_name,
                    now=now or "-",
                    then=then or "-",
                )
            )
        return sentences

    def _replaced_text(self, names, show_prices):
        """Return what a line of another product replaces, otherwise its old text."""
        self.ensure_one()
        if self.kind != "product":
            return self._value_text(show_prices)[1]
        texts = {
            "old_product_id": self.old_product_id.display_name,
            "old_quantity": self._quantity_text(self.old_quantity),
            "old_price": self._price_text(self.old_price) if show_prices else "",
        }
        return ", ".join(filter(None, (texts[name] for name in names)))

    # === TEXTS === #

    def _value_texts(self, show_prices=True):
        """Return ``{line id: (label, old text, new text)}`` in the language of the environment.

        :param bool show_prices: whether the reader may see prices
        """
        # sudo: readers of a change need not see order and addresses
        return {line.id: line.sudo()._value_text(show_prices) for line in self}

    def _value_text(self, show_prices=True):
        """Return label, old and new text of one line. As superuser."""
        self.ensure_one()
        old, new = "", ""
        if self.kind in ("quantity", "cancel_line"):
            old = self._quantity_text(self.old_quantity)
            cancelled = self.env._("cancelled")
            new = self._quantity_text(self.new_quantity) if self.kind == "quantity" else cancelled
        elif self.kind == "product":
            old, new = self._product_texts(show_prices)
        elif self.kind == "price":
            hidden = self.env._("(not shown)")
            old = self._price_text(self.old_price) if show_prices else hidden
            new = self._price_text(self.new_price) if show_prices else hidden
        elif self.kind == "date":
            old, new = self._date_text(self.old_date), self._date_text(self.new_date)
        elif self.kind in ("schedule", "cancel_batch"):
            old, new = self._batch_texts()
        elif self.kind in ("packing", "specification", "drawing"):
            old, new = self.old_text or "", self.new_text or ""
        elif self.kind == "add":
            new = self._quantity_text(self.new_quantity)
            if self.new_date:
                new = self._batch_text(self.new_quantity, self.new_date)
            if show_prices and self.new_price:
                new = f"{new}, {self._price_text(self.new_price)}"
        elif self.kind == "address":
            batch = self._batch_texts()[0] if self.schedule_id else ""
            old = ", ".join(filter(None, [batch, self.old_partner_shipping_id.display_name]))
            new = self.new_partner_shipping_id.display_name or ""
        elif self.kind in ("hold", "release"):
            new = ", ".join(filter(None, [self._date_text(self.new_date), self.new_text]))
        elif self.kind == "cancel_order":
            new = self.env._("cancelled")
        return self.display_name, old, new

    def _product_texts(self, show_prices):
        """Return both products, with quantity and price where these change, too."""
        pairs = [(self.old_product_id.display_name, self.new_product_id.display_name)]
        if self.new_quantity:
            pairs.append(
                (self._quantity_text(self.old_quantity), self._quantity_text(self.new_quantity))
            )
        if self.new_price and show_prices:
            pairs.append((self._price_text(self.old_price), self._price_text(self.new_price)))
        return tuple(", ".join(filter(None, texts)) for texts in zip(*pairs, strict=True))

    def _batch_texts(self):
        """Return what a delivery batch holds and when, before and after."""
        old = self._batch_text(self.old_quantity, self.old_date) if self.schedule_id else ""
        if self.kind == "cancel_batch":
            return old, self.env._("cancelled")
        return old, self._batch_text(self._batch_wanted(), self.new_date or self.old_date)

    def _quantity_text(self, quantity):
        uom = self.uom_id
        figure = plain_number(uom.round(quantity)) if uom else plain_number(quantity)
        return " ".join(filter(None, [figure, uom.name]))

    def _price_text(self, price):
        digits = self._fields["new_price"].get_digits(self.env)[1]
        return formatLang(self.env, price, digits=digits, currency_obj=self.currency_id)

    def _date_text(self, day):
        return format_date(self.env, day) if day else ""

    def _batch_text(self, quantity, day):
        return ", ".join(filter(None, [self._quantity_text(quantity), self._date_text(day)]))

    # === VALUE === #

    def _batch_wanted(self):
        """Return what a delivery batch is to hold; what is delivered of a cancelled one stays."""
        self.ensure_one()
        if self.kind == "cancel_batch":
            # Nothing of other orders, as below.
            return sum(
                (self.schedule_id & self.order_line_id.delivery_schedule_ids).mapped(
                    "delivered_quantity"
                )
            )
        return self.new_quantity or self.old_quantity

    def _makes_more(self):
        """Whether more of what the order has is to be made."""
        self.ensure_one()
        if self.kind not in ("quantity", "schedule"):
            return False
        wanted = self.new_quantity if self.kind == "quantity" else self._batch_wanted()
        return wanted > self.old_quantity

    @api.depends(
        "kind",
        "order_line_id",
        "schedule_id",
        "old_quantity",
        "old_price",
        "old_amount",
        "new_quantity",
        "new_price",
        "change_id.line_ids.kind",
        "change_id.line_ids.order_line_id",
        "change_id.line_ids.old_quantity",
        "change_id.line_ids.new_quantity",
    )
    def _compute_value_difference(self):
        for change, lines in self.grouped("change_id").items():
            beside = change.line_ids.grouped("order_line_id")
            for line in lines:
                line.value_difference = line._value_change(
                    beside.get(line.order_line_id, line)
                )

    def _value_change(self, beside):
        """Return by how much the untaxed value of the order changes. As superuser.

        :param beside: the lines of the change about the same line of the order, with this one
        """
        self.ensure_one()
        # Nothing of other orders, whatever line is named in a request that is being written.
        target = self.order_line_id.filtered(
            lambda target: target.order_id == self.change_id._origin.order_id
        )
        of_batch = self.kind in ("schedule", "cancel_batch")
        total = target.product_uom_qty if of_batch else self.old_quantity
        unit = self.old_amount / total if total else self.old_price
        # price lists, discounts and included taxes: what of a price ends up in the amount
        share = unit / self.old_price if self.old_price else 1.0
        if self.kind == "quantity":
            return (self.new_quantity - self.old_quantity) * unit
        if of_batch:
            # Beside a new quantity of the line only the batches are divided otherwise.
            if "quantity" in beside.mapped("kind"):
                return 0.0
            return (self._batch_wanted() - self.old_quantity) * unit
        if self.kind == "price":
            return (self.new_price - self.old_price) * share * self._quantity_with(beside)
        if self.kind in ("product", "cancel_line"):
            # What is delivered stays.
            rest = max(self.old_quantity - target.qty_delivered, 0.0)
            new = 0.0
            if self.kind == "product":
                price = self.new_price or self.old_price
                new = price * share * (self.new_quantity or rest)
            return new - rest * unit
        if self.kind == "add":
            return self.new_price * self.new_quantity
        if self.kind == "cancel_order":
            return -self.old_amount
        return 0.0

    def _quantity_with(self, beside):
        """Return what the line of the order holds after the lines ``beside``."""
        if wanted := beside.filtered(lambda line: line.kind == "quantity"):
            return wanted[0].new_quantity
        batches = beside.filtered(lambda line: line.kind in ("schedule", "cancel_batch"))
        return self.old_quantity + sum(
            batch._batch_wanted() - batch.old_quantity for batch in batches
        )

    def _fill_prices(self):
        """Give products that are added without a price that of the price list.

        What is signed is thereby what the order gets. Runs as superuser.
        """
        for line in self.filtered(lambda line: line.kind == "add" and not line.new_price):
            listed = self.env["sale.order.line"].new(
                {"order_id": line.order_id.id, **line._prepare_order_line(line.new_quantity)}
            )
            line.new_price = listed.price_unit * (1 - listed.discount / 100)

    def _raises_price(self):
        """Whether the customer pays more for the same."""
        self.ensure_one()
        return self.kind in ("price", "product") and self.new_price > self.old_price
