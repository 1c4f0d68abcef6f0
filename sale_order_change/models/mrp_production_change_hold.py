from odoo import api, models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Manufacturing orders wait while a change that may make them needless is not decided.

    What has begun is still recorded as it is; no further work order of it is begun.
    """

    _name = "mrp.production"
    _inherit = ["mrp.production", "order.change.hold.mixin"]

    # === COMPUTE METHODS === #

    @api.depends("state", "reference_ids", "sale_line_id", "orderpoint_id")
    def _compute_change_hold(self):
        closed = self.filtered(lambda production: production.state in ("done", "cancel"))
        closed.change_hold = False
        return super(MrpProduction, self - closed)._compute_change_hold()

    # === ACTIONS === #

    def action_release_production(self):
        """Open the dialog for what holds the manufacturing order up: a change, or open items."""
        self.ensure_one()
        self.check_access("read")
        if self._change_holds():
            return self.action_release_change()
        return super().action_release_production()

    # === WHAT MUST WAIT === #

    def _holding_change_lines(self):
        """Return ``{manufacturing order: lines of changes}`` that hold it up. One batch; nothing
        is read where the company works without order changes."""
        # sudo: the switch of its own company decides, whoever looks
        companies = self.company_id.sudo().filtered("order_change_enabled")
        productions = self.filtered(lambda production: production.company_id in companies)
        if not productions:
            return {}
        orders_of = productions._customer_orders()
        orders = self.env["sale.order"].sudo().union(*orders_of.values())
        # sudo: the shop need not see the changes of orders
        Line = self.env["sale.order.change.line"].sudo()
        found = Line._unreleased_lines(orders) if orders else {}
        if not found:
            return {}
        made_for = productions._products_made_for()
        result = {}
        for production, its_orders in orders_of.items():
            lines = Line.union(*(found.get(order, Line) for order in its_orders))
            # the other manufacturing orders of the order go on
            if lines := lines._reaches_products(made_for[production]):
                result[production] = lines
        return result

    def _production_holds(self):
        holds = super()._production_holds()
        for production, sentences in self._change_holds().items():
            holds[production] = "\n".join(filter(None, [holds.get(production), *sentences]))
        return holds

    def _refuse_further_work(self):
        """Refuse a person to begin further work on what may be needless soon."""
        if self.env.su:
            return
        holds = self._change_holds()
        if not holds:
            return
        raise UserError(
            self._change_hold_message(
                self.env._(
                    "Begin nothing more of %(productions)s for the moment:",
                    productions=", ".join(production.display_name for production in holds),
                ),
                holds,
            )
        )
