from odoo import fields, models


class Quality8d(models.Model):
    """The manufacturing orders that used the goods of a report, or made them."""

    _inherit = "quality.8d"

    goods_production_count = fields.Integer(
        compute="_compute_goods_trace", string="Manufacturing Orders"
    )

    def _set_goods_trace(self, rows):
        result = super()._set_goods_trace(rows)
        self.goods_production_count = len(self._trace_documents(rows, "mrp.production"))
        return result

    def _move_documents(self, moves):
        documents = super()._move_documents(moves)
        for move in moves:
            productions = move.raw_material_production_id | move.production_id
            documents[move.id] += list(productions)
        return documents

    def _movement_rows(self):
        """Add what is being made right now under the numbers of the lots concerned."""
        rows = super()._movement_rows()
        lots = self.lot_ids._origin
        productions = self.env["mrp.production"].search(
            [
                ("lot_producing_ids", "in", lots.ids),
                ("state", "in", ("confirmed", "progress", "to_close")),
                ("company_id", "=", self.company_id.id),
            ]
        )
        for production in productions:
            concerned = production.lot_producing_ids & lots
            product = production.product_id
            quantity = production.product_uom_id._compute_quantity(
                production.qty_producing or production.product_qty, product.uom_id
            )
            if product.tracking == "serial":
                # An order makes many of them; each is one part.
                quantity = len(concerned)
            rows.append(
                {
                    "lot": ", ".join(concerned.mapped("name")),
                    "lot_id": concerned[:1],
                    "product": product,
                    "what": "making",
                    "where": production.name,
                    "location": production.location_src_id,
                    "documents": [production],
                    "source": production.origin,
                    "quantity": quantity,
                    "unit": product.uom_id.name,
                    "date": production.date_start,
                }
            )
        return rows

    def _movement_names(self):
        return {"making": self.env._("Being made"), **super()._movement_names()}

    def _places_of(self, row):
        if row["what"] == "making":
            return [("wip", 1)]
        return super()._places_of(row)

    def _reservation_documents(self, moves):
        return [*super()._reservation_documents(moves), *moves.raw_material_production_id]

    def action_view_goods_productions(self):
        """Show the manufacturing orders that used the goods, or made them."""
        self.ensure_one()
        productions = self._trace_documents(self._lot_trace_rows(), "mrp.production")
        return self._action_view_documents(productions, "mrp.mrp_production_action")
