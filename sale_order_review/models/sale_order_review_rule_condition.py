from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import formatLang


class SaleOrderReviewRule(models.Model):
    """The conditions of the rules: for which orders each of them holds."""

    _inherit = "sale.order.review.rule"

    # ------------------------------------------------------------------
    # Conditions: one method for each, given the orders and what is known about all of them
    # (OrderFacts); {order id: detail for the reason}
    # ------------------------------------------------------------------

    def _find_always(self, orders, facts):
        return dict.fromkeys(orders.ids, "")

    def _find_domain(self, orders, facts):
        found = orders.search(Domain("id", "in", orders.ids) & Domain(self._filter_domain()))
        return dict.fromkeys(found.ids, "")

    def _find_new_customer(self, orders, facts):
        return {
            order.id: order.partner_id.commercial_partner_id.display_name
            for order in orders
            if (order.company_id, order.partner_id.commercial_partner_id)
            not in facts.known_customers
        }

    def _find_no_framework(self, orders, facts):
        covered = self._under_framework(orders)
        return {
            order.id: ""
            for order in orders - covered
            if (order.company_id, order.partner_id.commercial_partner_id)
            not in facts.known_customers
        }

    def _find_new_process(self, orders, facts):
        result = {}
        for order in orders:
            products = self._reviewed_lines(order).product_id.filtered("review_new_process")
            if products or order.new_process:
                result[order.id] = ", ".join(products.mapped("name"))
        return result

    def _find_product_class(self, orders, facts):
        if not self.category_ids and not self.tag_ids:
            return {}
        categories = self.env["product.category"].search(
            [("id", "child_of", self.category_ids.ids)]
        )
        result = {}
        for order in orders:
            products = self._reviewed_lines(order).product_id.filtered(
                lambda product: product.categ_id in categories
                or product.all_product_tag_ids & self.tag_ids
            )
            if products:
                result[order.id] = ", ".join(products.mapped("name"))
        return result

    def _find_amount(self, orders, facts):
        # The reason goes to departments that see no prices: it names the limit only.
        result = {}
        for order in orders:
            currency = order.company_id.currency_id
            total = self._company_amount(order)
            if self.amount and currency.compare_amounts(total, self.amount) > 0:
                result[order.id] = formatLang(self.env, self.amount, currency_obj=currency)
        return result

    def _find_lead_time(self, orders, facts):
        result = {}
        now = fields.Datetime.now()
        for order in orders.filtered("commitment_date"):
            lead = max(self._reviewed_lines(order).mapped("customer_lead"), default=0.0)
            # What was in time when the review was requested does not become urgent by waiting.
            standard = (order.review_ids[:1].requested_at or now) + timedelta(days=lead)
            tolerance = timedelta(days=self.days)
            wanted = order.commitment_date
            shorter = self.side in ("shorter", "both") and wanted < standard - tolerance
            # The day itself still counts as the standard date.
            longer = self.side in ("longer", "both") and wanted > standard + tolerance
            if wanted.date() != standard.date() and (shorter or longer):
                result[order.id] = self.env._(
                    "requested %(wanted)s, standard %(standard)s",
                    wanted=fields.Date.to_string(wanted.date()),
                    standard=fields.Date.to_string(standard.date()),
                )
        return result

    def _find_irregular(self, orders, facts):
        return self._of_class(orders, facts, "irregular")

    def _find_penalty(self, orders, facts):
        return dict.fromkeys(orders.filtered("has_penalty_clause").ids, "")

    def _find_repeat(self, orders, facts):
        return self._of_class(orders, facts, "repeat")

    def _find_small(self, orders, facts):
        result = {}
        for order in orders:
            total = self._company_amount(order)
            currency = order.company_id.currency_id
            if self.amount and currency.compare_amounts(total, self.amount) <= 0:
                result[order.id] = ""
        if self.from_stock:
            for order in self._from_free_stock(orders):
                result.setdefault(order.id, self.env._("delivered from stock"))
        return result

    def _find_standard_files(self, orders, facts):
        return dict.fromkeys(
            orders.filtered(
                lambda order: order.partner_id.commercial_partner_id.review_standard_files
            ).ids,
            "",
        )
