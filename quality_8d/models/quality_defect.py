from odoo import fields, models


class QualityDefect(models.Model):
    """A kind of defect, so that the same problem is found again under the same name."""

    _name = "quality.defect"
    _description = "Kind of Defect"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "This code stands for another kind of defect already.",
    )
