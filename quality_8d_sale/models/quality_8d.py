from odoo import fields, models


class Quality8d(models.Model):
    """The sales orders that the goods of a report were delivered for."""

    _inherit = "quality.8d"

    goods_sale_count = fields.Integer(compute="_compute_goods_trace", string="Sales Orders")

    def _set_goods_trace(self, rows):
        result = super()._set_goods_trace(rows)
        self.goods_sale_count = len(self._trace_documents(rows, "sale.order"))
        return result

    def _move_documents(self, moves):
        """The order of its line, or of the reference that all its transfers share."""
        documents = super()._move_documents(moves)
        for move in moves:
            orders = move.sale_line_id.order_id or move.reference_ids.sale_ids
            documents[move.id] += list(orders)
        return documents

    def action_view_goods_sales(self):
        """Show the sales orders that got the goods."""
        self.ensure_one()
        orders = self._trace_documents(self._lot_trace_rows(), "sale.order")
        return self._action_view_documents(orders, "sale.action_orders")
