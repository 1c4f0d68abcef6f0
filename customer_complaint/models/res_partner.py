from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "customer.complaint.link.mixin"]

    complaint_period_days = fields.Integer(
        string="Claim Period",
        help="Days after delivery in which this customer may complain. 0: as the company.",
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

    def _complaint_domain(self):
        return Domain("commercial_partner_id", "=", self.commercial_partner_id.id)

    def _complaint_context(self):
        return {"default_partner_id": self.id}
