from odoo import fields, models


class ResCompany(models.Model):
    """How what a survey shows is followed up."""

    _inherit = "res.company"

    satisfaction_8d_auto = fields.Boolean(
        string="Open 8D Reports",
        default=True,
        help="Questionnaires, totals and critical answers below the limit open an 8D report by "
        "themselves; otherwise the owner opens it.",
    )
    satisfaction_customer_plan = fields.Boolean(
        string="A Plan for Each Customer Below the Target",
        help="Off: improvement plans are asked for where all customers together are below it.",
    )
    satisfaction_reply_required = fields.Boolean(
        string="Customers Get a Reply",
        default=True,
        help="A follow-up of a customer is not done before the reply letter was sent.",
    )
    satisfaction_effect_required = fields.Boolean(
        string="The Effect Is Written Down",
        default=True,
        help="A follow-up is not done before somebody has confirmed what became better.",
    )
    satisfaction_review_required = fields.Boolean(
        string="Results Are Reviewed",
        default=True,
        help="A programme is not done before the minutes of its review meeting are written.",
    )
