from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    goods_kept = fields.Boolean(
        string="Customer Keeps the Goods",
        readonly=True,
        copy=False,
        help="Credited because of a complaint; what was credited is not to be invoiced again.",
    )
