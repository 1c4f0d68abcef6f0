from odoo import api, fields, models


class SaleOrderChange(models.Model):
    """Requests that were written together, for the same change of several orders."""

    _inherit = "sale.order.change"

    # === FIELDS === #

    sibling_count = fields.Integer(
        string="Other Orders", compute="_compute_sibling_count", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends("lead_id")
    def _compute_sibling_count(self):
        leads = self.lead_id | self.filtered(lambda change: not change.lead_id)
        counts = dict(
            self.env["sale.order.change"]._read_group(
                [("lead_id", "in", leads.ids)], ["lead_id"], ["__count"]
            )
        )
        for change in self:
            change.sibling_count = counts.get(change.lead_id or change._origin, 0)

    # === ACTIONS === #

    def action_view_siblings(self):
        """Open the requests that were written for the same change of several orders."""
        self.ensure_one()
        lead = self.lead_id or self
        return self.search(["|", ("id", "=", lead.id), ("lead_id", "=", lead.id)])._action_open()
