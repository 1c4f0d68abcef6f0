from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    order_maturity = fields.Selection(
        selection=[
            ("proven", "Made before"),
            ("new", "New, not made yet"),
            ("discontinued", "Discontinued"),
        ],
        string="Production Experience",
        help="Decides whether an order for this product is regular. Leave empty to let earlier "
        "deliveries decide.",
    )

    # === ACTION METHODS === #

    def action_view_customer_parts(self):
        """Open what customers call the variants of this product."""
        return self._action_view_customer_parts(self.product_variant_ids)

    def _action_view_customer_parts(self, products):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_intake.product_customer_part_action"
        )
        return {
            **action,
            "domain": [("product_id", "in", products.ids)],
            "context": {"default_product_id": products[:1].id},
        }
