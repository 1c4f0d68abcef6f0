from odoo import api, fields, models
from odoo.fields import Domain


class Quality8dOriginMixin(models.AbstractModel):
    """A document that an 8D report is opened from, and that leads to its reports."""

    _name = "quality.8d.origin.mixin"
    _description = "Document with 8D Reports"

    quality_8d_count = fields.Integer(
        string="8D Reports",
        compute="_compute_quality_8d_count",
        groups="order_signoff.group_user",
    )

    # ------------------------------------------------------------------
    # Compute
    # ------------------------------------------------------------------
    def _compute_quality_8d_count(self):
        reports = self._quality_8d_reports() if self.ids else {}
        for document in self:
            document.quality_8d_count = len(reports.get(document.id, ()))

    def _quality_8d_reports(self):
        """Return ``{document id: ids of the reports}`` that the user may read; extend it.

        :return: dict of sets
        """
        return self._quality_8d_grouped(
            "origin_id",
            Domain("origin_model", "=", self._name) & Domain("origin_id", "in", self.ids),
        )

    @api.model
    def _quality_8d_grouped(self, field, domain):
        groups = self.env["quality.8d"]._read_group(domain, [field], ["id:array_agg"])
        return {getattr(key, "id", key): set(ids) for key, ids in groups}

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    def action_open_8d(self):
        """Open a report on this document, with what the document knows of the problem."""
        self.ensure_one()
        label = self._quality_8d_label()
        values = {"title": label, "origin_name": label, **self._prepare_8d_values()}
        return self.env["quality.8d"]._open_from(self, values).get_formview_action()

    def action_view_8d(self):
        """Show the reports on this document."""
        self.ensure_one()
        reports = self.env["quality.8d"].browse(self._quality_8d_reports().get(self.id, ()))
        if len(reports) == 1:
            return reports.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id("quality_8d.quality_8d_action")
        return {
            **action,
            "domain": [("id", "in", reports.ids)],
            "context": {"create": False},
            "view_mode": "list,kanban,form",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
        }

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------
    def _quality_8d_label(self):
        """Return what the document is called in reports."""
        self.ensure_one()
        return self.display_name

    def _prepare_8d_values(self):
        """Return what this document knows of the problem, as values of the report.

        :return: dict
        """
        self.ensure_one()
        return {}

    @api.model
    def _prepare_8d_partner(self, partner):
        """Return the values of the report for the partner of a document.

        The report is the company's; the person of the document is asked.
        """
        if not partner:
            return {}
        return {"partner_id": partner.commercial_partner_id.id, "contact_id": partner.id}
