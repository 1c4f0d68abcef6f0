from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_repr

from odoo.addons.order_signoff.tools import is_uninstalling

# Kept by the conversion of a pre-sale order and by the confirmation of a request.
PROTECTED_FIELDS = {"presale_line_id", "presale_converted_qty", "stock_requested_qty"}
# Goods that come from there are made or bought, not moved from another shelf.
OUTSIDE_USAGES = ("supplier", "production")


class SaleOrderLine(models.Model):
    """Lines of pre-sale orders know what was converted, those of requests go to production."""

    _inherit = "sale.order.line"

    # === FIELDS === #

    presale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Line of the Pre-sale Order",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    # Stored, so that two conversions of the same line write the same row: the later one is
    # replayed by Odoo and sees what the earlier one has left.
    presale_converted_qty = fields.Float(
        string="Converted",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="Quantity for which customer orders exist that are not cancelled.",
    )
    presale_remaining_qty = fields.Float(
        string="Remaining",
        digits="Product Unit",
        compute="_compute_presale_remaining_qty",
        help="Quantity of the pre-sale order that has not become a customer order yet.",
    )
    stock_requested_qty = fields.Float(
        string="Ordered from Production",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="Quantity of the make-to-stock request that production or purchasing was asked for.",
    )

    # === COMPUTE METHODS === #

    @api.depends("product_uom_qty", "presale_converted_qty", "order_id.order_kind")
    def _compute_presale_remaining_qty(self):
        for line in self:
            line.presale_remaining_qty = (
                max(line.product_uom_qty - line.presale_converted_qty, 0)
                if line.order_id.order_kind == "presale"
                else 0
            )

    @api.depends("order_id.order_kind")
    def _compute_price_unit(self):
        result = super()._compute_price_unit()
        for line in self:
            if line.order_id and line.order_id._is_stock_request():
                # Otherwise Odoo would take it for a price that somebody entered.
                line.with_context(sale_write_from_compute=True).update(
                    {"price_unit": 0, "technical_price_unit": 0}
                )
        return result

    @api.depends("order_id.order_kind")
    def _compute_qty_to_invoice(self):
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.qty_to_invoice and line.order_id._is_stock_request():
                line.qty_to_invoice = 0
        return result

    @api.depends("stock_requested_qty")
    def _compute_product_updatable(self):
        result = super()._compute_product_updatable()
        for line in self:
            if line.stock_requested_qty or line.presale_converted_qty or line.presale_line_id:
                line.product_updatable = False
        return result

    # === CRUD METHODS === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get("price_unit") for vals in vals_list):
            lines._clear_stock_request_prices()
        return lines

    def write(self, vals):
        if "product_id" in vals or "order_id" in vals:
            self._check_presale_link_kept(vals)
        result = super().write(vals)
        if vals.get("price_unit"):
            self._clear_stock_request_prices()
        if "product_uom_qty" in vals or "product_uom_id" in vals:
            self._update_presale_sources()
            self.filtered("presale_converted_qty")._update_presale_converted()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_converted(self):
        if is_uninstalling(self.env):
            return
        if converted := self.filtered("presale_converted_qty")[:1]:
            raise UserError(
                self.env._(
                    "%(product)s on %(order)s was converted into customer orders: the line stays.",
                    product=converted.product_id.display_name,
                    order=converted.order_id.name,
                )
            )

    def unlink(self):
        sources = self.presale_line_id
        result = super().unlink()
        (sources - self).exists()._update_presale_converted()
        return result

    def _check_presale_link_kept(self, vals):
        """Refuse another product or order on lines that hang on a pre-sale order."""
        linked = self.filtered(lambda line: line.presale_line_id or line.presale_converted_qty)
        for line in linked:
            for name in ("product_id", "order_id"):
                if vals.get(name, line[name].id) != line[name].id:
                    raise UserError(
                        self.env._(
                            "%(product)s on %(order)s belongs to a pre-sale order and stays. Add a"
                            " line for another product.",
                            product=line.product_id.display_name,
                            order=line.order_id.name,
                        )
                    )

    # === PRE-SALE ORDERS === #

    def _lock_presale_lines(self):
        """Keep everybody else from converting these lines until the end of the transaction."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM sale_order_line WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(self.ids),
            )
        )

    def _update_presale_sources(self):
        """Count anew what was converted of the lines that these came of."""
        self.presale_line_id._update_presale_converted()

    def _update_presale_converted(self):
        """Keep the converted quantity; refuse to convert more than the customer committed to."""
        if not self:
            return
        # sudo: kept by the system; who edits a customer order need not see the pre-sale order
        lines = self.sudo()
        lines._lock_presale_lines()
        converted = lines._presale_converted()
        for line in lines:
            quantity = converted.get(line.id, 0)
            if line.product_uom_id.compare(quantity, line.product_uom_qty) > 0:
                raise UserError(line._presale_exceeded_message(quantity))
            line.presale_converted_qty = quantity

    def _presale_converted(self):
        """Return ``{line id: quantity}`` in the units of the lines, cancelled orders left out."""
        result = {}
        conversions = self.env["sale.order.line"].search_fetch(
            [("presale_line_id", "in", self.ids), ("state", "!=", "cancel")],
            ["presale_line_id", "product_uom_id", "product_uom_qty"],
        )
        for line in conversions:
            source = line.presale_line_id
            quantity = line.product_uom_id._compute_quantity(
                line.product_uom_qty, source.product_uom_id, round=False
            )
            result[source.id] = result.get(source.id, 0) + quantity
        return result

    def _presale_exceeded_message(self, quantity):
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return self.env._(
            "%(wanted)s %(unit)s of %(product)s would be converted, but %(order)s commits only to"
            " %(committed)s. Raise the quantity on the pre-sale order first.",
            wanted=float_repr(quantity, digits),
            committed=float_repr(self.product_uom_qty, digits),
            unit=self.product_uom_id.name,
            product=self.product_id.display_name,
            order=self.order_id.name,
        )

    # === MAKE-TO-STOCK REQUESTS === #

    def _clear_stock_request_prices(self):
        """A request to our own production has no price."""
        priced = self.filtered(lambda line: line.price_unit and line.order_id._is_stock_request())
        if priced:
            priced.write({"price_unit": 0})

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        requested = self.browse()
        for line in self:
            if line.order_id._is_stock_request():
                requested |= line
            elif message := line.order_id._never_confirms():
                raise UserError(message)
        if requested and not self.env.context.get("skip_procurement"):
            requested._request_stock()
        return super(SaleOrderLine, self - requested)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )

    def _request_stock(self):
        """Have production make, or purchasing buy, what these lines ask for into the stock."""
        procurements = []
        nowhere = self.browse()
        for line in self:
            line = line.with_company(line.company_id)
            quantity = line._get_quantity_to_request()
            if quantity <= 0:
                continue
            warehouse = line.warehouse_id or line.order_id.warehouse_id
            if not line.order_id.stock_reference_ids:
                self.env["stock.reference"].create(line._prepare_reference_vals())
            values = line._prepare_stock_request_values(warehouse)
            if line._is_made_or_bought(warehouse.lot_stock_id, values):
                procurements.append(line._prepare_stock_request(quantity, warehouse, values))
                # sudo: kept by the system; nobody enters what production was asked for
                line.sudo().stock_requested_qty = line.product_uom_qty
            else:
                nowhere |= line
        if nowhere:
            raise UserError(nowhere._nowhere_made_message())
        if procurements:
            self.env["stock.rule"].run(procurements)

    def _get_quantity_to_request(self):
        """Return what production has not been asked for yet, in the unit of the line."""
        self.ensure_one()
        if self.state != "sale" or self.display_type or self.order_id.locked:
            return 0
        missing = self.product_uom_qty - self.stock_requested_qty
        return missing if self.product_uom_id.compare(missing, 0) > 0 else 0

    def _prepare_stock_request_values(self, warehouse):
        """Return what the rules are told: everything but what would make it a delivery."""
        values = self._prepare_procurement_values()
        for name in ("sale_line_id", "location_final_id", "partner_id"):
            values.pop(name, None)
        return {**values, "warehouse_id": warehouse}

    def _prepare_stock_request(self, quantity, warehouse, values):
        quantity, unit = self.product_uom_id._adjust_uom_quantities(
            quantity, self.product_id.uom_id
        )
        return self.env["stock.rule"].Procurement(
            self.product_id,
            quantity,
            unit,
            warehouse.lot_stock_id,
            self.product_id.display_name,
            self.order_id.name,
            self.order_id.company_id,
            values,
        )

    def _is_made_or_bought(self, location, values):
        """Whether the routes of the product lead out of our own shelves."""
        self.ensure_one()
        rules = self.env["stock.rule"]
        passed = self.env["stock.location"]
        while self.product_id.type == "consu" and location not in passed:
            passed |= location
            rule = rules._get_rule(self.product_id, location, values)
            if not rule:
                return False
            source = rule.location_src_id
            if rule.action not in ("pull", "pull_push") or source.usage in OUTSIDE_USAGES:
                return True
            if rule.procure_method == "make_to_stock":
                return False
            location = source
        return False

    def _nowhere_made_message(self):
        return self.env._(
            "Nobody makes or buys %(products)s: choose a route on the product, such as"
            " Manufacture or Buy, before you confirm %(orders)s.",
            products=", ".join(self.product_id.mapped("display_name")),
            orders=", ".join(self.order_id.mapped("name")),
        )
