from odoo import fields, models


class RepairOrder(models.Model):
    _inherit = "repair.order"

    complaint_remedy_ids = fields.One2many(
        comodel_name="customer.complaint.remedy",
        inverse_name="repair_id",
        string="Remedies of Complaints",
        copy=False,
        groups="order_signoff.group_user",
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        for repair in self:
            repair.complaint_count = len(repair.complaint_remedy_ids.complaint_id)

    def action_view_complaints(self):
        """Open the complaint that this repair makes good."""
        self.ensure_one()
        return self.complaint_remedy_ids.complaint_id[:1].get_formview_action()

    def action_repair_done(self):
        """A complaint goes on as soon as its repair is done."""
        result = super().action_repair_done()
        # sudo: the workshop knows nothing of complaints
        remedies = self.env["customer.complaint.remedy"].sudo()
        remedies.search([("repair_id", "in", self.ids)]).complaint_id._proceed()
        return result
