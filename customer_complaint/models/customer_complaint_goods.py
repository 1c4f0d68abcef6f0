from odoo import api, fields, models
from odoo.fields import Command, Domain

# Deliveries shown beside a complaint, newest first.
DELIVERIES = 20


class CustomerComplaint(models.Model):
    """Which goods, and where they come from: order, delivery, lots, invoices, other customers."""

    _inherit = "customer.complaint"

    # === FIELDS === #

    order_text = fields.Char(
        string="Order, as Told", help="Our order code or the customer's number, as he says it."
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        compute="_compute_order_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        domain="[('order_id', '=', order_id)]",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    picking_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Delivery Complained About",
        compute="_compute_picking_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Product Family", store=True, index=True
    )
    defect_id = fields.Many2one(
        comodel_name="quality.defect",
        string="Kind of Defect",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        string="Lots or Serial Numbers",
        domain="[('product_id', '=', product_id)]",
        check_company=True,
        groups="stock.group_stock_user",
    )
    lot_names = fields.Char(string="Lots", compute="_compute_lot_names", compute_sudo=True)
    lot_text = fields.Char(string="Lot, as Told", index="trigram")
    qty_complained = fields.Float(string="Quantity Complained", digits="Product Unit")
    qty_delivered = fields.Float(
        string="Quantity Delivered",
        compute="_compute_qty_delivered",
        compute_sudo=True,
        digits="Product Unit",
        help="Of this product, with the delivery or on the order.",
    )
    delivered_on = fields.Date(
        compute="_compute_delivered_on", store=True, readonly=False, tracking=True
    )
    receipt_signed = fields.Boolean(
        compute="_compute_qty_delivered",
        compute_sudo=True,
        help="The customer has signed for the delivery.",
    )
    invoice_ids = fields.Many2many(
        comodel_name="account.move",
        string="Invoices",
        compute="_compute_invoice_ids",
        compute_sudo=True,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    affected_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Other Customers with This Lot",
        compute="_compute_affected_partner_ids",
        compute_sudo=True,
    )

    # === COMPUTE METHODS === #

    @api.depends("order_text", "partner_id")
    def _compute_order_id(self):
        """Find the order by our code, our number or the customer's."""
        for complaint in self:
            if complaint.order_text and not complaint.order_id:
                complaint.order_id = complaint._find_order(complaint.order_text)

    @api.depends("order_id", "order_line_id", "lot_ids")
    def _compute_picking_id(self):
        for complaint in self:
            if not complaint.picking_id or complaint.picking_id.sale_id != complaint.order_id:
                complaint.picking_id = complaint.sudo()._find_deliveries(limit=1)

    @api.depends("order_id", "order_line_id")
    def _compute_product_id(self):
        """The product of the line; of an order with a single product, that one."""
        for complaint in self:
            product = complaint.order_line_id.product_id or complaint.product_id
            if not product and complaint.order_id:
                # sudo: the clerk at the phone names an order that he need not have access to
                ordered = complaint.sudo().order_id.order_line.product_id
                goods = ordered.filtered(lambda product: product.type == "consu")
                product = len(goods) == 1 and goods.with_env(self.env)
            complaint.product_id = product

    @api.depends("picking_id.date_done")
    def _compute_delivered_on(self):
        for complaint in self:
            done = complaint.sudo().picking_id.date_done
            if done:
                complaint.delivered_on = complaint.company_id._order_local_date(done)
            else:
                complaint.delivered_on = complaint.delivered_on

    @api.depends("picking_id", "order_id", "product_id")
    def _compute_qty_delivered(self):
        for complaint in self:
            moves = complaint.picking_id.move_ids.filtered(
                lambda move, product=complaint.product_id: (
                    move.product_id == product and move.state == "done"
                )
            )
            lines = complaint.order_line_id or complaint.order_id.order_line.filtered(
                lambda line, product=complaint.product_id: line.product_id == product
            )
            complaint.qty_delivered = sum(moves.mapped("quantity")) or sum(
                lines.mapped("qty_delivered")
            )
            complaint.receipt_signed = bool(complaint.picking_id.signature)

    @api.depends("lot_ids.name", "lot_text")
    def _compute_lot_names(self):
        for complaint in self:
            complaint.lot_names = ", ".join(complaint.lot_ids.mapped("name")) or complaint.lot_text

    @api.depends("order_id")
    def _compute_invoice_ids(self):
        for complaint in self:
            complaint.invoice_ids = complaint.order_id.invoice_ids

    @api.depends("lot_ids")
    def _compute_affected_partner_ids(self):
        """Who else got these lots; one query for all."""
        partners = self._partners_by_lot(self.lot_ids)
        for complaint in self:
            others = self.env["res.partner"].union(
                *(
                    partners.get(lot.id, self.env["res.partner"])
                    for lot in complaint.lot_ids._origin
                )
            )
            complaint.affected_partner_ids = others - complaint.commercial_partner_id

    # === BUSINESS === #

    @api.model
    def _partners_by_lot(self, lots):
        """Return ``{lot id: commercial partners}`` that were supplied with the lots."""
        groups = self.env["stock.move.line"]._read_group(
            Domain("lot_id", "in", lots.ids)
            & Domain("state", "=", "done")
            & Domain("location_dest_usage", "=", "customer"),
            ["lot_id", "picking_id"],
        )
        found = {}
        for lot, picking in groups:
            partner = picking.partner_id.commercial_partner_id
            found[lot.id] = found.get(lot.id, self.env["res.partner"]) | partner
        return found

    def _find_order(self, text):
        """Return the order meant by ``text``, when exactly one is."""
        self.ensure_one()
        text = (text or "").strip()
        if not text:
            return self.env["sale.order"]
        domain = Domain("company_id", "=", self.company_id.id) & Domain.OR(
            Domain(name, "=ilike", text) for name in ("order_code", "name", "client_order_ref")
        )
        if self.commercial_partner_id:
            domain &= Domain("partner_id", "child_of", self.commercial_partner_id.id)
        # sudo: the clerk at the phone names an order that he need not have access to
        orders = self.env["sale.order"].sudo().search(domain, limit=2)
        return orders.with_env(self.env) if len(orders) == 1 else self.env["sale.order"]

    def _find_deliveries(self, limit=DELIVERIES):
        """Return the deliveries done for the order, or with the lots, newest first."""
        self.ensure_one()
        domain = Domain("state", "=", "done") & Domain("picking_type_code", "=", "outgoing")
        if self.order_id:
            domain &= Domain("sale_id", "=", self.order_id._origin.id)
        elif self.lot_ids and self.commercial_partner_id:
            domain &= Domain("move_line_ids.lot_id", "in", self.lot_ids._origin.ids)
            domain &= Domain("partner_id", "child_of", self.commercial_partner_id.id)
        else:
            return self.env["stock.picking"]
        return self.env["stock.picking"].search(
            domain, order="date_done desc, id desc", limit=limit
        )

    # === ACTIONS === #

    def action_fill_from_order(self):
        """Take over delivery and lots from the order; what was entered stays."""
        self._check_handler()
        for complaint in self:
            # sudo: service clerks need no access to stock to see which lot went out
            picking = complaint.sudo().picking_id
            lines = picking.move_line_ids.filtered(
                lambda line, product=complaint.product_id: (
                    line.lot_id and (not product or line.product_id == product)
                )
            )
            if not complaint.sudo().lot_ids and len(lines.product_id) == 1:
                complaint.product_id = complaint.product_id or lines.product_id
                complaint.sudo().lot_ids = [Command.set(lines.lot_id.ids)]
        return True
