from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    complaint_period_days = fields.Integer(
        string="Claim Period",
        copy=True,
        help="Days after delivery in which this order may be complained about. 0: as the customer"
        " or the company.",
        groups="order_signoff.group_user,sales_team.group_sale_salesman",
    )
    complaint_ids = fields.One2many(
        comodel_name="customer.complaint",
        inverse_name="order_id",
        string="Complaints",
        copy=False,
        groups="order_signoff.group_user",
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    _complaint_period_positive = models.Constraint(
        "CHECK(complaint_period_days >= 0)", "The claim period cannot be negative."
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.complaint_count = counts.get(order._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id, "default_partner_id": self.partner_id.id},
        }
