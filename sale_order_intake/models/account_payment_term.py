from odoo import api, fields, models


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    order_deposit_percent = fields.Float(
        string="Deposit Share",
        help="Orders with this payment term ask for this share of their total as a deposit before"
        " the delivery time starts.",
    )
    order_intake_enabled = fields.Boolean(compute="_compute_order_intake_enabled")

    _order_deposit_percent_share = models.Constraint(
        "CHECK(order_deposit_percent IS NULL"
        " OR (order_deposit_percent >= 0 AND order_deposit_percent <= 1))",
        "The share of the deposit must be between 0 % and 100 %.",
    )

    @api.depends_context("company")
    def _compute_order_intake_enabled(self):
        self.order_intake_enabled = self.env.company.order_intake_enabled
