from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.order_signoff.tools import is_uninstalling


class SaleLetterOfCreditDocument(models.Model):
    """A paper the bank asks for before it pays a letter of credit."""

    _name = "sale.letter.of.credit.document"
    _description = "Document of a Letter of Credit"
    _order = "credit_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    credit_id = fields.Many2one(
        comodel_name="sale.letter.of.credit",
        string="Letter of Credit",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="credit_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Document", required=True)
    originals = fields.Integer(default=1)
    copies = fields.Integer()
    required = fields.Boolean(default=True, help="The bank pays only against this paper.")
    received_on = fields.Date(string="At Hand On", help="Day we had the paper in our hands.")
    presented_on = fields.Date(help="Day the paper went to the bank.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_letter_of_credit_document_attachment_rel",
        column1="document_id",
        column2="attachment_id",
        string="File",
        # The files hang on the document and are read with its rights.
        bypass_search_access=True,
    )

    _copies_positive = models.Constraint(
        "CHECK(originals >= 0 AND copies >= 0)",
        "The number of originals and copies must not be negative.",
    )

    # === CONSTRAINTS === #

    @api.constrains("received_on", "presented_on")
    def _check_presented(self):
        for document in self:
            if (
                document.presented_on
                and document.received_on
                and document.presented_on < document.received_on
            ):
                raise ValidationError(
                    self.env._(
                        "%(document)s went to the bank before it was at hand: correct one of the"
                        " two dates.",
                        document=document.name,
                    )
                )

    @api.constrains("attachment_ids")
    def _check_attachments(self):
        for document in self:
            for attachment in document.attachment_ids:
                self.env["sale.order"]._check_order_document(attachment, document.company_id)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._adopt_attachments()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_presented(self):
        for document in self:
            if document.presented_on and not is_uninstalling(self.env):
                raise UserError(
                    self.env._(
                        "%(document)s has gone to the bank and is kept.", document=document.name
                    )
                )

    def _adopt_attachments(self):
        """Hang files that were uploaded before the document was saved onto the document."""
        for document in self:
            loose = document.attachment_ids.filtered(
                lambda a: a.res_model == self._name and not a.res_id
            )
            loose.write({"res_id": document.id})
