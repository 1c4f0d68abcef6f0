from odoo import fields, models


class MrpProductionReleaseItem(models.Model):
    """What has to be there before a new product is made; the catalogue of the release meeting."""

    _name = "mrp.production.release.item"
    _description = "Item of the Release Meeting"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    must_be_settled = fields.Boolean(
        help="Production is not released while it is open. Other items may stay open, with an "
        "owner and a written date.",
    )
    function = fields.Selection(
        selection=lambda self: self.env["order.team"]._fields["function"].selection,
        string="Department",
        help="Its leader is proposed as the owner.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: for every company.",
    )
