from odoo import api, fields, models

from odoo.addons.order_signoff.tools import refuse_protected, without_defaults

PROTECTED_FIELDS = {"notice_line_id"}


class PurchaseOrderLine(models.Model):
    """Goods of a production notice that a subcontractor makes."""

    _inherit = "purchase.order.line"

    notice_line_id = fields.Many2one(
        comodel_name="mrp.production.notice.line",
        string="Line of the Production Notice",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        refuse_protected(self, vals_list, PROTECTED_FIELDS)
        lines = super(PurchaseOrderLine, without_defaults(self, PROTECTED_FIELDS)).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        refuse_protected(self, [vals], PROTECTED_FIELDS)
        return super().write(vals)

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
