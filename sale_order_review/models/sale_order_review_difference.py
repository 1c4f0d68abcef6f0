from odoo import fields, models

DIFFERENCE_KINDS = [
    ("added", "New on this order"),
    ("removed", "No longer ordered"),
    ("quantity", "Quantity"),
    ("price", "Price"),
    ("description", "Description"),
    ("customer_part", "Customer part number"),
    ("revision", "Drawing revision"),
    ("packing", "Packing and label"),
    ("destination", "Destination"),
    ("delivery_terms", "Delivery terms"),
    ("payment_terms", "Payment terms"),
    ("note", "Terms and remarks"),
]
# What only holders of the group for prices read.
PRICE_KINDS = frozenset({"price", "payment_terms"})


class SaleOrderReviewDifference(models.Model):
    """One thing in which a repeat order differs from the last one. Taken when it is checked."""

    _name = "sale.order.review.difference"
    _description = "Difference from the Last Order"
    _order = "review_id, sequence, id"
    _rec_name = "product_name"
    _check_company_auto = True

    review_id = fields.Many2one(
        comodel_name="sale.order.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="review_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    sequence = fields.Integer(readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    product_name = fields.Char(readonly=True)
    kind = fields.Selection(
        selection=DIFFERENCE_KINDS, string="What Differs", required=True, readonly=True
    )
    old_value = fields.Text(string="Last Order", readonly=True)
    new_value = fields.Text(string="This Order", readonly=True)
    price_sensitive = fields.Boolean(readonly=True)

    def _update_from(self, vals):
        """Write what is not there yet."""
        self.ensure_one()
        present = self._convert_to_write({name: self[name] for name in vals})
        if present != vals:
            self.write(vals)
