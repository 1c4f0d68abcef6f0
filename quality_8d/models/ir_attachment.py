from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.files import CONTENT_FIELDS


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_8d_evidence()
        return attachments

    def write(self, vals):
        """Keep pictures and proofs as they were when their discipline was submitted."""
        if CONTENT_FIELDS.isdisjoint(vals):
            return super().write(vals)
        self._check_8d_evidence()
        result = super().write(vals)
        self._check_8d_evidence()
        return result

    def unlink(self):
        """Keep pictures and proofs as they were when their discipline was submitted."""
        self._check_8d_evidence()
        return super().unlink()

    def _check_8d_evidence(self):
        """Files of a report stand with it; those of the supplier are his (stored as superuser)."""
        if self.env.su:
            return
        lines = self.env.registry["quality.8d.part"]
        # sudo: which document a file belongs to, whoever may see it
        for (model, field), files in self.sudo().grouped(
            lambda a: (a.res_model, a.res_field)
        ).items():
            if model == "quality.8d.step":
                raise UserError(
                    self.env._("Files of the supplier stay as he has sent them on his page.")
                )
            if not field or model not in self.env:
                continue
            documents = self.env[model].browse(files.mapped("res_id")).exists()
            if model == "quality.8d":
                documents._check_open_for({field})
            elif isinstance(documents, lines):
                documents._check_open({field})
