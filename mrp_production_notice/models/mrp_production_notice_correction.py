from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

# The texts that are corrected on an issued notice. Anything else makes a revision.
NOTICE_TEXTS = ("delivery_mode", "special_matters")
LINE_TEXTS = ("specification", "packing", "marks")


class MrpProductionNoticeCorrection(models.Model):
    """A text that was put right on an issued notice, signed by who did it."""

    _name = "mrp.production.notice.correction"
    _description = "Correction of a Production Notice"
    _order = "notice_id, id"
    _rec_name = "field_label"
    _check_company_auto = True

    # === FIELDS === #

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="notice_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    number = fields.Integer(readonly=True, aggregator=None)
    line_id = fields.Many2one(
        comodel_name="mrp.production.notice.line",
        string="Product",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the notice as a whole.",
    )
    field_name = fields.Char(string="Field", readonly=True, required=True)
    field_label = fields.Char(string="Corrected Text", compute="_compute_field_label")
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="Now", readonly=True)
    reason = fields.Text(readonly=True, required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Corrected By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    signer_name = fields.Char(readonly=True, help="The name at the time of the correction.")
    corrected_on = fields.Datetime(readonly=True, required=True)

    # === COMPUTE METHODS === #

    @api.depends("field_name", "line_id")
    @api.depends_context("lang")
    def _compute_field_label(self):
        labels = self.env["mrp.production.notice.difference"]._field_labels()
        for correction in self:
            key = (bool(correction.line_id), correction.field_name)
            correction.field_label = labels.get(key, correction.field_name)

    # === CRUD METHODS === #

    def write(self, vals):
        """A correction stays as it was signed."""
        if vals:
            raise UserError(
                self.env._(
                    "A correction cannot be changed. Make another one, or revise the notice."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_uninstalling(self.env):
            raise UserError(
                self.env._("A correction cannot be deleted: the notice was printed with it.")
            )
