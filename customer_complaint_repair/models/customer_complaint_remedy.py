from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CustomerComplaintRemedy(models.Model):
    """Rework and repair are repair orders and follow their state."""

    _inherit = "customer.complaint.remedy"

    repair_id = fields.Many2one(
        comodel_name="repair.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    # === COMPUTE METHODS === #

    @api.depends("repair_id.state")
    def _compute_state(self):
        return super()._compute_state()

    @api.depends("repair_id")
    def _compute_has_document(self):
        return super()._compute_has_document()

    # === CRUD === #

    @api.model
    def _system_fields(self):
        return super()._system_fields() | {"repair_id"}

    # === BUSINESS === #

    @api.model
    def _document_fields(self):
        return super()._document_fields() | {"rework": "repair_id"}

    def _make_rework(self):
        """Make a repair order, with the rights of who asks."""
        complaint = self.complaint_id
        if not self.env["repair.order"].has_access("create"):
            raise UserError(
                self.env._(
                    "Repairs are made by the warehouse: ask a colleague there to press this"
                    " button."
                )
            )
        if not complaint.product_id:
            raise UserError(
                self.env._(
                    "Name the product of %(complaint)s first: what is repaired?",
                    complaint=complaint.name,
                )
            )
        repairs = self.env["repair.order"].with_company(complaint.company_id)
        return repairs.create(self._prepare_repair())

    def _prepare_repair(self):
        """Return the values of the repair: the goods that came back, where they did."""
        complaint = self.complaint_id
        lots = complaint.lot_ids.filtered(lambda lot: lot.product_id == complaint.product_id)
        returns = complaint.remedy_ids.return_id.filtered(
            lambda picking: (
                picking.state == "done" and complaint.product_id in picking.move_ids.product_id
            )
        )
        return {
            "company_id": complaint.company_id.id,
            "partner_id": complaint.partner_id.id,
            "product_id": complaint.product_id.id,
            "product_qty": self._quantity_meant(),
            "picking_id": returns[:1].id,
            "lot_id": lots.id if len(lots) == 1 else False,
            "under_warranty": True,
            "user_id": (self.user_id or self.env.user).id,
            "internal_notes": plaintext2html(
                "\n".join(filter(None, [complaint.display_name, self.description]))
            ),
        }
