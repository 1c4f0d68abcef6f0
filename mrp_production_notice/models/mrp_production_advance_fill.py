from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

MAX_LEVELS = 20


class MrpProductionAdvance(models.Model):
    """Components are chosen from the exploded bills of materials of the order."""

    _inherit = "mrp.production.advance"

    def action_fill(self):
        """List the components of all levels; what was entered already stays."""
        self.check_access("write")
        self._check_may_edit()
        for advance in self:
            # sudo: planners need no access to the order
            needed = advance.sudo()._needed_components()
            if not needed:
                raise UserError(
                    self.env._(
                        "No product of %(order)s has a bill of materials: enter the components by"
                        " hand.",
                        order=advance.order_name,
                    )
                )
            advance._fill_components(needed)
        return True

    def _fill_components(self, needed):
        self.ensure_one()
        commands = []
        present = {line.product_id: line for line in self.line_ids}
        for sequence, (product, (level, quantity)) in enumerate(needed.items(), start=1):
            values = {"sequence": sequence, "level": level, "needed_quantity": quantity}
            if line := present.get(product.with_env(self.env)):
                commands.append(Command.update(line.id, values))
            else:
                commands.append(
                    Command.create(
                        {**values, "product_id": product.id, "quantity": quantity, "chosen": False}
                    )
                )
        # sudo: level and need are read from the bills of materials, closed to typing
        self.sudo().write({"line_ids": commands})

    def _needed_components(self):
        """Return ``{product: (level, quantity)}`` of all components, in units of the product.

        Bills of materials are followed down to what is bought; a component that goes in at
        several places is listed once, at its first level, with all that is needed.
        """
        self.ensure_one()
        result = {}
        todo = [
            (
                line.product_id,
                line.product_uom_id._compute_quantity(
                    line.product_uom_qty - line.qty_delivered, line.product_id.uom_id
                ),
            )
            for line in self.order_id.order_line
            if line.product_id.type == "consu" and not line.display_type
        ]
        todo = [(product, quantity) for product, quantity in todo if quantity > 0]
        # A bill of materials that contains itself has no end.
        for level in range(1, MAX_LEVELS + 1):
            if not todo:
                break
            products = self.env["product.product"].union(*(product for product, _qty in todo))
            boms = self._find_boms(products)
            below = {}
            for product, quantity in todo:
                bom = boms.get(product)
                for component, amount in self._explode(bom, product, quantity):
                    below[component] = below.get(component, 0.0) + amount
            for component, amount in below.items():
                first, before = result.get(component, (level, 0.0))
                result[component] = (first, before + amount)
            todo = list(below.items())
        return result

    def _find_boms(self, products):
        """Return ``{product: bill of materials}`` of what our own shop makes or packs as a kit."""
        boms = {}
        for bom_type in ("normal", "phantom"):
            boms.update(
                self.env["mrp.bom"]._bom_find(
                    products, company_id=self.company_id.id, bom_type=bom_type
                )
            )
        return boms

    def _explode(self, bom, product, quantity):
        if not bom:
            return []
        factor = product.uom_id._compute_quantity(quantity, bom.product_uom_id, round=False)
        _boms, lines = bom.explode(product, factor / bom.product_qty)
        return [
            (
                line.product_id,
                line.product_uom_id._compute_quantity(data["qty"], line.product_id.uom_id),
            )
            for line, data in lines
            if line.product_id.type == "consu"
        ]
