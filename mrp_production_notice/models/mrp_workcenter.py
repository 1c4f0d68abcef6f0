from odoo import fields, models


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    order_team_id = fields.Many2one(
        comodel_name="order.team",
        string="Workshop",
        domain="[('function', '=', 'production')]",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Confirms the production notices of what is made here. Empty: production as a whole.",
    )
