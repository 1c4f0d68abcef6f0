from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

CONFIRMED = ("to approve", "purchase")


class PurchaseOrder(models.Model):
    """Open items of the review hold up the purchase of the material of their order.

    A request for quotation stays what it is until the items are settled or released. What the
    system itself confirms (superuser) is not stopped but noted.
    """

    _inherit = "purchase.order"

    review_hold = fields.Text(
        string="Held Up by Open Items", compute="_compute_review_hold", compute_sudo=True
    )

    @api.depends("state", "origin", "reference_ids", "order_line.sale_line_id")
    @api.depends_context("lang")
    def _compute_review_hold(self):
        self.review_hold = False
        waiting = self.filtered(lambda purchase: purchase.state in ("draft", "sent", "to approve"))
        for purchase, lines in waiting._review_material_lines().items():
            purchase.review_hold = "\n".join(lines._step_sentences())

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        purchases = super().create(vals_list)
        purchases.filtered(lambda purchase: purchase.state in CONFIRMED)._check_review_material()
        return purchases

    def write(self, vals):
        if vals.get("state") in CONFIRMED:
            self.filtered(lambda purchase: purchase.state != "purchase")._check_review_material()
        return super().write(vals)

    # === ACTIONS === #

    def button_confirm(self):
        """Refuse all at once, before the first is confirmed."""
        if not self.env.su:
            self.filtered(lambda p: p.state in ("draft", "sent"))._check_review_material()
        return super().button_confirm()

    def action_release_review_step(self):
        """Open the dialog in which a manager lets this purchase pass although items are open."""
        self.ensure_one()
        self.check_access("read")
        lines = self._review_material_lines().get(self)
        if not lines:
            raise UserError(
                self.env._(
                    "No open item holds %(purchase)s up: it needs no release.",
                    purchase=self.display_name,
                )
            )
        return lines.review_id[:1]._action_release_step("material")

    # === BUSINESS METHODS === #

    def _review_sale_orders(self):
        """Return ``{purchase order: sales orders}`` that the purchases procure for.

        By line (services, dropshipping), by the reference that procurement hands on through
        transfers and manufacturing orders, by the moves that wait for the goods, and by the
        number of the order in the source document of a purchase that was entered by hand.
        """
        result = {}
        origins = defaultdict(lambda: self.env["sale.order"])
        for purchase in self:
            moves = purchase.order_line.move_dest_ids
            result[purchase] = (
                purchase._get_sale_orders()
                | moves.sale_line_id.order_id
                | moves.reference_ids.sale_ids
            )
            for name in (purchase.origin or "").split(","):
                if name.strip():
                    origins[name.strip()] = self.env["sale.order"]
        if origins:
            found = self.env["sale.order"].search(
                [("name", "in", list(origins)), ("company_id", "in", self.company_id.ids)]
            )
            for order in found:
                origins[order.name] |= order
            for purchase in self:
                for name in (purchase.origin or "").split(","):
                    result[purchase] |= origins[name.strip()].filtered(
                        lambda order, purchase=purchase: order.company_id == purchase.company_id
                    )
        return result

    def _review_material_lines(self):
        """Return ``{purchase order: open items}`` of those that are held up, in one batch."""
        purchases = self.filtered(lambda purchase: purchase.company_id.order_review_enabled)
        if not purchases:
            return {}
        # sudo: buyers need not see sales orders and reviews
        orders_of = purchases.sudo()._review_sale_orders()
        orders = self.env["sale.order"].sudo().union(*orders_of.values())
        found = self.env["sale.order.review.line"]._step_lines(orders, "material")
        held = {}
        for purchase, its_orders in orders_of.items():
            lines = self.env["sale.order.review.line"].sudo()
            for order in its_orders:
                if order in found:
                    lines |= found[order]
            if lines:
                held[purchase.with_env(self.env)] = lines
        return held

    def _check_review_material(self):
        held = self._review_material_lines()
        if not held:
            return
        if self.env.su:
            for purchase, lines in held.items():
                purchase._message_log(
                    body=lines._step_message(
                        self.env._("Confirmed by the system although items were open:")
                    )
                )
            return
        lines = self.env["sale.order.review.line"].sudo().union(*held.values())
        raise UserError(
            lines._step_message(
                self.env._(
                    "%(purchases)s cannot be confirmed yet:",
                    purchases=", ".join(purchase.display_name for purchase in held),
                )
            )
        )
