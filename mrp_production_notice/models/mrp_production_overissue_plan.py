from collections import defaultdict

from odoo import models


class MrpProduction(models.Model):
    """What a manufacturing order may use: planned, granted, and the loss that is allowed."""

    _inherit = "mrp.production"

    def _planned_components(self):
        """Return ``{component: quantity}`` of the whole order, in units of the component.

        By the bill of materials; what it does not name counts as it stands on the order.
        """
        self.ensure_one()
        planned = defaultdict(float)
        units = self.env["uom.uom"]
        products = self.env["product.product"]
        for values in self._get_moves_raw_values():
            product = products.browse(values["product_id"])
            planned[product] += units.browse(values["product_uom"])._compute_quantity(
                values["product_uom_qty"], product.uom_id
            )
        named = set(planned)
        for move in self.move_raw_ids:
            product = move.product_id._origin
            if product not in named and not move.overissue_id and move.state != "cancel":
                planned[product] += move.product_uom._compute_quantity(
                    move.product_uom_qty, product.uom_id
                )
        return planned

    def _planned_by_lines(self):
        """Return ``{component: quantity}`` of the lines of the bill of materials itself.

        Without what kits among them consist of, and without queries where the order is shown
        anyway: most orders use what stands here, nothing has to be exploded.
        """
        self.ensure_one()
        bom = self.bom_id
        planned = defaultdict(float)
        if not bom:
            return planned
        factor = self.product_uom_id._compute_quantity(
            self.product_qty, bom.product_uom_id, round=False
        )
        for line in self.move_raw_ids.bom_line_id:
            if line.bom_id == bom:
                unit = line.product_uom_id
                quantity = unit.round(
                    line.product_qty * factor / bom.product_qty, rounding_method="UP"
                )
                planned[line.product_id] += unit._compute_quantity(
                    quantity, line.product_id.uom_id
                )
        return planned

    def _granted_overissues(self):
        """Return ``{component: quantity}`` granted and not used up by another part of the order.

        In units of the component.
        """
        self.ensure_one()
        granted = defaultdict(float)
        # sudo: what was granted counts, whoever produces
        requests = self.env["mrp.material.overissue"].sudo().search(
            [
                ("production_id", "in", self._origin._overissue_family().ids),
                ("state", "=", "granted"),
            ]
        )
        for request in requests:
            elsewhere = request.move_ids.filtered(
                lambda move: move.state == "done"
                and move.raw_material_production_id
                and move.raw_material_production_id != self._origin
            )
            product = request.product_id
            granted[product] += request.product_uom_id._compute_quantity(
                request.over_quantity, product.uom_id
            ) - sum(
                move.product_uom._compute_quantity(move.quantity, product.uom_id)
                for move in elsewhere
            )
        return granted

    def _allowed_loss_rate(self, product):
        """Return the loss rate (0.02 = 2 %) a component may have.

        Of its line of the bill of materials, else of its category (or one above), else of the
        company; zero means: look further.
        """
        self.ensure_one()
        lines = self.bom_id.bom_line_ids.filtered(lambda line: line.product_id == product)
        if rate := max(lines.mapped("overissue_loss_rate"), default=0.0):
            return rate
        category = product.categ_id
        while category:
            if category.overissue_loss_rate:
                return category.overissue_loss_rate
            category = category.parent_id
        return self.company_id.order_overissue_loss_rate

    # === ODOO'S OWN CHECKS === #

    def _get_consumption_issues(self):
        """What was granted is expected: Odoo asks no question about it."""
        issues = super()._get_consumption_issues()
        orders = self.browse().union(*(issue[0] for issue in issues))
        if not orders._with_overissues():
            return issues
        granted = {order: order._granted_overissues() for order in orders}
        return [
            (order, product, used, expected)
            for order, product, used, expected in issues
            if not (
                product.uom_id.compare(used, expected) > 0
                and product.uom_id.compare(
                    used, expected + granted[order].get(product, 0.0)
                ) <= 0
            )
        ]

    def _update_raw_moves(self, factor):
        """What was granted does not grow or shrink with the order."""
        granted = {
            move: move.product_uom_qty
            for move in self.move_raw_ids
            if move.overissue_id and move.state not in ("done", "cancel")
        }
        update_info = super()._update_raw_moves(factor)
        for move, quantity in granted.items():
            move.product_uom_qty = quantity
        return [row for row in update_info if row[0] not in granted]
