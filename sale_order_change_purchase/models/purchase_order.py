from odoo import api, models
from odoo.exceptions import UserError

NOT_SENT = ("draft", "sent", "to approve")


class PurchaseOrder(models.Model):
    """Material is not ordered while a change that may make it needless is not decided.

    What the system itself confirms (superuser) is not stopped.
    """

    _name = "purchase.order"
    _inherit = ["purchase.order", "order.change.hold.mixin"]

    # === COMPUTE METHODS === #

    @api.depends("state", "origin", "reference_ids", "order_line.sale_line_id")
    def _compute_change_hold(self):
        return super()._compute_change_hold()

    # === CRUD METHODS === #

    def write(self, vals):
        if vals.get("state") in ("to approve", "purchase"):
            self.filtered(lambda p: p.state in NOT_SENT)._check_change_hold()
        return super().write(vals)

    # === ACTIONS === #

    def button_confirm(self):
        """Refuse all at once, before the first is confirmed."""
        self._check_change_hold()
        return super().button_confirm()

    # === BUSINESS METHODS === #

    def _holding_change_lines(self):
        """Return ``{purchase order: lines of changes}`` that hold it up, in one batch.

        What is bought for manufacturing orders waits as they do, what is bought for the order
        itself where its product is concerned, the rest with the whole order.
        """
        # sudo: the switch of its own company decides, whoever looks
        companies = self.company_id.sudo().filtered("order_change_enabled")
        purchases = self.filtered(
            lambda purchase: purchase.company_id in companies and purchase.state in NOT_SENT
        ).sudo()  # sudo: buyers need not see sales orders and their changes
        if not purchases:
            return {}
        orders_of = purchases._review_sale_orders()
        orders = self.env["sale.order"].sudo().union(*orders_of.values())
        Line = self.env["sale.order.change.line"].sudo()
        found = Line._unreleased_lines(orders) if orders else {}
        result = {}
        for purchase, its_orders in orders_of.items() if found else ():
            lines = Line.union(*(found.get(order, Line) for order in its_orders))
            products = purchase._products_bought_for()
            if lines := lines._reaches_products(products) if products else lines:
                result[purchase.with_env(self.env)] = lines
        return result

    def _products_bought_for(self):
        """Return the sold products that the purchase is for, also through manufacturing orders;
        none where that is not known. Runs as superuser."""
        self.ensure_one()
        lines = self.order_line
        productions = lines.move_dest_ids.raw_material_production_id
        sold = lines.sale_line_id.product_id | lines.move_dest_ids.sale_line_id.product_id
        return sold.union(*productions._products_made_for().values())

    def _check_change_hold(self):
        if self.env.su:
            return
        if holds := self._change_holds():
            raise UserError(
                self._change_hold_message(
                    self.env._(
                        "%(purchases)s has to wait:",
                        purchases=", ".join(purchase.display_name for purchase in holds),
                    ),
                    holds,
                )
            )
