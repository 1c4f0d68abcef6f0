from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.files import CONTENT_FIELDS


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_sent_proofs()
        return attachments

    def write(self, vals):
        """Keep what a customer was asked to approve, and what he answered, as it is."""
        if CONTENT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        self._check_sent_proofs()
        result = super().write(vals)
        self._check_sent_proofs()
        return result

    def unlink(self):
        """Let the orders notice that an original document is gone."""
        self._check_sent_proofs()
        orders = self.env["sale.order"]
        if "sale.order" in self.mapped("res_model"):
            # Whoever may delete a document need not see every order it is attached to.
            orders = orders.sudo().search([("intake_attachment_ids", "in", self.ids)])
        result = super().unlink()
        if orders:
            orders.invalidate_recordset(["intake_attachment_ids"])
            orders._count_intake_documents()
        return result

    def _check_sent_proofs(self):
        """Files of proofs come and go with the proof only (the superuser stores them)."""
        if self.env.su:
            return
        for attachment in self.sudo():
            if attachment.res_model == "sale.order.proof" and attachment.res_field:
                raise UserError(
                    self.env._(
                        "Files of proofs are changed on the proof itself, before it is sent."
                    )
                )
