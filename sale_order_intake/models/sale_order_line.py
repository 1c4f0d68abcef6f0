from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """What the customer calls the ordered product, and to which drawing he wants it."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "order.protected.mixin"]

    customer_part_id = fields.Many2one(
        comodel_name="product.customer.part",
        compute="_compute_customer_part_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('product_id', '=', product_id), ('partner_id', 'parent_of', order_partner_id)]",
    )
    customer_part_no = fields.Char(
        string="Customer Part Number",
        compute="_compute_customer_part_no",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
        help="As the customer calls the product. Entering it finds our product.",
    )
    drawing_revision = fields.Char(
        compute="_compute_drawing_revision",
        store=True,
        readonly=False,
        precompute=True,
        help="Revision of the customer's drawing this line is made to.",
    )
    sheet_row = fields.Char(
        string="Row of an Imported Sheet",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Recognises a row that is imported again.",
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id", "order_id.partner_id")
    def _compute_customer_part_id(self):
        open_lines = self.filtered(
            lambda line: line.company_id.order_intake_enabled
            and line.product_id
            and not line.display_type
        )
        (self - open_lines).customer_part_id = False
        for company, lines in open_lines.grouped("company_id").items():
            customers = lines.order_id.partner_id.commercial_partner_id
            found = self.env["product.customer.part"]._find_by_product(
                company, customers, lines.product_id
            )
            for line in lines:
                customer = line.order_id.partner_id.commercial_partner_id
                chosen = line.customer_part_id
                if chosen.product_id == line.product_id and chosen.partner_id == customer:
                    continue
                line.customer_part_id = found.get((customer.id, line.product_id.id), False)

    @api.depends("customer_part_id")
    def _compute_customer_part_no(self):
        for line in self:
            line.customer_part_no = line.customer_part_id.customer_part_no

    @api.depends("customer_part_id")
    def _compute_drawing_revision(self):
        # Not when the table changes: the line keeps the drawing it was ordered to.
        for line in self:
            line.drawing_revision = line.customer_part_id.drawing_revision

    # === ONCHANGE === #

    @api.onchange("customer_part_no")
    def _onchange_customer_part_no(self):
        number = self.customer_part_no
        if not number or not self.company_id.order_intake_enabled:
            return None
        parts = self.env["product.customer.part"]
        # sudo: the customer of an order may be out of sight of who writes a line
        customer = self.order_id.partner_id.sudo().commercial_partner_id
        found = parts._find(self.company_id, {(customer, number)})
        part = found.get((customer.id, parts._key(number)))
        if part:
            self.product_id = part.product_id
            self.customer_part_id = part
            return None
        if self.product_id:
            return None
        return {
            "warning": {
                "title": self.env._("Unknown Part Number"),
                "message": self.env._(
                    "%(customer)s has no part %(number)s in the table of customer parts: choose "
                    "the product, or enter the number in the table.",
                    customer=customer.name or self.env._("The customer"),
                    number=number,
                ),
            }
        }

    # === ACTION METHODS === #

    def action_import_order_lines(self):
        """Open the import of the customer's sheet into the order of the context."""
        order = self.env["sale.order"].browse(self.env.context.get("order_id"))
        return order.action_import_order_lines()
