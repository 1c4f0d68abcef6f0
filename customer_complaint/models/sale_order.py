from odoo import fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.complaint.link.mixin"]
    _complaint_field = "order_id"

    complaint_period_days = fields.Integer(
        string="Claim Period",
        copy=True,
        help="Days after delivery in which this order may be complained about. 0: as the customer"
        " or the company.",
        groups="order_signoff.group_user,sales_team.group_sale_salesman",
    )

    _complaint_period_positive = models.Constraint(
        "CHECK(complaint_period_days >= 0)", "The claim period cannot be negative."
    )

    def _complaint_context(self):
        return {"default_order_id": self.id, "default_partner_id": self.partner_id.id}
