from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from .mrp_production_notice_prepare import DEMAND_STATES


class MrpProductionNotice(models.Model):
    """Stock comes first: what need not be made because it lies free."""

    _inherit = "mrp.production.notice"

    def _quantities_from_stock(self, goods):
        """Return ``{key of goods: (from stock, to make)}`` in the unit of the goods.

        Stock comes first: what lies free in the warehouse of the order line. What others have
        been promised is not free: deliveries and manufacturing orders that take from the shelf,
        and what other notices under way plan to take.
        """
        made = self._productions_by_goods()
        free = self._free_stock(goods)
        result = {}
        for item in goods:
            productions = made.get(item.key, self.env["mrp.production"])
            total = item.uom._compute_quantity(item.quantity, item.product.uom_id)
            place = item.order_line.warehouse_id, item.product
            taken = self._stock_of_goods(item, total, productions, free[place])
            fixed = self._quantity_from_shelf(item)
            # What its own transfers take already is not in what is free.
            free[place] -= max(taken - fixed, 0.0)
            to_make = max(total - taken, 0.0)
            result[item.key] = tuple(
                item.product.uom_id._compute_quantity(quantity, item.uom)
                for quantity in (taken, to_make)
            )
        return result

    def _stock_of_goods(self, item, total, productions, free):
        """Return how much of the goods comes from stock, in the unit of the product."""
        if item.order_line.order_id._is_stock_request():
            return 0.0
        storable = item.product.is_storable
        shelf = self._quantity_from_shelf(item)
        if productions._feeding():
            released = productions.filtered(lambda mo: not mo.awaits_notice)
            open_quantity = max(total - shelf - released._made_quantity(), 0.0)
            return shelf + (min(max(free, 0.0), open_quantity) if storable else 0.0)
        if productions:
            # Odoo has taken from stock what there was and makes the rest.
            return max(total - productions._made_quantity(), 0.0)
        if self._is_replenished(item):
            return total
        # What its own transfers want is taken off what is free, whether it is there or not.
        return min(total, max(free + shelf, 0.0)) if storable else 0.0

    @api.model
    def _is_replenished(self, item):
        """Whether a reordering rule keeps the product in stock: it sees to the quantity."""
        warehouse = item.order_line.warehouse_id
        return any(
            rule.warehouse_id == warehouse for rule in item.product.orderpoint_ids
        )

    def _transfers_of(self, item):
        """Return the open moves that take the goods out of the stock, or wait for it."""
        return item.order_line.move_ids.filtered(
            lambda move: move.product_id == item.product
            and move.state != "cancel"
            and move.delivery_schedule_id == item.batch
            and not move.production_id
            and not move.move_orig_ids.filtered(lambda origin: not origin.production_id)
            and not move.origin_returned_move_id
        )

    def _quantity_from_shelf(self, item):
        """Return what the transfers of the goods take from the shelf, not from their own
        manufacturing order, in the unit of the product."""
        return sum(
            move.product_qty
            for move in self._transfers_of(item)
            if not move._is_fed_by_production()
        )

    def _free_stock(self, goods, planned=True):
        """Return ``{(warehouse, product): quantity}`` that nobody was promised, in the unit of
        the product. Moves of the order itself do not count.

        :param bool planned: whether what other notices under way plan to take counts as promised
        """
        free = defaultdict(float)
        by_warehouse = defaultdict(self.env["product.product"].browse)
        for item in goods:
            by_warehouse[item.order_line.warehouse_id] |= item.product
        own = self.order_id.order_line
        for warehouse, products in by_warehouse.items():
            shelf = warehouse.lot_stock_id
            inside = Domain("product_id", "in", products.ids) & Domain(
                "location_id", "child_of", shelf.id
            )
            for product, quantity in self.env["stock.quant"]._read_group(
                inside & Domain("owner_id", "=", False), ["product_id"], ["quantity:sum"]
            ):
                free[warehouse, product] += quantity
            demand = (
                inside
                & Domain("state", "in", DEMAND_STATES)
                & Domain("location_dest_id", "not in", self._inside(shelf))
                & Domain("sale_line_id", "not in", own.ids)
            )
            for product, quantity in self.env["stock.move"]._read_group(
                demand, ["product_id"], ["product_qty:sum"]
            ):
                free[warehouse, product] -= quantity
        for item in goods:
            if item.product.is_storable:
                free[item.order_line.warehouse_id, item.product] -= self._quantity_from_shelf(item)
        for place, quantity in self._planned_from_stock(goods).items() if planned else ():
            free[place] -= quantity
        return free

    @api.model
    def _inside(self, location):
        return self.env["stock.location"]._search([("id", "child_of", location.id)])

    def _planned_from_stock(self, goods):
        """Return ``{(warehouse, product): quantity}`` that other notices under way plan to take.

        Without what the transfers of their orders take anyhow.
        """
        planned = defaultdict(float)
        products = self.env["product.product"].union(*(item.product for item in goods))
        lines = self.env["mrp.production.notice.line"].search(
            [
                ("product_id", "in", products.ids),
                ("stock_quantity", ">", 0),
                ("notice_id", "not in", self.ids),
                ("notice_id.state", "in", ("draft", "approval")),
                ("notice_id.order_id", "!=", self.order_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )
        if not lines:
            return planned
        taken = {
            (line, product): quantity
            for line, product, quantity in self.env["stock.move"]._read_group(
                [
                    ("sale_line_id", "in", lines.order_line_id.ids),
                    ("product_id", "in", products.ids),
                    ("state", "in", DEMAND_STATES),
                ],
                ["sale_line_id", "product_id"],
                ["product_qty:sum"],
            )
        }
        for line in lines:
            product = line.product_id
            quantity = line.uom_id._compute_quantity(line.stock_quantity, product.uom_id)
            own = min(quantity, taken.get((line.order_line_id, product), 0.0))
            taken[line.order_line_id, product] = (
                taken.get((line.order_line_id, product), 0.0) - own
            )
            planned[line.order_line_id.warehouse_id, product] += quantity - own
        return planned
