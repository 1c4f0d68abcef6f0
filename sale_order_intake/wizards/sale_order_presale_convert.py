from odoo import api, fields, models
from odoo.fields import Command


class SaleOrderPresaleConvert(models.TransientModel):
    """Choose what of a pre-sale order becomes a customer order."""

    _name = "sale.order.presale.convert"
    _description = "Convert a Pre-sale Order"

    order_id = fields.Many2one(
        comodel_name="sale.order", string="Pre-sale Order", required=True, readonly=True
    )
    client_order_ref = fields.Char(
        string="Customer Reference", help="Number of the customer's order."
    )
    commitment_date = fields.Datetime(
        string="Delivery Date", help="When the customer wants these goods."
    )
    line_ids = fields.One2many(
        comodel_name="sale.order.presale.convert.line",
        inverse_name="convert_id",
        string="Lines",
    )

    @api.model
    def default_get(self, fields_list):
        """Propose what remains of each line."""
        values = super().default_get(fields_list)
        order = self.env["sale.order"].browse(values.get("order_id"))
        if "line_ids" in fields_list and order:
            order.check_access("read")
            values["line_ids"] = [
                Command.create(
                    {
                        "presale_line_id": line.id,
                        "quantity": line.presale_remaining_qty,
                        "price_unit": line.price_unit,
                    }
                )
                for line in order.order_line
                if line.presale_remaining_qty
            ]
        return values

    def action_convert(self):
        """Make the customer order and open it."""
        self.ensure_one()
        values = {"client_order_ref": self.client_order_ref}
        if self.commitment_date:
            values["commitment_date"] = self.commitment_date
        order = self.order_id._convert_presale(
            {
                line.presale_line_id: (line.quantity, line.price_unit)
                for line in self.line_ids
                if line.quantity
            },
            values,
        )
        return order.get_formview_action()
