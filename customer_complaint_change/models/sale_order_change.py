from odoo import fields, models


class SaleOrderChange(models.Model):
    _inherit = "sale.order.change"

    complaint_remedy_ids = fields.One2many(
        comodel_name="customer.complaint.remedy",
        inverse_name="change_id",
        string="Remedies of Complaints",
        copy=False,
        groups="order_signoff.group_user",
    )
    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        for change in self:
            change.complaint_count = len(change.complaint_remedy_ids.complaint_id)

    def action_view_complaints(self):
        """Open the complaint because of which the order is changed."""
        self.ensure_one()
        return self.complaint_remedy_ids.complaint_id[:1].get_formview_action()

    def _apply(self):
        """A complaint goes on as soon as its change has been carried out."""
        result = super()._apply()
        # sudo: whoever carries the change out knows nothing of complaints
        remedies = self.env["customer.complaint.remedy"].sudo()
        remedies.search([("change_id", "in", self.ids)]).complaint_id._proceed()
        return result
