from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Open items of the review hold up packing and shipment of their order.

    Asked where a person validates, before any dialog, and once more where the transfer is done,
    so that no other button or call passes. What the system itself does (superuser: scheduled
    actions, the till) is not stopped half-way but noted on the transfer.
    """

    _inherit = "stock.picking"

    review_hold = fields.Text(
        string="Held Up by Open Items",
        compute="_compute_review_hold",
        compute_sudo=True,
    )

    @api.depends("state", "picking_type_id", "move_ids.sale_line_id")
    @api.depends_context("lang")
    def _compute_review_hold(self):
        self.review_hold = False
        waiting = self.filtered(lambda picking: picking.state not in ("done", "cancel"))
        for picking, lines in waiting._review_step_lines().items():
            picking.review_hold = "\n".join(lines._step_sentences())

    # === CRUD METHODS === #

    def write(self, vals):
        """Nobody takes a transfer off its order while open items hold it up."""
        if "sale_id" in vals and not self.env.su:
            self.filtered(lambda p: p.sudo().sale_id.id != vals["sale_id"])._check_review_step()
        return super().write(vals)

    # === ACTIONS === #

    def button_validate(self):
        """Refuse while open items of the review hold this step up."""
        if not self.env.su:
            self._check_review_step()
        return super().button_validate()

    def action_release_review_step(self):
        """Open the dialog in which a manager lets this transfer pass although items are open."""
        self.ensure_one()
        self.check_access("read")
        lines = self._review_step_lines().get(self)
        if not lines:
            raise UserError(
                self.env._(
                    "No open item holds %(transfer)s up: it needs no release.",
                    transfer=self.display_name,
                )
            )
        return lines.review_id[:1]._action_release_step(self._review_steps()[self])

    # === BUSINESS METHODS === #

    def _action_done(self):
        if self.env.su:
            self._log_review_step()
        else:
            self._check_review_step()
        return super()._action_done()

    def _review_steps(self):
        """Return ``{transfer: step}`` of the transfers that open items may hold up."""
        steps = {}
        for picking in self:
            operation = picking.picking_type_id
            warehouse = operation.warehouse_id
            if (
                warehouse.delivery_steps == "pick_pack_ship"
                and operation == warehouse.pack_type_id
            ):
                steps[picking] = "packing"
            elif picking.location_dest_id.usage == "customer" or (
                operation.code == "outgoing" and picking.location_dest_id.usage != "supplier"
            ):
                steps[picking] = "shipment"
        return steps

    def _review_step_lines(self):
        """Return ``{transfer: open items}`` for the transfers that are held up, in one batch."""
        pickings = self.filtered(lambda picking: picking.company_id.order_review_enabled)
        if not pickings:
            return {}
        # sudo: the warehouse need not see orders and reviews
        pickings = pickings.sudo()
        by_step = defaultdict(dict)
        for picking, step in pickings._review_steps().items():
            orders = picking.move_ids.sale_line_id.order_id or picking.reference_ids.sale_ids
            if orders:
                by_step[step][picking] = orders
        held = {}
        for step, orders_of in by_step.items():
            orders = self.env["sale.order"].sudo().union(*orders_of.values())
            found = self.env["sale.order.review.line"]._step_lines(orders, step)
            for picking, its_orders in orders_of.items():
                lines = self.env["sale.order.review.line"].sudo()
                products = picking.move_ids.product_id | picking.move_ids.sale_line_id.product_id
                for order in its_orders:
                    if order in found:
                        lines |= found[order].filtered(
                            lambda line, products=products: line._is_about(products)
                        )
                if lines:
                    held[picking.with_env(self.env)] = lines
        return held

    def _check_review_step(self):
        waiting = self.filtered(lambda picking: picking.state not in ("done", "cancel"))
        held = waiting._review_step_lines()
        if not held:
            return
        lines = self.env["sale.order.review.line"].sudo().union(*held.values())
        names = ", ".join(picking.display_name for picking in held)
        steps = set(self.browse().concat(*held)._review_steps().values())
        head = (
            self.env._("%(transfers)s cannot be packed yet:", transfers=names)
            if steps == {"packing"}
            else self.env._("%(transfers)s cannot be shipped yet:", transfers=names)
        )
        raise UserError(lines._step_message(head))

    def _log_review_step(self):
        """Note on transfers which open items the system has passed."""
        waiting = self.filtered(lambda picking: picking.state not in ("done", "cancel"))
        for picking, lines in waiting._review_step_lines().items():
            picking._message_log(
                body=lines._step_message(
                    self.env._("Done by the system although items were open:")
                )
            )
