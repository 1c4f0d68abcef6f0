from odoo import fields, models


class SaleOrderChangeDrawingLine(models.TransientModel):
    """One running order on which a product is made to a drawing that changes."""

    _name = "sale.order.change.drawing.line"
    _description = "Running Order of a Drawing Change"
    _order = "id"

    wizard_id = fields.Many2one(
        comodel_name="sale.order.change.drawing", required=True, ondelete="cascade"
    )
    chosen = fields.Boolean(string="Change", default=True)
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line", required=True, readonly=True, ondelete="cascade"
    )
    order_name = fields.Char(string="Order", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True, ondelete="cascade"
    )
    open_quantity = fields.Float(string="Still to Deliver", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(
        comodel_name="uom.uom", string="Unit", readonly=True, ondelete="cascade"
    )
    old_drawing = fields.Char(string="Drawing Now", readonly=True)
