from odoo import fields, models


class MrpProductionNotice(models.Model):
    _inherit = "mrp.production.notice"

    order_change_enabled = fields.Boolean(
        related="company_id.order_change_enabled", string="Order Is Changed by Request"
    )

    def action_request_change(self):
        """Ask for a change of the order, also without access to it."""
        self.ensure_one()
        self.check_access("read")
        return self.order_id.action_request_change()
