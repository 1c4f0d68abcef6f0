from odoo import api, fields, models

PROTECTED_FIELDS = {"notice_line_id"}


class PurchaseOrderLine(models.Model):
    """Goods of a production notice that a subcontractor makes."""

    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "order.protected.mixin"]

    notice_line_id = fields.Many2one(
        comodel_name="mrp.production.notice.line",
        string="Line of the Production Notice",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def _outsourced_quantity(self):
        """Return what the subcontractor still has to deliver, in units of the product.

        What has come lies in our stock.
        """
        return sum(
            line.product_uom_id._compute_quantity(
                max(line.product_qty - line.qty_received, 0.0), line.product_id.uom_id
            )
            for line in self
        )
