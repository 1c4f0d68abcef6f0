from odoo import api, fields, models

from odoo.addons.order_signoff.tools import refuse_protected, without_defaults

PROTECTED_FIELDS = {"production_notice_id", "notice_line_id", "awaits_notice"}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    production_notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    notice_line_id = fields.Many2one(
        comodel_name="mrp.production.notice.line",
        string="Line of the Notice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    awaits_notice = fields.Boolean(
        string="Waits for Its Notice",
        readonly=True,
        copy=False,
        help="Made for an order whose production notice has not been issued yet.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        refuse_protected(self, vals_list, PROTECTED_FIELDS)
        return super(MrpProduction, without_defaults(self, PROTECTED_FIELDS)).create(vals_list)

    def write(self, vals):
        refuse_protected(self, [vals], PROTECTED_FIELDS)
        return super().write(vals)
