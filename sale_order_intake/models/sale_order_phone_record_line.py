from odoo import api, fields, models


class SaleOrderPhoneRecordLine(models.Model):
    """One article, as the customer named it on the phone."""

    _name = "sale.order.phone.record.line"
    _description = "Goods of a Phone Record"
    _order = "record_id, sequence, id"
    _check_company_auto = True

    record_id = fields.Many2one(
        comodel_name="sale.order.phone.record",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="record_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(
        string="As the Customer Named It",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        domain="[('sale_ok', '=', True)]",
        check_company=True,
        index="btree_not_null",
        help="Our article, as soon as it is known.",
    )
    quantity = fields.Float(digits="Product Unit", default=1)
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom", related="product_id.uom_id", string="Unit"
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.name or line.product_id.display_name

    def _prepare_order_line(self):
        """Return the values of the line of the quotation; a note where the article is unknown."""
        self.ensure_one()
        if not self.product_id:
            quantity = f"{self.quantity:g}"
            return {"display_type": "line_note", "name": f"{quantity} × {self.name}"}
        return {"product_id": self.product_id.id, "product_uom_qty": self.quantity}
