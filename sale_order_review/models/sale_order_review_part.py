import hashlib
import json
from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class SaleOrderReview(models.Model):
    """Items that are answered for each product, and answers that are known already.

    A part is known when the same customer ordered the same product before with the same part
    number, drawing revision, description and demands on quality, and the department answered
    "met" in a review that was accepted. Its answer is taken over and says from where; the
    signature of the department covers it. Items with an automatic check are checked anew.
    """

    _inherit = "sale.order.review"

    def _prepare_lines(self, functions, teams, previous):
        values = super()._prepare_lines(functions, teams, previous)
        products = self._parts()
        if not products or len(products) > self.company_id.order_review_part_limit:
            return values
        keys = self._part_keys()
        before = {
            (line.code, line.product_id): line for line in previous if line.review_id == self
        }
        none = previous.browse()
        items = {item.id: item for item in self.template_id.line_ids}
        result = []
        unknown = []
        for vals in values:
            item = items[vals["template_line_id"]]
            if not item.per_part:
                result.append(vals)
                continue
            for product in products:
                earlier = before.get((item.code, product), none)
                vals = {
                    **vals,
                    "product_id": product.id,
                    "part_key": keys[product],
                    "previous_result": earlier.result,
                    "previous_comment": earlier.comment,
                }
                result.append(vals)
                if item.auto_check:
                    continue
                if earlier.part_key == keys[product] and earlier.result in ("ok", "na"):
                    vals.update(earlier._prepare_taken_over())
                elif not earlier:
                    unknown.append((item.code, vals))
        self._take_over_known(unknown)
        return result

    def _parts(self):
        """Return the goods of the order: what is answered one by one."""
        self.ensure_one()
        return self._reviewed_lines(self.order_id).product_id.filtered(
            lambda product: product.type == "consu"
        )

    def _part_keys(self):
        """Return ``{product: hash}``: what must be the same for an answer to stay valid."""
        self.ensure_one()
        order = self.order_id
        names = self._order_aspect_fields()["products"]
        common = [
            str(order.partner_id.commercial_partner_id.id),
            [self._fingerprint_value(order, name) for name in names if name != "partner_id"],
            sorted(
                self._fingerprint_value(line, "name")
                for line in order.order_line
                if line.display_type == "line_note"
            ),
        ]
        content = defaultdict(list)
        for line in self._reviewed_lines(order):
            content[line.product_id].append(
                [self._fingerprint_value(line, name) for name in self._part_fields()]
            )
        return {
            product: hashlib.sha256(
                json.dumps([*common, sorted(values)]).encode()
            ).hexdigest()[:16]
            for product, values in content.items()
        }

    @api.model
    def _part_fields(self):
        """Return the fields of an order line that describe the part."""
        return ["product_id", "name", "customer_part_no", "drawing_revision"]

    def _take_over_known(self, unknown):
        """Enter the answers of earlier orders: ``[(code of the item, values)]``.

        The last answer that a person gave for the part counts; nothing is taken over when it was
        anything but "met", or is older than the company says.
        """
        months = self.company_id.order_review_take_over_months
        if not unknown or not months:
            return
        lines = self.env["sale.order.review.line"]
        since = fields.Datetime.now() - relativedelta(months=months)
        groups = lines._read_group(
            [
                ("review_id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("code", "in", [code for code, _vals in unknown]),
                ("part_key", "in", [vals["part_key"] for _code, vals in unknown]),
                ("answered_by_id", "!=", False),
                ("answered_at", ">=", since),
                "|",
                ("result", "in", ["nok", "open"]),
                ("review_id.progress", "in", ["accepted", "conditional"]),
            ],
            ["code", "product_id", "part_key"],
            ["id:max"],
        )
        known = {
            (code, product.id, key): line_id for code, product, key, line_id in groups
        }
        answers = lines.browse(known.values())
        answers.fetch(["result", "code", "review_id", "answered_by_id", "answered_at"])
        for code, vals in unknown:
            line = lines.browse(known.get((code, vals["product_id"], vals["part_key"])))
            if line.result == "ok":
                vals.update(line._prepare_taken_over())
