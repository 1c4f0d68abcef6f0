from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintRemedy(models.Model):
    """A changed order is a change request and follows its state."""

    _inherit = "customer.complaint.remedy"

    change_id = fields.Many2one(
        comodel_name="sale.order.change",
        string="Order Change",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # === COMPUTE METHODS === #

    @api.depends("change_id.state")
    def _compute_state(self):
        return super()._compute_state()

    @api.depends("change_id")
    def _compute_has_document(self):
        return super()._compute_has_document()

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"change_id"}

    # === BUSINESS === #

    @api.model
    def _document_fields(self):
        return super()._document_fields() | {"order_change": "change_id"}

    @api.model
    def _is_cancelled(self, document):
        if document._name == "sale.order.change":
            return document.state in ("rejected", "cancelled")
        return super()._is_cancelled(document)

    @api.model
    def _is_finished(self, document):
        if document._name == "sale.order.change":
            return document.state == "applied"
        return super()._is_finished(document)

    def _make_order_change(self):
        """Begin a change request of the order; what changes in it is said there."""
        complaint = self.complaint_id
        if not complaint.order_id:
            raise UserError(
                self.env._(
                    "Name the sales order of %(complaint)s first: what is changed?",
                    complaint=complaint.name,
                )
            )
        return self.env["sale.order.change"].create(self._prepare_order_change())

    def _prepare_order_change(self):
        complaint = self.complaint_id
        return {
            "order_id": complaint.order_id.id,
            "origin": "customer",
            "reason_type": "quality" if complaint.category == "quality" else "customer",
            "reason": "\n".join(
                filter(None, [complaint.display_name, self.description, complaint.solution])
            ),
        }
