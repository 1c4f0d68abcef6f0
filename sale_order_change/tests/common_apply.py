from odoo import fields
from odoo.fields import Command

from odoo.addons.mrp_production_notice.tests.common_shop import ShopCommon


class ApplyCommon(ShopCommon):
    """Orders for dampers made of rods, whose changes are carried out without all the signing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_notice_enabled = False
        cls.company.order_change_enabled = True

    @classmethod
    def _change(cls, order, *lines, **vals):
        """A request in draft, as superuser; ``lines``: values of what changes."""
        change = cls.env["sale.order.change"].with_user(cls.sales_user).create(
            {
                "order_id": order.id,
                "origin": "internal",
                "requesting_team_id": cls.teams["sales"].id,
                "reason": "The customer thinks anew",
                "line_ids": [Command.create(values) for values in lines],
                **vals,
            }
        )
        return change.sudo()

    @classmethod
    def _running(cls, order, *lines, **vals):
        """A request that is being signed."""
        change = cls._change(order, *lines, **vals)
        change.write({"state": "review", "submitted_on": fields.Datetime.now()})
        return change

    @classmethod
    def _approved(cls, order, *lines, **vals):
        change = cls._running(order, *lines, **vals)
        change._approve()
        return change

    @classmethod
    def _carry_out(cls, change):
        change.with_user(cls.sales_user).action_apply()
        cls.env.flush_all()
        change.invalidate_recordset()
        return change

    @classmethod
    def _apply(cls, order, *lines, **vals):
        return cls._carry_out(cls._approved(order, *lines, **vals))

    @classmethod
    def _less(cls, order, quantity, **vals):
        """Values of a line that changes the quantity of the order's first line."""
        return {
            "kind": "quantity",
            "order_line_id": order.order_line[:1].id,
            "new_quantity": quantity,
            **vals,
        }

    def _produced(self, order, product=None):
        """``[(state, quantity)]`` of the manufacturing orders of a product, oldest first."""
        order.invalidate_recordset()
        found = order.stock_reference_ids.production_ids.filtered(
            lambda mo: mo.product_id == (product or self.damper)
        )
        return [(mo.state, mo.product_qty) for mo in found.sorted("id")]

    def _delivery(self, order):
        """The moves to the customer."""
        return order.order_line._goods_moves().filtered(lambda move: move.state != "cancel")
