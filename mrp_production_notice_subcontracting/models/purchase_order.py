from odoo import api, fields, models

PROTECTED_FIELDS = {"production_notice_id"}


class PurchaseOrder(models.Model):
    """A request for quotation that a production notice has made for outsourced goods."""

    _name = "purchase.order"
    _inherit = ["purchase.order", "order.protected.mixin"]

    production_notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def action_view_production_notice(self):
        """Open the production notice."""
        self.ensure_one()
        return self.production_notice_id._get_records_action()
