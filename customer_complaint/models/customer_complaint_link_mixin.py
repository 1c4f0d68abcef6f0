from odoo import fields, models
from odoo.fields import Domain


class CustomerComplaintLinkMixin(models.AbstractModel):
    """Documents that customers complain about, or that make a complaint good.

    They say how many complaints there are and open them, each for those who may read complaints.
    """

    _name = "customer.complaint.link.mixin"
    _description = "Document with Complaints"

    # The field of a complaint that names the document, where there is one.
    _complaint_field = None

    complaint_count = fields.Integer(
        string="Number of Complaints",
        compute="_compute_complaint_count",
        groups="order_signoff.group_user",
    )

    def _compute_complaint_count(self):
        complaints = self.env["customer.complaint"]
        if link := self._complaint_field:
            counts = dict(
                complaints._read_group([(link, "in", self._origin.ids)], [link], ["__count"])
            )
            for document in self:
                document.complaint_count = counts.get(document._origin, 0)
            return
        for document in self:
            # What has not been saved yet has none.
            document.complaint_count = (
                complaints.search_count(document._complaint_domain()) if document._origin else 0
            )

    def _complaint_domain(self):
        """Return the domain of the complaints that belong to this document."""
        return Domain(self._complaint_field, "in", self._origin.ids)

    def _complaint_context(self):
        """Return what a complaint begins with that is registered from here; nothing: none is."""
        return {}

    def action_view_complaints(self):
        """Open the complaints that belong to this document; one alone is opened at once."""
        self.ensure_one()
        domain, context = self._complaint_domain(), self._complaint_context()
        if not context:
            found = self.env["customer.complaint"].search(domain, limit=2)
            if len(found) == 1:
                return found.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_complaint.customer_complaint_action"
        )
        return {**action, "domain": list(domain), "context": context or {"create": False}}
