from odoo import models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.files import CONTENT_FIELDS


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """Keep the files of a notice as they were signed."""
        if not CONTENT_FIELDS.isdisjoint(vals):
            self._check_signed_notices()
        return super().write(vals)

    def unlink(self):
        """Keep the files of a notice as they were signed."""
        self._check_signed_notices()
        return super().unlink()

    def _check_signed_notices(self):
        if self.env.su:
            return
        # sudo: a notice keeps its files, whoever may see it
        attached = self.sudo().filtered(lambda a: a.res_model == "mrp.production.notice")
        if not attached:
            return
        notice = self.env["mrp.production.notice"].sudo().search(
            [("attachment_ids", "in", attached.ids), ("state", "!=", "draft")], limit=1
        )
        if notice:
            raise UserError(
                self.env._(
                    "The file belongs to %(notice)s, which was sent round: make a revision to "
                    "change it.",
                    notice=notice.display_name,
                )
            )
