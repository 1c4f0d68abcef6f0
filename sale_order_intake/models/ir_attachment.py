from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def unlink(self):
        """Let the orders notice that an original document is gone."""
        orders = self.env["sale.order"]
        if "sale.order" in self.mapped("res_model"):
            # Whoever may delete a document need not see every order it is attached to.
            orders = orders.sudo().search([("intake_attachment_ids", "in", self.ids)])
        result = super().unlink()
        if orders:
            orders.invalidate_recordset(["intake_attachment_ids"])
            orders._count_intake_documents()
        return result
