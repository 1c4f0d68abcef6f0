from odoo import api, fields, models
from odoo.tools import format_date, formatLang


class SaleOrderReviewProduct(models.Model):
    """One line of the order, as the reviewers see it. Taken when they are asked."""

    _name = "sale.order.review.product"
    _description = "Product under Review"
    _order = "review_id, sequence, id"
    _rec_name = "product_name"
    _check_company_auto = True

    review_id = fields.Many2one(
        comodel_name="sale.order.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
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
    customer_part_no = fields.Char(string="Customer Part Number", readonly=True)
    drawing_revision = fields.Char(readonly=True)
    description = fields.Text(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    product_uom_id = fields.Many2one(comodel_name="uom.uom", string="Unit", readonly=True)
    lead_days = fields.Float(string="Lead Time (Days)", readonly=True)
    requested_date = fields.Datetime(string="Requested Delivery", readonly=True)
    delivery_batches = fields.Text(readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", related="review_id.currency_id")
    price_unit = fields.Float(
        string="Unit Price",
        digits="Product Price",
        readonly=True,
        groups="sale_order_review.group_price",
    )
    discount = fields.Float(
        string="Discount (%)",
        digits="Discount",
        readonly=True,
        groups="sale_order_review.group_price",
    )
    price_subtotal = fields.Monetary(
        string="Amount",
        readonly=True,
        groups="sale_order_review.group_price",
    )

    @api.model
    def _prepare_product(self, line):
        """Return the values of the snapshot of one order line."""
        return {
            "sequence": line.sequence,
            "product_id": line.product_id.id,
            "product_name": line.product_id.display_name or line.name,
            "customer_part_no": line.customer_part_no,
            "drawing_revision": line.drawing_revision,
            "description": line.name,
            "quantity": line.product_uom_qty,
            "product_uom_id": line.product_uom_id.id,
            "lead_days": line.customer_lead,
            "requested_date": line.order_id.commitment_date,
            "delivery_batches": self._batches_text(line),
            "price_unit": line.price_unit,
            "discount": line.discount,
            "price_subtotal": line.price_subtotal,
        }

    @api.model
    def _batches_text(self, line):
        """Return the delivery batches of a line, one in each row of the text."""
        if not line.delivery_batch_count:
            return False
        # sudo: the snapshot is the same whoever asks for the review
        batches = line.sudo().delivery_schedule_ids._in_order()
        rows = (
            (
                format_date(self.env, batch.due_date),
                formatLang(self.env, batch.quantity, dp="Product Unit"),
                batch.destination_partner_id.name,
                batch.destination,
            )
            for batch in batches
        )
        return "\n".join(" · ".join(filter(None, row)) for row in rows)

    def _short_text(self):
        """Return product and quantity in one line."""
        self.ensure_one()
        return f"{formatLang(self.env, self.quantity, dp='Product Unit')}" \
            f" {self.product_uom_id.name or ''} {self.product_name or ''}"
