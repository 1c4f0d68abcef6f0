from odoo import api, fields, models
from odoo.tools import ormcache


class ProductCategory(models.Model):
    _inherit = "product.category"

    order_type_id = fields.Many2one(
        comodel_name="product.order.type",
        string="Product Type (Order)",
        ondelete="restrict",
        help="The product type in the order codes of these products. Empty: as in the parent"
        " category.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        if categories.order_type_id or (categories.parent_id and self._order_types()):
            self.env.registry.clear_cache()
        return categories

    def write(self, vals):
        if "order_type_id" in vals or "parent_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    @api.model
    @ormcache()
    def _order_types(self):
        """Product type by category id, inherited ones included, kept in memory."""
        # sudo: read by whoever confirms an order, the public visitor of a shop included
        roots = self.sudo().search([("order_type_id", "!=", False)])
        own = {category.id: category.order_type_id.id for category in roots}
        result = {}
        for category in self.sudo().search_fetch([("id", "child_of", roots.ids)], ["parent_path"]):
            for ancestor in reversed(category.parent_path.split("/")[:-1]):
                if int(ancestor) in own:
                    result[category.id] = own[int(ancestor)]
                    break
        return result
