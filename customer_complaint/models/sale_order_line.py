from odoo import api, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("invoice_lines.goods_kept")
    def _compute_qty_invoiced(self):
        return super()._compute_qty_invoiced()

    @api.depends("invoice_lines.goods_kept")
    def _compute_qty_invoiced_posted(self):
        return super()._compute_qty_invoiced_posted()

    @api.depends("invoice_lines.goods_kept")
    def _compute_untaxed_amount_invoiced(self):
        return super()._compute_untaxed_amount_invoiced()

    @api.depends("invoice_lines.goods_kept")
    def _compute_amount_invoiced(self):
        return super()._compute_amount_invoiced()

    def _get_invoice_lines(self):
        """Without what was credited for goods that the customer keeps: otherwise the order would
        ask for their invoice once more."""
        return super()._get_invoice_lines().filtered(lambda line: not line.goods_kept)
