from odoo import api, fields, models


class Quality8dMember(models.Model):
    """A member of the team: a colleague, or a person of the customer or supplier."""

    _name = "quality.8d.member"
    _description = "Member of an 8D Team"
    _inherit = ["quality.8d.part"]
    _order = "sequence, id"
    _check_company_auto = True
    _discipline = "d1"

    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Colleague",
        index="btree_not_null",
        ondelete="restrict",
    )
    name = fields.Char(
        compute="_compute_contact", store=True, readonly=False, required=True, precompute=True
    )
    role = fields.Selection(
        selection=[
            ("member", "Member"),
            ("customer", "Representative of the Customer"),
            ("supplier", "Representative of the Supplier"),
        ],
        required=True,
        default="member",
    )
    team_id = fields.Many2one(
        comodel_name="order.team", string="Department", ondelete="restrict", check_company=True
    )
    function = fields.Char(
        string="Job", compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(compute="_compute_contact", store=True, readonly=False, precompute=True)
    email = fields.Char(compute="_compute_contact", store=True, readonly=False, precompute=True)

    _user_once = models.UniqueIndex(
        "(report_id, user_id) WHERE user_id IS NOT NULL", "This colleague is in the team already."
    )

    @api.depends("user_id")
    def _compute_contact(self):
        for member in self:
            if partner := member.user_id.partner_id:
                member.name = partner.name
                member.function = partner.function
                member.phone = partner.phone
                member.email = partner.email
