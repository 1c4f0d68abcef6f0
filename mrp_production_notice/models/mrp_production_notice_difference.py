from odoo import api, fields, models


class MrpProductionNoticeDifference(models.Model):
    """One thing that a revision of a notice changes."""

    _name = "mrp.production.notice.difference"
    _description = "Change in a Production Notice"
    _order = "notice_id, sequence, id"
    _rec_name = "field_label"

    notice_id = fields.Many2one(
        comodel_name="mrp.production.notice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        related="notice_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    sequence = fields.Integer(readonly=True)
    product_name = fields.Char(
        string="Product", readonly=True, help="Empty: the notice as a whole."
    )
    field_name = fields.Char(string="Field", readonly=True)
    field_label = fields.Char(string="What Is Different", compute="_compute_field_label")
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="Now", readonly=True)

    @api.depends("field_name", "product_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        labels = self._field_labels()
        for difference in self:
            key = (bool(difference.product_name), difference.field_name)
            difference.field_label = labels.get(key, difference.field_name)

    @api.model
    def _field_labels(self):
        """Return ``{(of a line, name): label}`` of what can be different."""
        labels = {
            (True, "added"): self.env._("Product added"),
            (True, "removed"): self.env._("Product taken off"),
        }
        for of_line, model in (
            (False, "mrp.production.notice"),
            (True, "mrp.production.notice.line"),
        ):
            # sudo: the words of all fields, whichever of them the reader may see
            for name, field in self.env[model].sudo().fields_get(attributes=["string"]).items():
                labels[of_line, name] = field["string"]
        return labels
