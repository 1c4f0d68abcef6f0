from odoo import api, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Transfers wait while a change that takes goods off them is not decided.

    People are refused; what the system itself does is noted on the transfer.
    """

    _name = "stock.picking"
    _inherit = ["stock.picking", "order.change.hold.mixin"]

    # === COMPUTE METHODS === #

    @api.depends("state", "move_ids.sale_line_id")
    def _compute_change_hold(self):
        return super()._compute_change_hold()

    # === ACTIONS === #

    def button_validate(self):
        """Refuse while a change that takes goods off the transfer is not decided."""
        if not self.env.su:
            self._check_change_hold()
        return super().button_validate()

    # === BUSINESS METHODS === #

    def _action_done(self):
        if self.env.su:
            self._log_change_hold()
        else:
            self._check_change_hold()
        return super()._action_done()

    def _holding_change_lines(self):
        """Return ``{transfer: lines of changes}`` that hold it up, in one batch.

        Goods for the customer, and material for manufacturing orders that are held up.
        """
        # sudo: the switch of its own company decides; the warehouse need not see orders
        companies = self.company_id.sudo().filtered("order_change_enabled")
        pickings = self.filtered(
            lambda picking: picking.company_id in companies
            and picking.state not in ("done", "cancel")
            # what comes back or comes in is taken as it comes
            and picking.picking_type_code != "incoming"
        ).sudo()
        if not pickings:
            return {}
        Line = self.env["sale.order.change.line"].sudo()
        orders = pickings.move_ids.sale_line_id.order_id
        found = Line._unreleased_lines(orders) if orders else {}
        productions = pickings.move_ids.move_dest_ids.raw_material_production_id
        held = productions._holding_change_lines() if productions else {}
        result = {}
        for picking in pickings if found or held else ():
            targets = picking.move_ids.sale_line_id
            lines = Line.union(*(found.get(order, Line) for order in targets.order_id)).filtered(
                lambda line, targets=targets: not line.order_line_id
                or line.order_line_id in targets
            )
            for production in picking.move_ids.move_dest_ids.raw_material_production_id:
                lines |= held.get(production, Line)
            if lines:
                result[picking.with_env(self.env)] = lines
        return result

    def _check_change_hold(self):
        if holds := self._change_holds():
            raise UserError(
                self._change_hold_message(
                    self.env._(
                        "%(transfers)s has to wait:",
                        transfers=", ".join(picking.display_name for picking in holds),
                    ),
                    holds,
                )
            )

    def _log_change_hold(self):
        """Note on transfers which undecided changes the system has passed."""
        for picking, sentences in self._change_holds().items():
            picking._message_log(
                body=self._change_hold_message(
                    self.env._("Done by the system although this was open:"), {picking: sentences}
                )
            )
