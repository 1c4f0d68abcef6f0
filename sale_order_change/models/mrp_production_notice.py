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

    def _prepare_lines(self):
        """Take over how changes have agreed to pack what had no notice yet."""
        rows = super()._prepare_lines()
        # sudo: who prepares a notice need not see the changes of the order
        packings = self.env["sale.order.change.line"].sudo()._agreed_packings(self.order_id)
        for row in rows:
            if row["order_line_id"] in packings:
                row["packing"] = packings[row["order_line_id"]]
        return rows
