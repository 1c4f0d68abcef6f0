from odoo import api, fields, models
from odoo.tools import ormcache


class ResCompany(models.Model):
    _inherit = "res.company"

    order_history_enabled = fields.Boolean(
        string="History of Manufacturing Orders",
        help="What people change on a confirmed manufacturing order is kept: old value, new "
        "value, who, when and why.",
    )
    order_history_reason_days = fields.Integer(
        string="Ask for the Reason after (days)",
        default=1,
        help="Whoever changed a manufacturing order without saying why is asked for the reason "
        "after this many days, once a day.",
    )

    _order_history_reason_days_positive = models.Constraint(
        "CHECK(order_history_reason_days >= 0)", "The days cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any("order_history_enabled" in vals for vals in vals_list):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "order_history_enabled" in vals:
            self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _order_history_company_ids(self):
        """Return the ids of the companies that keep the history; free of queries once asked."""
        # sudo: whoever changes an order, the company it belongs to decides
        return frozenset(self.sudo().search([("order_history_enabled", "=", True)]).ids)
