from odoo import fields, models


class SaleOrderRefusalReason(models.Model):
    """Why orders are refused: the list that the statistics count by."""

    _name = "sale.order.refusal.reason"
    _description = "Reason to Refuse an Order"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for every company."
    )
