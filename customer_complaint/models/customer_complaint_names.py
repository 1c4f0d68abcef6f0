from itertools import repeat

from odoo import api, models

# Of whom and what the list and the form show nothing but the name.
NAMED = ("partner_id", "user_id", "product_id")
PARTNER_NAME = (
    "name",
    "company_name",
    "parent_id",
    "type",
    "is_company",
    "commercial_company_name",
)
PRODUCT_NAME = ("default_code", "product_tmpl_id", "combination_indices")


class CustomerComplaint(models.Model):
    """The names on the list and on the form, read without the rest of their wide rows."""

    _inherit = "customer.complaint"

    @api.readonly
    def web_read(self, specification):
        """Read what the web client shows; the customer's name and the officer's in one look."""
        name_only = {"fields": {"display_name": {}}}
        names = [name for name in NAMED if specification.get(name) == name_only]
        rows = super().web_read({**specification, **dict.fromkeys(names, {})})
        # sudo: the web client is shown names whoever may read their records
        complaints = self.sudo()
        complaints._fetch_names(names)
        for name in names:
            shown = {record.id: record.display_name for record in complaints[name]}
            for row in rows:
                row[name] = row[name] and {"id": row[name], "display_name": shown[row[name]]}
        return rows

    def _fetch_names(self, names):
        """Read what the names of people and products are made of, for all of them at once."""
        partners = self.env["res.partner"]
        if "user_id" in names:
            self.user_id.fetch(("partner_id",))
            partners |= self.user_id.partner_id
        if "partner_id" in names:
            partners |= self.partner_id
        partners.fetch(PARTNER_NAME)
        if "product_id" in names:
            products = self.product_id
            products.fetch(PRODUCT_NAME)
            products.product_tmpl_id.fetch(("name",))
            # Where nothing is combined there are no values of attributes to look for.
            plain = products.filtered(lambda product: not product.combination_indices)
            values = products._fields["product_template_attribute_value_ids"]
            values._insert_cache(plain, repeat(()))
