from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrderCodeDecode(models.TransientModel):
    """What an order code says."""

    _name = "sale.order.code.decode"
    _description = "Decode an Order Code"

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, default=lambda self: self.env.company
    )
    code = fields.Char(string="Order Code")
    problem = fields.Char(compute="_compute_parts")
    destination_id = fields.Many2one(
        comodel_name="sale.order.destination", compute="_compute_parts", string="Destination Region"
    )
    product_order_type_id = fields.Many2one(
        comodel_name="product.order.type", compute="_compute_parts", string="Product Type"
    )
    customer_code = fields.Char(compute="_compute_parts")
    partner_id = fields.Many2one(
        comodel_name="res.partner", compute="_compute_parts", string="Customer"
    )
    year = fields.Integer(compute="_compute_parts", string="Confirmed in Year")
    month = fields.Integer(compute="_compute_parts", string="Confirmed in Month")
    day = fields.Integer(compute="_compute_parts", string="Confirmed on Day")
    kind = fields.Char(compute="_compute_parts", string="Order Kind")
    number = fields.Integer(compute="_compute_parts", string="Order Sequence")
    register_id = fields.Many2one(
        comodel_name="sale.order.code", compute="_compute_parts", string="Issued Code"
    )
    order_id = fields.Many2one(related="register_id.order_id")
    counter = fields.Integer(related="register_id.counter")

    @api.depends("code", "company_id")
    def _compute_parts(self):
        names = [name for name, field in self._fields.items() if field.compute == "_compute_parts"]
        self.update(dict.fromkeys(names, False))
        for decode in self.filtered("code"):
            code = decode.code.strip()
            register = self.env["sale.order.code"].search(
                [("company_id", "=", decode.company_id.id), ("code", "=", code)]
            )
            if register:
                decode._show(
                    {**register.read()[0], "customer": register.customer_code}, register
                )
                continue
            try:
                values = decode.company_id._get_order_code_scheme().parse(code)
            except ValidationError as error:
                decode.problem = str(error)
            else:
                decode._show({**values, "number": values["counter"]}, register)

    def _show(self, values, register):
        """Fill the fields from the parts of a code."""
        codes = self.env["res.partner.order.code"].with_context(active_test=False)
        holder = codes.search(
            [("company_id", "=", self.company_id.id), ("code", "=", values["customer"])]
        )
        self.register_id = register
        self.destination_id = self._value_of("sale.order.destination", values.get("destination"))
        self.product_order_type_id = self._value_of(
            "product.order.type", values.get("product_type")
        )
        self.customer_code = values["customer"]
        self.partner_id = register.partner_id or holder.partner_id
        for name in ("year", "month", "day", "kind", "number"):
            self[name] = values.get(name)

    def _value_of(self, model, code):
        return (
            self.env[model].with_context(active_test=False).search([("code", "=", code)], limit=1)
        )
