from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_signoff.tools import is_uninstalling

PROTECTED_FIELDS = {"proof_count"}
PROOF_GROUPS = "sales_team.group_sale_salesman,order_signoff.group_user"


class SaleOrder(models.Model):
    """The proofs of an order."""

    _inherit = "sale.order"

    proof_ids = fields.One2many(
        comodel_name="sale.order.proof",
        inverse_name="order_id",
        string="Proofs",
        copy=False,
        groups=PROOF_GROUPS,
    )
    # Counted when it happens: a form must not ask for what most orders do not have.
    proof_count = fields.Integer(
        string="Number of Proofs", copy=False, readonly=True, groups=PROOF_GROUPS
    )
    proof_waiting_count = fields.Integer(
        string="Proofs Without Answer",
        compute="_compute_proof_waiting_count",
        groups=PROOF_GROUPS,
    )

    @api.depends("proof_count", "proof_ids.state")
    def _compute_proof_waiting_count(self):
        counts = {}
        if orders := self.filtered("proof_count"):
            counts = dict(
                self.env["sale.order.proof"]._read_group(
                    [("order_id", "in", orders.ids), ("state", "=", "sent")],
                    ["order_id"],
                    ["__count"],
                )
            )
        for order in self:
            order.proof_waiting_count = counts.get(order._origin, 0)

    @api.model
    def _system_fields(self):
        return super()._system_fields() | PROTECTED_FIELDS

    def _count_proofs(self):
        """Note how many proofs the orders have, without those a new version has replaced."""
        # sudo: the count is kept by the system; all proofs count, whoever may see them
        orders = self.sudo()
        counts = dict(
            self.env["sale.order.proof"]
            .sudo()
            ._read_group(
                [("order_id", "in", orders.ids), ("state", "!=", "superseded")],
                ["order_id"],
                ["__count"],
            )
        )
        for order in orders:
            if order.proof_count != counts.get(order, 0):
                order.proof_count = counts.get(order, 0)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_proofed(self):
        """Proofs nobody has seen go with their quotation, any other keeps it."""
        if is_uninstalling(self.env):
            return
        # sudo: whoever may delete the quotation need not see its proofs
        proofs = self.sudo().proof_ids
        sent = proofs.filtered(lambda proof: proof.state != "draft")
        if sent:
            raise UserError(
                self.env._(
                    "Proofs of %(orders)s were sent to the customer and are kept: cancel the "
                    "quotation instead of deleting it.",
                    orders=", ".join(sent.order_id.mapped("name")),
                )
            )
        proofs.unlink()

    def action_view_proofs(self):
        """Open the proofs of the order."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sale_order_intake.sale_order_proof_action"
        )
        action["domain"] = [("order_id", "=", self.id)]
        action["context"] = {"default_order_id": self.id}
        return action

    def _portal_proofs(self):
        """Return what waits for the customer, for the page of the order on the portal."""
        self.ensure_one()
        proofs = self.env["sale.order.proof"]
        if not self.company_id.order_intake_enabled:
            return proofs
        # sudo: whoever sees the order on the portal is asked to approve what was sent for it
        waiting = proofs.sudo().search([("order_id", "=", self.id), ("state", "=", "sent")])
        return waiting.filtered(lambda proof: not proof._is_signed_by_quality())
