import base64
import hashlib

from odoo import api, models
from odoo.exceptions import ValidationError

from odoo.addons.order_signoff.files import extension, is_content_of

from .sale_order_proof import PROOF_EXTENSIONS


class SaleOrderProof(models.Model):
    """The file of a proof, and what the customer reads beside it."""

    _inherit = "sale.order.proof"

    @api.depends("file_name")
    def _compute_file_kind(self):
        for proof in self:
            ending = extension(proof.file_name)
            if ending in PROOF_EXTENSIONS:
                proof.file_kind = "pdf" if ending == "pdf" else "image"
            else:
                proof.file_kind = False

    # === CONSTRAINTS === #

    @api.constrains("file", "file_name")
    def _check_file(self):
        for proof in self.filtered("file"):
            content = proof._file_content()
            max_mb = proof.company_id.order_document_max_mb
            if len(content) > max_mb * 1024 * 1024:
                raise ValidationError(
                    self.env._(
                        "%(file)s is too large: proofs may have up to %(size)s MB.",
                        file=proof.file_name or "",
                        size=max_mb,
                    )
                )
            if not is_content_of(proof.file_name, content, PROOF_EXTENSIONS):
                raise ValidationError(
                    self.env._(
                        "%(file)s cannot be shown to the customer: attach a PDF or a picture "
                        "(PNG, JPG).",
                        file=proof.file_name or self.env._("The file"),
                    )
                )

    # === FILE === #

    def _file_content(self):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _file_digest(self):
        """Return the fingerprint of the file, False without one."""
        content = self._file_content()
        return hashlib.sha256(content).hexdigest() if content else False

    # === PORTAL === #

    def _portal_extra_text(self):
        """Return ``(label, value)`` of what the customer reads beside the file."""
        self.ensure_one()
        types = dict(self._fields["proof_type"]._description_selection(self.env))
        rows = [
            (self.env._("Type"), types[self.proof_type]),
            (self.env._("Version"), f"V{self.version}"),
            (self.env._("Order"), self.order_id.order_code or self.order_id.name),
            (self.env._("Your reference"), self.order_id.client_order_ref),
            (self.env._("Product"), self.product_id.display_name),
            (self.env._("Type and content"), self.sample_content),
            (self.env._("Colour"), self.sample_color),
            (self.env._("Foil, UV, embossing"), self.finish_position),
            (self.env._("Please check"), self.description),
        ]
        return [row for row in rows if row[1]]
