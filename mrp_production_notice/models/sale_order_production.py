from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What is made for an order, and what its cancellation does to the shop."""

    _inherit = "sale.order"

    # === WHAT IS MADE === #

    def _has_goods_for_notice(self):
        """No notice is prepared for what is only bought or delivered."""
        # sudo: whoever prepares the notice need not see bills of materials
        return super()._has_goods_for_notice() and self.sudo()._is_anything_made()

    def _is_anything_made(self):
        """Whether a product of the order, or a part of a kit, is made here. As superuser."""
        self.ensure_one()
        Notice = self.env["mrp.production.notice"]
        products = self.order_line.product_id.filtered(lambda product: product.type == "consu")
        while products:
            boms = Notice._boms_of(products, self.company_id)
            if any(Notice._is_made(bom) for bom in boms.values()):
                return True
            kits = self.env["mrp.bom"].union(*boms.values()).filtered(
                lambda bom: bom.type == "phantom"
            )
            products = kits.bom_line_ids.product_id - products
        return bool(
            self.env["mrp.production"].search_count(
                [("sale_line_id", "in", self.order_line.ids), ("state", "!=", "cancel")], limit=1
            )
        )

    def _check_notice_can_be_prepared(self):
        result = super()._check_notice_can_be_prepared()
        for order in self:
            if not order._has_goods_for_notice():
                raise UserError(
                    self.env._(
                        "Nothing of %(order)s is made here: it needs no production notice. What "
                        "is made has a bill of materials.",
                        order=order.name,
                    )
                )
        return result

    # === CANCELLATION === #

    def _action_cancel(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        result = super()._action_cancel()
        # sudo: whoever cancels an order need not see the shop
        confirmed.sudo()._withdraw_from_shop()
        return result

    def _withdraw_from_shop(self):
        """Cancel what waits in the shop for these orders, and their notices; tell planning of
        what is released already, which goes on until a person decides. Runs as superuser."""
        notices = self.env["mrp.production.notice"].search(
            [("order_id", "in", self.ids), ("state", "in", ("draft", "approval", "issued"))]
        )
        concerned = self.filtered("company_id.order_notice_enabled") | notices.order_id
        if not concerned:
            return
        productions = self.env["mrp.production"].search(
            [
                ("reference_ids.sale_ids", "in", concerned.ids),
                ("state", "in", ("draft", "confirmed", "progress", "to_close")),
                ("orderpoint_id", "=", False),
            ]
        )
        waiting = productions.filtered(
            lambda production: production.awaits_notice and production.state == "draft"
        )
        # The transfers are cancelled with the order: nobody has to hear of a draft.
        waiting.with_context(skip_activity=True).action_cancel()
        going_on = (productions - waiting)._customer_orders()
        for order in concerned:
            # one made for several orders goes on for the others
            released = self.env["mrp.production"].union(
                *(mo for mo, orders in going_on.items() if orders == order)
            )
            its_notices = notices.filtered(lambda notice, order=order: notice.order_id == order)
            order._tell_planning_of_cancellation(its_notices, released)
            its_notices._cancel(self.env._("Order %(order)s was cancelled.", order=order.name))

    def _tell_planning_of_cancellation(self, notices, productions):
        self.ensure_one()
        started = productions.filtered(lambda production: production.state != "draft")
        if not started:
            return
        summary = self.env._("%(order)s was cancelled", order=self.order_code or self.name)
        note = self.env._(
            "%(productions)s go on: cancel them, or keep what they make in stock.",
            productions=", ".join(started.mapped("name")),
        )
        issued = notices.filtered(lambda notice: notice.state == "issued")
        document = issued[:1] or started[:1]
        self.company_id._tell_planning(document, summary, note)
