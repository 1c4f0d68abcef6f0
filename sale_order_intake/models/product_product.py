from odoo import api, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """Typing the customer's part number on an order finds our product."""

    _inherit = "product.product"

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "=ilike", "like", "=like", "="):
            if found := self.env["product.customer.part"]._products_called(value):
                domain = Domain(domain) | Domain("id", "in", found)
        return domain

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        result = super().name_search(name, domain, operator, limit)
        if not name or operator in Domain.NEGATIVE_OPERATORS:
            return result
        found = self.env["product.customer.part"]._products_called(name)
        found = set(found).difference(product_id for product_id, _label in result)
        if not found:
            return result
        products = self.search_fetch(
            Domain(domain or Domain.TRUE) & Domain("id", "in", list(found)),
            ["display_name"],
            limit=limit,
        )
        # What the customer calls so comes first; limit=None means all.
        return ([(p.id, p.display_name) for p in products.sudo()] + result)[:limit]

    def action_view_customer_parts(self):
        """Open what customers call this product."""
        return self.product_tmpl_id._action_view_customer_parts(self)
