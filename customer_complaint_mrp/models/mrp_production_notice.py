from odoo import fields, models


class MrpProductionNotice(models.Model):
    _inherit = "mrp.production.notice"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count", groups="order_signoff.group_user"
    )

    def _compute_complaint_count(self):
        complaints = self.env["customer.complaint"]
        for notice in self:
            notice.complaint_count = complaints.search_count(
                [("id", "in", notice._complaints().ids)]
            )

    def _complaints(self):
        """Return the complaints about what was made by these notices, as superuser."""
        # sudo: what may be read of them is asked afterwards
        return self.sudo().production_ids._complaints()

    def action_view_complaints(self):
        """Open the complaints about what was made by this notice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {
            **action,
            "domain": [("id", "in", self._complaints().ids)],
            "context": {"create": False},
        }
