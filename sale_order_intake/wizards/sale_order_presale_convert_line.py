from odoo import fields, models


class SaleOrderPresaleConvertLine(models.TransientModel):
    _name = "sale.order.presale.convert.line"
    _description = "Line of a Pre-sale Order to Convert"

    convert_id = fields.Many2one(
        comodel_name="sale.order.presale.convert", required=True, ondelete="cascade"
    )
    presale_line_id = fields.Many2one(
        comodel_name="sale.order.line", string="Line", required=True, readonly=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product", related="presale_line_id.product_id"
    )
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom", related="presale_line_id.product_uom_id"
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", related="presale_line_id.currency_id"
    )
    committed_qty = fields.Float(related="presale_line_id.product_uom_qty", string="Committed")
    converted_qty = fields.Float(related="presale_line_id.presale_converted_qty")
    remaining_qty = fields.Float(related="presale_line_id.presale_remaining_qty")
    quantity = fields.Float(
        string="Convert Now",
        digits="Product Unit",
        help="Goes on the customer order; 0 leaves the line out.",
    )
    price_unit = fields.Monetary(string="Price", help="The price that is now agreed.")
