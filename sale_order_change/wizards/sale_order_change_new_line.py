from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderChangeNewLine(models.TransientModel):
    """One line of the order, or one of its batches, as it is and as it is to be."""

    _name = "sale.order.change.new.line"
    _description = "Line of a Change Request Being Written"
    _order = "id"

    wizard_id = fields.Many2one(
        comodel_name="sale.order.change.new", required=True, ondelete="cascade"
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line", readonly=True, ondelete="cascade"
    )
    schedule_id = fields.Many2one(
        comodel_name="sale.order.delivery.schedule", readonly=True, ondelete="cascade"
    )
    label = fields.Char(string="Line", readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product", domain="[('sale_ok', '=', True)]", ondelete="cascade"
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom", string="Unit", readonly=True, ondelete="cascade"
    )
    old_quantity = fields.Float(string="Now", digits="Product Unit", readonly=True)
    new_quantity = fields.Float(digits="Product Unit")
    old_price = fields.Float(
        digits="Product Price", readonly=True, groups="sale_order_review.group_price"
    )
    new_price = fields.Float(digits="Product Price", groups="sale_order_review.group_price")
    old_date = fields.Date(string="Day Now", readonly=True)
    new_date = fields.Date(string="New Day")
    old_drawing = fields.Char(string="Drawing Now", readonly=True)
    new_drawing = fields.Char()
    new_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Another Product Instead",
        domain="[('sale_ok', '=', True)]",
        ondelete="cascade",
    )
    cancelled = fields.Boolean(string="Cancel")

    @api.onchange("product_id")
    def _onchange_product_id(self):
        """A product that is added comes with its unit and its price."""
        for row in self:
            if row.product_id and not row.order_line_id:
                row.label = row.product_id.display_name
                row.uom_id = row.product_id.uom_id
                row.new_quantity = row.new_quantity or 1
                if self.env.user.has_group("sale_order_review.group_price"):
                    row.new_price = row.new_price or row.product_id.lst_price

    def _prepare_lines(self):
        """Return the values of the lines of the request that this row asks for."""
        self.ensure_one()
        # sudo: what the order says is compared, also with prices the user may not see
        row = self.sudo()
        if not row.order_line_id:
            return row._prepare_added()
        target = {"order_line_id": row.order_line_id.id}
        if row.schedule_id:
            return row._prepare_batch(target)
        if row.cancelled:
            return [{**target, "kind": "cancel_line"}]
        rows = []
        if row._is_replaced():
            rows.append({**target, "kind": "product", **row._prepare_replaced()})
        elif row.uom_id.compare(row.new_quantity, row.old_quantity):
            if not row.new_quantity:
                return [{**target, "kind": "cancel_line"}]
            rows.append({**target, "kind": "quantity", "new_quantity": row.new_quantity})
        if row.new_price != row.old_price and not row._is_replaced():
            rows.append({**target, "kind": "price", "new_price": row.new_price})
        if (row.new_drawing or "") != (row.old_drawing or ""):
            rows.append({**target, "kind": "drawing", "new_text": row.new_drawing})
        return rows

    def _is_replaced(self):
        return bool(self.new_product_id) and self.new_product_id != self.product_id

    def _prepare_replaced(self):
        """Return the other product, with the quantity and the price it has instead."""
        vals = {"new_product_id": self.new_product_id.id}
        if self.uom_id.compare(self.new_quantity, self.old_quantity):
            vals["new_quantity"] = self.new_quantity
        if self.new_price != self.old_price:
            vals["new_price"] = self.new_price
        return vals

    def _prepare_added(self):
        if not self.product_id:
            raise UserError(self.env._("Choose the product that is added."))
        return [
            {
                "kind": "add",
                "new_product_id": self.product_id.id,
                "new_quantity": self.new_quantity,
                "new_price": self.new_price,
                "new_date": self.new_date,
            }
        ]

    def _prepare_batch(self, target):
        if self.cancelled or (self.old_quantity and not self.new_quantity):
            return [{**target, "kind": "cancel_batch", "schedule_id": self.schedule_id.id}]
        vals = {}
        if self.uom_id.compare(self.new_quantity, self.old_quantity):
            vals["new_quantity"] = self.new_quantity
        if self.new_date != self.old_date:
            vals["new_date"] = self.new_date
        if not vals:
            return []
        return [{**target, "kind": "schedule", "schedule_id": self.schedule_id.id, **vals}]
