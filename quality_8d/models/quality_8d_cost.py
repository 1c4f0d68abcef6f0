from odoo import api, fields, models


class Quality8dCost(models.Model):
    """What the problem cost, or what the supplier paid back."""

    _name = "quality.8d.cost"
    _description = "Cost of Poor Quality"
    _inherit = ["quality.8d.part"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="For What", required=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    cost_type = fields.Selection(
        selection=[
            ("sorting", "Sorting and inspection"),
            ("scrap", "Scrap"),
            ("rework", "Rework"),
            ("replacement", "Replacement"),
            ("freight", "Freight"),
            ("travel", "Travel"),
            ("claim", "Claim of the customer"),
            ("other", "Other"),
            ("recovery", "Recovered"),
        ],
        string="Kind of Cost",
        required=True,
        default="sorting",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True)
    balance = fields.Monetary(
        string="Cost",
        compute="_compute_balance",
        store=True,
        help="The amount; what was recovered counts against it.",
    )
    partner_id = fields.Many2one(related="report_id.partner_id", store=True)

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "Enter what was recovered as “Recovered”, not as a negative amount."
    )

    @api.depends("amount", "cost_type")
    def _compute_balance(self):
        for cost in self:
            cost.balance = -cost.amount if cost.cost_type == "recovery" else cost.amount
