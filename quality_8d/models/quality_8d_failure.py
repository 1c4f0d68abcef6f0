from odoo import api, fields, models


class Quality8dFailure(models.Model):
    """A failure cause category of the VDA catalogue, in two levels, beside the six M.

    Source: VDA, failure cause categories V1.0 (2016/2017).
    """

    _name = "quality.8d.failure"
    _description = "Failure Cause Category (VDA)"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one(
        comodel_name="quality.8d.failure",
        string="Main Category",
        domain=[("parent_id", "=", False)],
        index="btree_not_null",
        ondelete="restrict",
    )
    sequence = fields.Integer(default=1000)
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for failure in self:
            failure.display_name = " / ".join(filter(None, [failure.parent_id.name, failure.name]))
