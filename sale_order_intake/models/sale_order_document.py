from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.order_signoff.files import is_content_of


class SaleOrder(models.Model):
    """The original documents of an order: what is taken, and how many there are."""

    _inherit = "sale.order"

    # === FIELDS === #

    intake_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_intake_attachment_rel",
        column1="order_id",
        column2="attachment_id",
        string="Attached Originals",
        copy=False,
        # Otherwise each reading would search all attachments of the database for readable ones;
        # the documents hang on the order and are read with its rights.
        bypass_search_access=True,
        help="The order as the customer sent it: scan, mail, sheet.",
    )
    intake_document_count = fields.Integer(
        string="Number of Original Documents",
        copy=False,
        readonly=True,
    )
    intake_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Original Documents",
        compute="_compute_intake_document_ids",
        inverse="_inverse_intake_document_ids",
        help="The order as the customer sent it: scan, mail, sheet.",
    )

    # === COMPUTE METHODS === #

    @api.depends("intake_attachment_ids", "intake_document_count")
    def _compute_intake_document_ids(self):
        # Read only where there are some: every form of an order asks for this field.
        without = self.filtered(lambda order: not order.intake_document_count)
        without.intake_document_ids = False
        for order in self - without:
            order.intake_document_ids = order.intake_attachment_ids

    def _inverse_intake_document_ids(self):
        for order in self:
            order.intake_attachment_ids = order.intake_document_ids

    # === CONSTRAINTS === #

    @api.constrains("intake_attachment_ids")
    def _check_intake_attachments(self):
        for order in self:
            for attachment in order.intake_attachment_ids:
                self._check_order_document(attachment, order.company_id)

    # === BUSINESS METHODS === #

    def _adopt_intake_attachments(self):
        """Hang documents that were uploaded before the order was saved onto the order."""
        for order in self:
            loose = order.intake_attachment_ids.filtered(
                lambda a: a.res_model == "sale.order" and not a.res_id
            )
            loose.write({"res_id": order.id})
        self._count_intake_documents()

    def _count_intake_documents(self):
        # The count is closed to typing; it follows from the documents.
        for order in self.sudo():
            order.intake_document_count = len(order.intake_attachment_ids)

    @api.model
    def _check_order_document(self, attachment, company):
        """Refuse a file that is too large or no document a customer sends."""
        max_mb = company.order_document_max_mb
        if attachment.file_size > max_mb * 1024 * 1024:
            raise ValidationError(
                self.env._(
                    "%(file)s is too large: order documents may have up to %(size)s MB.",
                    file=attachment.name,
                    size=max_mb,
                )
            )
        if not self._is_order_document(attachment):
            raise ValidationError(
                self.env._(
                    "%(file)s cannot be taken as an order document: attach a PDF, a "
                    "picture, a mail, a text or an office document.",
                    file=attachment.name,
                )
            )

    @api.model
    def _is_order_document(self, attachment):
        """Whether the file has an extension we take and the content that belongs to it."""
        return attachment.type == "binary" and is_content_of(attachment.name, attachment.raw)
