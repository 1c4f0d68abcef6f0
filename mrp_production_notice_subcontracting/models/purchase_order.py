from odoo import api, fields, models

from odoo.addons.order_signoff.tools import refuse_protected, without_defaults

PROTECTED_FIELDS = {"production_notice_id"}


class PurchaseOrder(models.Model):
    """A request for quotation that a production notice has made for outsourced goods."""

    _inherit = "purchase.order"

    production_notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        refuse_protected(self, vals_list, PROTECTED_FIELDS)
        purchases = super(PurchaseOrder, without_defaults(self, PROTECTED_FIELDS)).create(vals_list)
        return purchases.with_env(self.env)

    def write(self, vals):
        refuse_protected(self, [vals], PROTECTED_FIELDS)
        return super().write(vals)

    def action_view_production_notice(self):
        """Open the production notice."""
        self.ensure_one()
        return self.production_notice_id._get_records_action()
