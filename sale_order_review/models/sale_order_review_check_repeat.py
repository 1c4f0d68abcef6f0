from collections import Counter
from itertools import zip_longest

from odoo import api, fields, models
from odoo.tools import format_date, formatLang, html2plaintext

from .sale_order_review_difference import PRICE_KINDS


class SaleOrderReview(models.Model):
    """Repeat orders are compared with the last order of the customer, line by line."""

    _inherit = "sale.order.review"

    compared_with = fields.Char(readonly=True, copy=False)
    difference_ids = fields.One2many(
        comodel_name="sale.order.review.difference",
        inverse_name="review_id",
        string="Differences",
        readonly=True,
        copy=False,
    )

    # === THE CHECK === #

    def _auto_check_repeat(self, lines, facts):
        """What differs from the last order with these products, kept as a table."""
        reviews = lines.review_id
        repeated = reviews.filtered(lambda r: r.order_class == "repeat" or r.kind == "repeat")
        last = facts.last_orders
        rows = {
            review: self._differences(review.order_id, last[review]) if last.get(review) else []
            for review in reviews
        }
        reviews._store_differences(last, rows)
        return {
            line.id: self._repeat_finding(
                line.review_id in repeated, last.get(line.review_id), rows[line.review_id]
            )
            for line in lines
        }

    @api.model
    def _repeat_finding(self, repeated, last, rows):
        if not repeated:
            return "na", self.env._("This is no repeat order.")
        if not last:
            return False, self.env._("No confirmed order of these products is recorded.")
        origin = self._order_reference(last)
        if not rows:
            return "ok", self.env._("The same as %(order)s.", order=origin)
        labels = dict(
            self.env["sale.order.review.difference"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        evidence = {}
        for field, price_sensitive in (("auto_evidence", False), ("auto_evidence_price", True)):
            counts = Counter(
                labels[row["kind"]] for row in rows if row["price_sensitive"] == price_sensitive
            )
            texts = [f"{label}: {count}" for label, count in counts.items()]
            evidence[field] = ", ".join(texts)
        head = self.env._("Compared with %(order)s, see the differences.", order=origin)
        evidence["auto_evidence"] = "\n".join(filter(None, [head, evidence["auto_evidence"]]))
        # That somebody has looked at each difference only a person can say.
        return False, evidence

    @api.model
    def _order_reference(self, order):
        return f"{order.name} ({format_date(self.env, order.date_order)})"

    # === THE COMPARISON === #

    @api.model
    def _differences(self, order, last):
        """Return the rows in which ``order`` differs from ``last``."""
        rows = []
        now = self._reviewed_lines(order).grouped("product_id")
        before = self._reviewed_lines(last).grouped("product_id")
        for product in dict.fromkeys([*now, *before]):
            for new, old in zip_longest(now.get(product, ()), before.get(product, ())):
                rows += self._line_differences(product, new, old)
        rows += self._values_differences(
            self._order_values(order), self._order_values(last), order, last
        )
        for sequence, row in enumerate(rows, 1):
            row["sequence"] = sequence
        return rows

    @api.model
    def _line_differences(self, product, new, old):
        if not old:
            return [self._prepare_difference("added", "", self._line_quantity(new), product)]
        if not new:
            return [self._prepare_difference("removed", self._line_quantity(old), "", product)]
        return self._values_differences(
            self._line_values(new), self._line_values(old), new, old, product
        )

    @api.model
    def _values_differences(self, values, before, new, old, product=None):
        """Return a row for each value that differs, in words; nothing else is put into words."""
        return [
            self._prepare_difference(
                kind,
                getattr(self, f"_difference_{kind}")(old),
                getattr(self, f"_difference_{kind}")(new),
                product,
            )
            for kind, value in values.items()
            if value != before[kind]
        ]

    @api.model
    def _prepare_difference(self, kind, old, new, product=None):
        return {
            "kind": kind,
            "product_id": product.id if product else False,
            "product_name": product.display_name if product else False,
            "old_value": old,
            "new_value": new,
            "price_sensitive": kind in PRICE_KINDS,
        }

    # What is compared, {kind: value}; and a kind in words, _difference_<kind>(line or order).

    @api.model
    def _line_values(self, line):
        """Return ``{kind: value}`` of what is compared on two lines of the same product."""
        return {
            "quantity": (self._fingerprint_value(line, "product_uom_qty"), line.product_uom_id),
            "price": (
                self._fingerprint_value(line, "price_unit"),
                self._fingerprint_value(line, "discount"),
                line.currency_id,
                line.product_uom_id,
            ),
            "description": self._difference_description(line),
            "customer_part": self._difference_customer_part(line),
            "revision": self._difference_revision(line),
            "packing": self._difference_packing(line),
        }

    @api.model
    def _order_values(self, order):
        """Return ``{kind: value}`` of what is compared on two orders."""
        return {
            "destination": order.partner_shipping_id,
            "delivery_terms": (order.incoterm, order.incoterm_location or ""),
            "payment_terms": order.payment_term_id,
            "note": self._difference_note(order),
        }

    @api.model
    def _line_quantity(self, line):
        return self._evidence_quantity(line.product_uom_qty, line.product_uom_id)

    @api.model
    def _difference_quantity(self, line):
        return self._line_quantity(line)

    @api.model
    def _difference_price(self, line):
        price = formatLang(self.env, line.price_unit, dp="Product Price")
        price = f"{price} {line.currency_id.name} / {line.product_uom_id.name}"
        if not line.discount:
            return price
        return self.env._(
            "%(price)s, discount %(percent)s %%",
            price=price,
            percent=formatLang(self.env, line.discount, dp="Discount"),
        )

    @api.model
    def _difference_description(self, line):
        return (line.name or "").strip()

    @api.model
    def _difference_customer_part(self, line):
        return line.customer_part_no or ""

    @api.model
    def _difference_revision(self, line):
        return line.drawing_revision or ""

    @api.model
    def _difference_packing(self, line):
        return (line.customer_part_id.label_text or "").strip()

    @api.model
    def _difference_destination(self, order):
        address = order.partner_shipping_id._display_address().split("\n")
        return ", ".join(filter(None, map(str.strip, address)))

    @api.model
    def _difference_delivery_terms(self, order):
        return " ".join(filter(None, [order.incoterm.display_name, order.incoterm_location]))

    @api.model
    def _difference_payment_terms(self, order):
        return order.payment_term_id.display_name or ""

    @api.model
    def _difference_note(self, order):
        return html2plaintext(order.note or "").strip()

    def _store_differences(self, last, rows):
        """Bring the tables of these reviews up to date.

        The rows there are written over: deleting some empties the caches of everything.
        """
        table = self.env["sale.order.review.difference"]
        surplus = table.browse()
        # A review that was never compared has no rows: nothing is searched for.
        compared = self.filtered("compared_with")
        found = table.search_fetch([("review_id", "in", compared.ids)]) if compared else table
        by_review = found.grouped("review_id")
        vals_list = []
        for review in self:
            order = last.get(review)
            reference = self._order_reference(order) if order else False
            present = by_review.get(review, table)
            if review.compared_with != reference:
                review.compared_with = reference
            for row, vals in zip_longest(present, rows[review]):
                if not vals:
                    surplus += row
                elif row:
                    row._update_from(vals)
                else:
                    vals_list.append({**vals, "review_id": review.id})
        surplus.unlink()
        table.create(vals_list)
