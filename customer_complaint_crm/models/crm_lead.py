from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    service_record_ids = fields.One2many(
        comodel_name="customer.service.record",
        inverse_name="lead_id",
        string="Service Records",
        copy=False,
        groups="order_signoff.group_user",
    )
    service_record_count = fields.Integer(
        string="Number of Service Records",
        compute="_compute_service_record_count",
        groups="order_signoff.group_user",
    )

    def _compute_service_record_count(self):
        for lead in self:
            lead.service_record_count = len(lead.service_record_ids)

    def action_view_service_records(self):
        """Open the contact from which this lead came."""
        self.ensure_one()
        return self.service_record_ids[:1].get_formview_action()
