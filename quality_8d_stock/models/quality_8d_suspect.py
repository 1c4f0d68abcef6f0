from odoo import models
from odoo.exceptions import UserError


class Quality8d(models.Model):
    """What the system knows of the goods, taken over into the lines of the containment."""

    _inherit = "quality.8d"

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_fill_containment(self):
        """Enter the suspect quantities by place, as the system knows them.

        Lines on which people have checked goods, or that they have decided are not concerned,
        stay as they are.
        """
        self.ensure_one()
        self.check_access("write")
        self._check_steps_open({"d3"})
        suspect = self._suspect_quantities()
        if not suspect:
            raise UserError(
                self.env._("Nothing was found: enter the lots or the transfers on page D2.")
            )
        kept = self.env["quality.8d.containment"]
        for line in self.containment_ids:
            quantity = suspect.get(line.place)
            if not quantity or line.suspect_qty == quantity:
                continue
            if line.concerned == "no" or line.checked_qty:
                kept |= line
            else:
                line.write({"concerned": "yes", "suspect_qty": quantity})
        if not kept:
            return True
        return self._notify_goods(
            self.env._(
                "The system knows other quantities than these lines, which were decided already: "
                "%(places)s.",
                places=", ".join(f"{line._name_shown()} {suspect[line.place]:g}" for line in kept),
            ),
            "warning",
        )

    # ------------------------------------------------------------------
    # Quantities
    # ------------------------------------------------------------------
    def _suspect_quantities(self):
        """Return the quantity by place, of the goods in the unit of the product of the report.

        :return: dict {place of a containment: quantity}
        """
        # sudo: team members need no right on the stock
        rows = self.sudo()._lot_trace_rows()
        unit = (self.sudo().product_id or self.sudo().lot_ids[:1].product_id).uom_id
        found = {}
        for row in rows:
            if row["product"].uom_id != unit:
                continue
            for place, sign in self._places_of(row):
                found[place] = found.get(place, 0) + sign * row["quantity"]
        return {place: quantity for place, quantity in found.items() if quantity > 0}

    def _places_of(self, row):
        """Return where the goods of a row are: list of (place, +1 or -1)."""
        what = row["what"]
        if what == "delivered":
            return [("customer_stock", 1)]
        if what == "returned":
            return [("customer_stock", -1)]
        if what == "open" and row["destination"].usage == "production":
            # Issued to the shop, not yet used up: no longer on the shelf.
            return [("wip", 1), (self._shelf_of(row["product"]), -1)]
        if what == "stock":
            if row["location"].usage == "transit":
                return [("in_transit", 1)]
            return [(self._shelf_of(row["product"]), 1)]
        return []

    def _shelf_of(self, product):
        """Return whether goods in stock are finished, semi-finished, or bought."""
        if product.sale_ok:
            return "fg"
        return "raw" if product.purchase_ok else "semi"
