from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_period_days = fields.Integer(
        string="Claim Period",
        help="Days after delivery in which this customer may complain. 0: as the company.",
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
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.complaint_count = counts.get(partner.commercial_partner_id, 0)

    def _commercial_fields(self):
        return super()._commercial_fields() + ["complaint_period_days"]

    def action_view_complaints(self):
        """Open the complaints of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.id},
        }
