import re

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools.sql import escape_psql

# Deliveries shown beside a complaint, newest first.
DELIVERIES = 20
# Lots with the number that was told.
LOTS = 100


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
        copy=False,
        check_company=True,
        groups="stock.group_stock_user",
    )
    lot_names = fields.Char(string="Lots", compute="_compute_lot_names", compute_sudo=True)
    lot_text = fields.Char(string="Lot, as Told", index="trigram")
    qty_complained = fields.Float(
        string="Quantity Complained", digits="Product Unit", tracking=True
    )
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

    @api.depends("order_id", "order_line_id", "product_id", "lot_ids")
    def _compute_picking_id(self):
        """The newest delivery of these goods; what was chosen stays where it may be right."""
        for complaint in self:
            known = complaint.sudo()  # sudo: deliveries are found whoever names the order
            fits = known._may_be_delivered_by(known.picking_id)
            lots = known.lot_ids._origin
            if fits and (not lots or lots & known.picking_id.move_line_ids.lot_id):
                continue
            found = known._find_deliveries(limit=1)
            if not fits or lots & found.move_line_ids.lot_id:
                complaint.picking_id = found

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
            unit = complaint.product_id.uom_id
            complaint.qty_delivered = sum(
                move.product_uom._compute_quantity(move.quantity, unit) for move in moves
            ) or sum(
                line.product_uom_id._compute_quantity(line.qty_delivered, line.product_id.uom_id)
                for line in lines
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

    def _find_order(self, text, company=None):
        """Return the order meant by ``text``, when exactly one is.

        :param company: which one sold; by default the one of the complaint, when empty any
        """
        self.ensure_one()
        text = (text or "").strip()
        if not text:
            return self.env["sale.order"]
        domain = Domain.OR(
            Domain(name, "=ilike", escape_psql(text))
            for name in ("order_code", "name", "client_order_ref")
        )
        company = self.company_id if company is None else company
        if company:
            domain &= Domain("company_id", "=", company.id)
        if self.commercial_partner_id:
            domain &= Domain("partner_id", "child_of", self.commercial_partner_id.id)
        # sudo: the clerk at the phone names an order that he need not have access to
        orders = self.env["sale.order"].sudo().search(domain, limit=2)
        return orders.with_env(self.env) if len(orders) == 1 else self.env["sale.order"]

    def _find_deliveries(self, limit=DELIVERIES):
        """Return the deliveries done of these goods for the order, else with the lots.

        Newest first; where lots are known and were delivered for the order, those with them.
        """
        self.ensure_one()
        pickings = self.env["stock.picking"]
        domain = Domain("state", "=", "done") & Domain("picking_type_code", "=", "outgoing")
        lots = self.lot_ids._origin
        with_lots = Domain("move_line_ids.lot_id", "in", lots.ids)
        if self.order_id:
            domain &= Domain("sale_id", "=", self.order_id._origin.id)
            if product := self.product_id._origin:
                # What is delivered of a kit are its parts.
                domain &= Domain("move_ids.product_id", "=", product.id) | Domain(
                    "move_ids.sale_line_id.product_id", "=", product.id
                )
        elif lots and self.commercial_partner_id:
            domain &= with_lots
            domain &= Domain("partner_id", "child_of", self.commercial_partner_id.id)
        else:
            return pickings
        order = "date_done desc, id desc"
        found = lots and pickings.search(domain & with_lots, order=order, limit=limit)
        return found or pickings.search(domain, order=order, limit=limit)

    def _may_be_delivered_by(self, picking):
        """Whether this delivery may be the one complained about, as far as that is known."""
        self.ensure_one()
        order, product = self.order_id._origin, self.product_id._origin
        if not picking or picking.sale_id != order:
            return False
        moves = picking.move_ids
        delivered = moves.product_id | moves.sale_line_id.product_id
        return not order or not product or product in delivered

    def _find_lots(self):
        """Return the lots that are meant by what was told, of what this customer got."""
        self.ensure_one()
        text = (self.lot_text or "").strip()
        names = [name for name in {text, *re.split(r"[,;，；、\s]+", text)} if name]
        domain = Domain("name", "in", names) & Domain(
            "company_id", "in", (False, self.company_id.id)
        )
        if self.product_id:
            domain &= Domain("product_id", "=", self.product_id.id)
        lots = self.env["stock.lot"].search(domain, limit=LOTS)
        partners = self._partners_by_lot(lots)
        return lots.filtered(lambda lot: self.commercial_partner_id in partners.get(lot.id, ()))

    def _take_over_lots(self):
        """Name the lots that the customer told, where nobody has named any; and their product."""
        # sudo: what was delivered is looked up whoever writes down the number
        for complaint in self.sudo():
            if not complaint.lot_text or complaint.lot_ids or not complaint.commercial_partner_id:
                continue
            if lots := complaint._find_lots():
                complaint.lot_ids = lots
                if not complaint.product_id and len(lots.product_id) == 1:
                    complaint.product_id = lots.product_id

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
