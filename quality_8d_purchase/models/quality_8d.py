from odoo import fields, models


class Quality8d(models.Model):
    """The purchase orders that brought the goods of a report."""

    _inherit = "quality.8d"

    goods_purchase_count = fields.Integer(compute="_compute_goods_trace", string="Purchase Orders")

    def _set_goods_trace(self, rows):
        result = super()._set_goods_trace(rows)
        self.goods_purchase_count = len(self._trace_documents(rows, "purchase.order"))
        return result

    def _move_documents(self, moves):
        documents = super()._move_documents(moves)
        for move in moves:
            documents[move.id] += list(move.purchase_line_id.order_id)
        return documents

    def action_view_goods_purchases(self):
        """Show the purchase orders that brought the goods."""
        self.ensure_one()
        orders = self._trace_documents(self._lot_trace_rows(), "purchase.order")
        return self._action_view_documents(orders, "purchase.purchase_form_action")
