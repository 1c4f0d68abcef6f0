from odoo import models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.files import CONTENT_FIELDS


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Keep what the customer wrote as it was when the change was signed."""
        if not CONTENT_FIELDS.isdisjoint(vals):
            self._check_change_notices()
        return super().write(vals)

    def unlink(self):
        """Keep what the customer wrote as it was when the change was signed."""
        self._check_change_notices()
        return super().unlink()

    def _check_change_notices(self):
        if self.env.su:
            return
        # sudo: a change keeps its notices, whoever may see it
        attached = self.sudo().filtered(lambda a: a.res_model == "sale.order.change")
        if not attached:
            return
        change = self.env["sale.order.change"].sudo().search(
            [
                "|",
                ("notice_attachment_ids", "in", attached.ids),
                ("consent_attachment_id", "in", attached.ids),
                ("submitted_on", "!=", False),
            ],
            limit=1,
        )
        if change:
            raise UserError(
                self.env._(
                    "The file belongs to %(change)s, which was sent round: it is kept.",
                    change=change.display_name,
                )
            )
