import hashlib
import json
from collections import defaultdict

from odoo import api, models
from odoo.tools import float_repr


class SaleOrderReview(models.Model):
    """What of an order was signed: one hash for each aspect."""

    _inherit = "sale.order.review"

    # ------------------------------------------------------------------
    # Fingerprint
    # ------------------------------------------------------------------
    @api.model
    def _order_aspect_fields(self):
        """Return ``{aspect: field names}`` of the order that belong to an aspect."""
        return {
            "products": ["partner_id", "quality_above_standard", "new_process"],
            "quantities": [],
            "prices": ["currency_id"],
            "dates": ["commitment_date", "picking_policy"],
            "terms": [
                "partner_id",
                "partner_invoice_id",
                "payment_term_id",
                "incoterm",
                "incoterm_location",
                "has_penalty_clause",
                "deposit_required",
                "deposit_percent",
                "deposit_amount_fixed",
                "letter_of_credit_required",
                "framework_contract_ref",
                "note",
            ],
            "destination": [
                "partner_id",
                "partner_shipping_id",
                "incoterm",
                "incoterm_location",
            ],
        }

    @api.model
    def _line_aspect_fields(self):
        """Return ``{aspect: field names}`` of the order line that belong to an aspect."""
        return {
            "products": ["product_id", "name", "customer_part_no", "drawing_revision"],
            "quantities": ["product_id", "product_uom_qty", "product_uom_id"],
            "prices": ["product_id", "price_unit", "discount", "tax_ids"],
            "dates": ["product_id", "customer_lead"],
        }

    @api.model
    def _reviewed_lines(self, orders):
        """Return the order lines that are reviewed: goods and services, not sections, notes and
        down payments. A line of quantity 0 does not count."""
        return orders.order_line.filtered(
            lambda line: not line.display_type
            and not line.is_downpayment
            and line.product_uom_qty
        )

    @api.model
    def _order_fingerprint(self, orders):
        """Return ``{order id: {aspect: hash}}``, computed from the present values."""
        # sudo: what an order says does not depend on who asks
        orders = orders.sudo()
        result = {}
        # Grouped from one recordset: the lines of all orders are read together.
        by_order = self._reviewed_lines(orders).grouped("order_id")
        for order in orders:
            lines = by_order.get(order, ())
            content = defaultdict(list)
            for aspect, names in self._order_aspect_fields().items():
                content[aspect].append([self._fingerprint_value(order, name) for name in names])
            # The region the code shows: entered, or read from the address; drawing the code
            # enters it and must not look like a change.
            content["destination"].append(order._order_code_destination())
            for aspect, names in self._line_aspect_fields().items():
                content[aspect] += sorted(
                    [self._fingerprint_value(line, name) for name in names] for line in lines
                )
            for aspect, values in self._delivery_fingerprint(lines).items():
                content[aspect] += values
            # What is written between the lines belongs to the products.
            content["products"] += sorted(
                self._fingerprint_value(line, "name")
                for line in order.order_line
                if line.display_type == "line_note"
            )
            result[order.id] = {
                aspect: hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]
                for aspect, values in content.items()
            }
        return result

    @api.model
    def _fingerprint_value(self, record, name):
        """Return a value as text that is the same whoever computes it, and whenever."""
        field = record._fields[name]
        value = record[name]
        if field.relational:
            return ",".join(str(id_) for id_ in sorted(value.ids))
        if field.type in ("float", "monetary"):
            return float_repr(value, 6)
        if field.type == "boolean":
            return str(bool(value))
        return str(value or "").strip()

    def _signoff_fingerprint(self):
        by_order = self._order_fingerprint(self.order_id)
        return {review.id: by_order.get(review.order_id.id, {}) for review in self}
