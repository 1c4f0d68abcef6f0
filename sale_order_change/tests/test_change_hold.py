from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_apply import ApplyCommon


@tagged("post_install", "-at_install")
class TestChangeHold(ApplyCommon):
    """What a change may make needless waits until it is decided."""

    def test_production_waits(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        rod = self._productions(order, self.rod)
        self.assertFalse(production.change_hold)
        change = self._running(order, self._less(order, 6))
        self.env.invalidate_all()
        self.assertIn(change.name, production.change_hold)
        self.assertIn("10 ", production.production_hold)
        self.assertTrue(rod.change_hold)
        self.assertEqual(rod.action_open_change()["res_id"], change.id)
        with self.assertRaisesRegex(AccessError, f"ask {change.requested_by_id.name}"):
            rod.with_user(self.shop_user).action_open_change()
        with self.assertRaisesRegex(UserError, change.name):
            production.with_user(self.shop_user).qty_producing = 1
        change._reject("No")
        self.env.invalidate_all()
        self.assertFalse(production.change_hold)
        production.with_user(self.shop_user).qty_producing = 1

    def test_more_holds_up_nothing(self):
        order = self._sell(10)
        self._running(order, self._less(order, 16))
        self.assertFalse(self._productions(order).filtered("change_hold"))
        self.assertFalse(order.picking_ids.change_hold)

    def test_other_products_go_on(self):
        order = self._sell(10)
        spring = self._product("Spring", self.mto | self.make)
        self._bom(spring, {self.steel: 1})
        order.order_line = [
            (0, 0, {"product_id": spring.id, "product_uom_qty": 3, "tax_ids": False})
        ]
        self._running(order, self._less(order, 6))
        self.assertTrue(self._productions(order, self.damper).change_hold)
        self.assertFalse(self._productions(order, spring).change_hold)

    def test_transfer_waits(self):
        order = self._sell(10)
        self._stock(self.damper, 10)
        move = self._delivery(order)
        move._take_from_shelf(10)
        move.write({"quantity": 10, "picked": True})
        change = self._running(order, {"kind": "cancel_order"})
        picking = order.picking_ids
        self.assertIn(change.name, picking.change_hold)
        self.assertEqual(picking.action_open_change()["res_id"], change.id)
        with self.assertRaisesRegex(UserError, change.name):
            picking.with_user(self.stock_user).button_validate()
        with self.assertRaisesRegex(UserError, change.name):
            picking.with_user(self.stock_user)._action_done()
        change._withdraw("No")
        picking.with_user(self.stock_user).button_validate()
        self.assertEqual(picking.state, "done")

    def test_system_is_not_stopped(self):
        order = self._sell(10)
        change = self._running(order, {"kind": "cancel_order"})
        move = self._delivery(order)
        move._take_from_shelf(10)
        move.write({"quantity": 10, "picked": True})
        order.picking_ids.sudo()._action_done()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertIn(change.name, "".join(order.picking_ids.message_ids.mapped("body")))

    def test_what_has_begun_is_recorded(self):
        """It is recorded as it is, but no further work is begun."""
        order = self._sell(10)
        self._stock(self.rod, 40)
        production = self._productions(order, self.damper)
        production.qty_producing = 4
        production._set_qty_producing()
        change = self._running(order, self._less(order, 6))
        self.assertTrue(production.change_hold)
        production.with_user(self.shop_user).qty_producing = 5
        with self.assertRaisesRegex(UserError, change.name):
            production.with_user(self.shop_user)._refuse_further_work()

    def test_manager_releases(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        change = self._running(order, self._less(order, 6))
        log = self.env["sale.order.review.override"]
        action = production.action_release_production()
        self.assertEqual(action["context"]["default_step"], "change")
        with self.assertRaises(AccessError):
            log.with_user(self.shop_user)._release_step(order, "change", "Go")
        wizard = self.env["sale.order.review.step.release"].with_user(self.manager).create(
            {"order_id": order.id, "step": "change", "reason": "The customer insists"}
        )
        self.assertIn(change.name, wizard.missing)
        wizard.action_release()
        self.env.invalidate_all()
        self.assertFalse(production.change_hold)
        production.with_user(self.shop_user).qty_producing = 1
        # a later change is another matter
        other = self._running(order, {"kind": "cancel_order"})
        self.env.invalidate_all()
        self.assertIn(other.name, production.change_hold)
        self.assertNotIn(change.name, production.change_hold)

    def test_hold_and_release(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        hold = self._apply(order, {"kind": "hold"})
        self.env.invalidate_all()
        self.assertIn("on hold", production.change_hold)
        with self.assertRaisesRegex(UserError, hold.name):
            production.with_user(self.shop_user).qty_producing = 1
        self._apply(order, {"kind": "release"})
        self.env.invalidate_all()
        self.assertFalse(production.change_hold)
        production.with_user(self.shop_user).qty_producing = 1

    def test_release_of_what_is_not_on_hold(self):
        order = self._sell(10)
        spring = self._product("Spring")
        order.order_line = [
            (0, 0, {"product_id": spring.id, "product_uom_qty": 3, "tax_ids": False})
        ]
        damper, other = order.order_line
        release = self._change(order, {"kind": "release"})
        with self.assertRaisesRegex(UserError, "nothing of this order is on hold"):
            release._check_complete()
        hold = self._apply(order, {"kind": "hold", "order_line_id": damper.id})
        release._check_complete()
        wrong = self._approved(order, {"kind": "release", "order_line_id": other.id})
        with self.assertRaisesRegex(UserError, "but Gas Damper"):
            wrong.with_user(self.sales_user).action_apply()
        self._apply(order, {"kind": "release", "order_line_id": damper.id})
        hold = self._apply(order, {"kind": "hold"})
        self.assertEqual(hold.state, "applied")
        one = self._change(order, {"kind": "release", "order_line_id": damper.id})
        with self.assertRaisesRegex(UserError, "but the whole order"):
            one._check_complete()

    def test_nothing_without_the_feature(self):
        order = self._sell(10)
        self._running(order, {"kind": "cancel_order"})
        self.company.order_change_enabled = False
        production = self._productions(order, self.damper)
        self.env.invalidate_all()
        self.assertFalse(production.company_id.order_change_enabled)
        with self.assertQueryCount(0):
            self.assertFalse(production._holding_change_lines())
        self.assertFalse(production.change_hold)
        self.assertFalse(order.picking_ids.change_hold)
