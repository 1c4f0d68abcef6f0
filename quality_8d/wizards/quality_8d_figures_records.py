from odoo import api, models


class Quality8dFigures(models.TransientModel):
    """What stands behind each key figure."""

    _inherit = "quality.8d.figures"

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------
    @api.model
    def action_open(self):
        """Open the page with the figures of the last twelve months."""
        figures = self.create({})
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("quality_8d.quality_8d_figures_action")
        return {**action, "res_id": figures.id}

    def action_view_open(self):
        """Open what is in progress."""
        return self._view_reports(self.env._("In Progress"), self._open_domain(), "stage")

    def action_view_late(self):
        """Open what is late."""
        return self._view_reports(self.env._("Late"), self._late_domain(), "stage")

    def action_view_days(self):
        """Open the disciplines that were handed in, with their days."""
        return self._view(
            self.env._("Days per Discipline"),
            "quality.8d.step",
            self._days_domain(),
            "discipline",
            ("pivot", "graph", "list"),
        )

    def action_view_closing(self):
        """Open what was closed."""
        return self._view_reports(self.env._("Closed"), self._closed_domain(), "closed_on:month")

    def action_view_received(self):
        """Open what was received."""
        return self._view_reports(
            self.env._("Received"), self._received_domain(), "received_at:month"
        )

    def action_view_repeated(self):
        """Open what has happened before."""
        return self._view_reports(
            self.env._("Came Back"), self._repeated_domain(), "received_at:month"
        )

    def action_view_cost(self):
        """Open what was spent and recovered."""
        return self._view(
            self.env._("Cost of Poor Quality"),
            "quality.8d.cost",
            self._cost_domain(),
            "cost_type",
            ("list", "pivot", "graph"),
        )

    def action_view_categories(self):
        """Open the proved causes by the six M."""
        return self._view_causes("category")

    def action_view_failures(self):
        """Open the proved causes by the categories of the VDA."""
        return self._view_causes("failure_id")

    def action_view_defects(self):
        """Open what was received, by kind of defect."""
        return self._view_reports(
            self.env._("Kinds of Defects"), self._received_domain(), "defect_id"
        )

    # ------------------------------------------------------------------
    # Tools
    # ------------------------------------------------------------------
    def _view_causes(self, group):
        return self._view(
            self.env._("Causes"),
            "quality.8d.cause",
            self._cause_domain(),
            group,
            ("list", "pivot", "graph"),
        )

    def _view_reports(self, name, domain, group):
        return self._view(
            name, "quality.8d", domain, group, ("list", "kanban", "form", "pivot", "graph")
        )
