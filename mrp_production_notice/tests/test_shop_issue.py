from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestShopIssue(ShopCommon):
    """What an issued notice does to manufacturing orders and deliveries."""

    def _moves(self, order):
        return order.order_line.move_ids.filtered(
            lambda move: move.state != "cancel" and not move.production_id
        )

    def test_dates(self):
        self.damper_bom.produce_delay = 5
        order = self._sell()
        notice = self._issued(order)
        production = self._productions(order, self.damper)
        self.assertEqual(notice.line_ids.completion_date, date(2030, 6, 13))
        self.assertEqual(production.date_deadline.date(), date(2030, 6, 13))
        self.assertEqual(production.date_finished, production.date_deadline)
        self.assertEqual(production.date_start.date(), date(2030, 6, 8))
        part = self._productions(order, self.rod)
        self.assertLessEqual(part.date_finished, production.date_start)

    def test_what_is_late_starts_now(self):
        self.damper_bom.produce_delay = 5
        order = self._sell(commitment_date=datetime(2020, 6, 14, 12))
        self._issued(order)
        production = self._productions(order, self.damper)
        self.assertEqual(production.date_deadline.year, 2020)
        self.assertGreater(production.date_start.year, 2020)
        self.assertGreater(production.date_finished, production.date_start)

    def test_stock_first(self):
        """Part of the delivery comes from the shelf, reserved; the rest is made."""
        self._stock(self.damper, 4)
        order = self._sell(10)
        self._issued(order)
        production = self._productions(order, self.damper)
        self.assertEqual(production.product_qty, 6)
        self.assertEqual(self._productions(order, self.rod).product_qty, 12)
        waiting, ready = self._moves(order).sorted("product_uom_qty", reverse=True)
        self.assertEqual((waiting.product_uom_qty, ready.product_uom_qty), (6, 4))
        self.assertEqual(ready.state, "assigned")
        self.assertEqual(ready.procure_method, "make_to_stock")
        self.assertFalse(ready.move_orig_ids)
        self.assertEqual(waiting.move_orig_ids, production.move_finished_ids)
        self.assertEqual(waiting.state, "waiting")
        self.assertEqual(waiting.picking_id, ready.picking_id)
        self.assertEqual(self.damper.with_context(location=self.shelf.id).free_qty, 0)
        order.order_line.invalidate_recordset()
        self.assertEqual(len(order.picking_ids), 1)

    def test_what_is_made_reaches_the_delivery(self):
        self._stock(self.damper, 4)
        order = self._sell(10)
        self._stock(self.rod, 12)
        self._issued(order)
        production = self._productions(order, self.damper)
        parts = self._productions(order, self.rod)
        self._stock(self.steel, 20)
        for mo in (parts, production):
            mo.action_assign()
            mo.qty_producing = mo.product_qty
            mo._set_qty_producing()
            mo.button_mark_done()
        order.picking_ids.button_validate()
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_all_from_stock(self):
        self._stock(self.damper, 10)
        order = self._sell(10)
        notice = self._issued(order)
        self.assertFalse(self._productions(order), "nothing is made")
        self.assertEqual(self._moves(order).state, "assigned")
        self.assertEqual(notice.state, "issued")

    def test_making_more_than_ordered(self):
        order = self._sell(10)
        notice = self._notice(order)
        notice.line_ids.make_quantity = 11
        self._issue(notice)
        self.assertEqual(self._productions(order, self.damper).product_qty, 11)
        self.assertEqual(self._moves(order).product_uom_qty, 10)

    def test_what_cannot_be_done_is_told_before(self):
        """Every line with its own sentence, and nothing has happened."""
        self._stock(self.damper, 4)
        order = self._sell(10)
        notice = self._notice(order)
        notice.line_ids.write({"stock_quantity": 7, "make_quantity": 3})
        problems = notice._issue_problems()
        self.assertEqual(len(problems), 1)
        self.assertIn("only 4", problems[0])
        with self.assertRaisesRegex(UserError, "only 4"):
            notice._issue_to_shop()
        notice.line_ids.write({"stock_quantity": 2, "make_quantity": 3})
        self.assertIn("less than", notice._issue_problems()[0])
        production = self._productions(order)
        self.assertEqual((production.state, production.product_qty), ("draft", 10))
        self.assertFalse(production.production_notice_id)

    def test_an_order_that_was_changed_is_read_again(self):
        order = self._sell(10)
        notice = self._notice(order)
        order.order_line.product_uom_qty = 12
        problems = notice._issue_problems()
        self.assertIn("12", problems[0])
        self.assertIn("read the order again", problems[1])
        notice.with_user(self.sales_user).action_update_from_order()
        self._issue(notice)
        self.assertEqual(self._productions(order, self.damper).product_qty, 12)

    def test_two_notices_cannot_take_the_same_stock(self):
        self._stock(self.damper, 5)
        first, second = self._sell(5), self._sell(5)
        one, two = self._notice(first), self._notice(second)
        self.assertEqual(two.line_ids.stock_quantity, 0, "the first plans to take it")
        two.line_ids.write({"stock_quantity": 5, "make_quantity": 0})
        self.assertFalse(two._issue_problems(), "who comes first takes it")
        self._issue(one)
        self.assertIn("only 0", two._issue_problems()[0])

    def test_product_without_route_that_makes_it(self):
        seal = self._product("Seal")
        self._bom(seal, {self.steel: 1})
        notice = self._notice(self._sell(4, seal))
        self.assertFalse(notice._issue_problems(), "the warehouse makes what has a bill")
        self.warehouse.manufacture_to_resupply = False
        self.assertIn("nobody makes it", notice._issue_problems()[0])

    def test_what_no_order_waits_for_is_made_for_the_shelf(self):
        seal = self._product("Seal", self.make)
        self._bom(seal, {self.steel: 1})
        order = self._sell(4, seal)
        self.assertFalse(self._productions(order))
        notice = self._issued(order)
        production = notice.line_ids.production_ids
        self.assertEqual(production.product_qty, 4)
        self.assertEqual(production.state, "confirmed")
        self.assertFalse(notice.activity_ids.filtered(lambda a: "has changed" in (a.summary or "")))

    def test_sold_and_used_in_what_is_sold(self):
        """Rods are sold, and go into the dampers of the same order: each has its own order."""
        order = self._make_order(
            commitment_date=datetime(2030, 6, 14, 12),
            order_line=[
                Command.create(
                    {"product_id": product.id, "product_uom_qty": 10, "tax_ids": False}
                )
                for product in (self.damper, self.rod)
            ],
        )
        order.with_user(self.sales_user).action_confirm()
        notice = self._issued(order)
        rods = self._productions(order, self.rod)
        self.assertEqual(sorted(rods.mapped("product_qty")), [10, 20])
        self.assertEqual(set(rods.mapped("state")), {"confirmed"})
        sold = rods.filtered("notice_line_id")
        self.assertEqual((sold.product_qty, sold.production_notice_id), (10, notice))

    def test_outsourced_skipped_where_subcontracting_is_installed(self):
        """What somebody else makes is not made here; the delivery takes it from stock."""
        bridge = self.env["ir.module.module"]._get("mrp_production_notice_subcontracting")
        if bridge.state == "installed":
            self.skipTest("there the subcontractor is asked, see the tests of the bridge")
        order = self._sell(10)
        notice = self._notice(order)
        notice.line_ids.write({"sourcing": "outsource", "outsource_reason": "No capacity"})
        self._issue(notice)
        self.assertFalse(self._productions(order))
        move = self._moves(order)
        self.assertEqual((move.procure_method, move.product_uom_qty), ("make_to_stock", 10))
        self.assertEqual(move.state, "confirmed")

    def test_kit(self):
        kit = self._product("Set of Four")
        self._bom(kit, {self.damper: 4, self.steel: 1}, type="phantom")
        self._stock(self.damper, 2)
        order = self._sell(3, kit)
        self._issued(order)
        production = self._productions(order, self.damper)
        self.assertEqual(production.product_qty, 10)
        dampers = self._moves(order).filtered(lambda move: move.product_id == self.damper)
        self.assertEqual(sorted(dampers.mapped("product_uom_qty")), [2, 10])
        self.assertEqual(set(dampers.bom_line_id.bom_id.mapped("type")), {"phantom"})

    def test_take_from_stock_first_then_trigger_another_rule(self):
        """Odoo's own "stock first" supply method: it has taken what there was already."""
        self.warehouse.mto_pull_id.procure_method = "mts_else_mto"
        self._stock(self.damper, 4)
        order = self._sell(10)
        waiting = self._productions(order)
        self.assertEqual((waiting.product_qty, waiting.state), (6, "draft"))
        notice = self._issued(order)
        line = notice.line_ids
        self.assertEqual((line.stock_quantity, line.make_quantity), (4, 6))
        self.assertEqual((waiting.product_qty, waiting.state), (6, "confirmed"))

    def test_pick_and_ship(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._stock(self.damper, 4)
        order = self._sell(10)
        self._issued(order)
        self.assertEqual(self._productions(order, self.damper).product_qty, 6)
        moves = self._moves(order).filtered(lambda move: move.location_id == self.shelf)
        self.assertEqual(sorted(moves.mapped("product_uom_qty")), [4, 6])

    def test_batch_size(self):
        """A bill of materials with a batch size makes several manufacturing orders."""
        self.damper_bom.write({"enable_batch_size": True, "batch_size": 4})
        self._stock(self.damper, 3)
        order = self._sell(10)
        self.assertEqual(len(self._productions(order)), 3)
        self._issued(order)
        productions = self._productions(order, self.damper)
        self.assertEqual(sum(productions.mapped("product_qty")), 7)
        self.assertEqual(set(productions.mapped("state")), {"confirmed"})

    # === BATCHES === #

    def _batched(self):
        order = self._sell(10, confirm=False)
        self.env["sale.order.delivery.schedule"].create(
            [
                {"order_line_id": order.order_line.id, "quantity": quantity, "promised_date": day}
                for quantity, day in ((4, date(2030, 6, 7)), (6, date(2030, 6, 21)))
            ]
        )
        order.with_user(self.sales_user).action_confirm()
        return order, order.order_line.delivery_schedule_ids._in_order()

    def test_each_batch_has_its_own_notice(self):
        order, (early, late) = self._batched()
        self.assertEqual(len(self._productions(order)), 2)
        notice = self._issued(order, early)
        productions = self._productions(order, self.damper).sorted("product_qty")
        self.assertEqual(productions.mapped("product_qty"), [4, 6])
        self.assertEqual(productions.mapped("state"), ["confirmed", "draft"])
        self.assertEqual(productions.production_notice_id, notice)
        self.assertEqual(productions[0].date_deadline.date(), date(2030, 6, 6))
        self.assertFalse(notice.to_revise)
        self._issued(order, late)
        self.assertEqual(productions.mapped("state"), ["confirmed", "confirmed"])
        self.assertEqual(productions[1].date_deadline.date(), date(2030, 6, 20))

    def test_raised_quantity_belongs_to_the_last_batch(self):
        order, (early, late) = self._batched()
        order.order_line.product_uom_qty = 12
        productions = self._productions(order).sorted("product_qty")
        self.assertEqual(productions.mapped("product_qty"), [4, 8])
        self.assertFalse(self._notice(order, early)._differences_to_order())
        self.assertEqual(self._notice(order, late).line_ids.quantity, 8)

    def test_lines_without_batches_go_with_the_first(self):
        order = self._sell(10, confirm=False)
        self.env["sale.order.delivery.schedule"].create(
            [
                {"order_line_id": order.order_line.id, "quantity": quantity, "promised_date": day}
                for quantity, day in ((6, date(2030, 6, 21)), (4, date(2030, 6, 7)))
            ]
        )
        order.order_line = [
            Command.create({"product_id": self.rod.id, "product_uom_qty": 3, "tax_ids": False})
        ]
        order.with_user(self.sales_user).action_confirm()
        late, early = order.order_line[0].delivery_schedule_ids.sorted("id")
        second = self._issued(order, late)
        self.assertEqual(second.line_ids.mapped("quantity"), [6])
        first = self._issued(order, early)
        self.assertEqual(first.line_ids.mapped("quantity"), [4, 3])
        self.assertFalse(self._productions(order).filtered("awaits_notice"))
        self.assertFalse(first.to_revise or second.to_revise)

    def test_batch_that_moves_stays_with_its_notice(self):
        order, (__, late) = self._batched()
        notice = self._issued(order, late)
        late.promised_date = date(2030, 6, 28)
        self.assertFalse(notice.to_revise, "there is more time")
        late.promised_date = date(2030, 6, 14)
        notice.invalidate_recordset()
        self.assertIn("to be delivered on", notice.to_revise)
        self.assertFalse(notice._differences_to_order())

    # === REVISIONS === #

    def _revised(self, notice):
        revision = notice.with_user(self.sales_user)._revise("The customer wants more").sudo()
        revision.with_user(self.sales_user).action_update_from_order()
        return self._issue(revision)

    def test_revision_with_more(self):
        order = self._sell(10)
        notice = self._issued(order)
        order.order_line.product_uom_qty = 15
        revision = self._revised(notice)
        productions = self._productions(order, self.damper)
        self.assertEqual(productions.mapped("product_qty"), [10, 5])
        self.assertEqual(set(productions.mapped("state")), {"confirmed"})
        self.assertEqual(productions.production_notice_id, revision)
        self.assertFalse(revision.to_revise)

    def test_revision_with_less_tells_planning(self):
        order = self._sell(10)
        notice = self._issued(order)
        order.order_line.product_uom_qty = 6
        self.assertTrue(notice.to_revise)
        revision = self._revised(notice)
        production = self._productions(order, self.damper)
        self.assertEqual(production.product_qty, 10, "people lower what is released")
        activity = revision.activity_ids.filtered(lambda a: "Lower" in (a.summary or ""))
        self.assertEqual(activity.user_id, self.signers["planning"])
        self.assertIn(production.name, activity.note)

    # === CANCELLATION === #

    def test_cancel_before_the_issue(self):
        order = self._sell(10)
        waiting = self._productions(order)
        notice = self._notice(order)
        order.with_user(self.sales_user)._action_cancel()
        self.assertEqual(waiting.state, "cancel")
        self.assertEqual(notice.state, "cancelled")
        self.assertIn(order.name, notice.cancelled_reason)
        self.assertFalse(self.signers["planning"].sudo().activity_ids)

    def test_cancel_after_the_issue(self):
        order = self._sell(10)
        notice = self._issued(order)
        productions = self._productions(order)
        order._action_cancel()
        self.assertEqual(set(productions.mapped("state")), {"confirmed"}, "as Odoo does")
        self.assertEqual(notice.state, "cancelled")
        activity = notice.activity_ids.filtered(
            lambda a: a.user_id == self.signers["planning"]
        )
        self.assertEqual(len(activity), 1)
        for production in productions:
            self.assertIn(production.name, activity.note)

    def test_order_that_starts_anew(self):
        """Back to quotation and confirmed again: another manufacturing order, another notice."""
        order = self._sell(10)
        self._issued(order)
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        draft = self._productions(order, self.damper).filtered(lambda mo: mo.state == "draft")
        self.assertTrue(draft.awaits_notice)
        self.assertEqual(self._notice(order).state, "draft")

    # === MAKE-TO-STOCK REQUESTS === #

    def _requested(self, quantity=8):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.company.partner_id.id,
                "company_id": self.company.id,
                "user_id": self.sales_user.id,
                "order_kind": "stock",
                "commitment_date": datetime(2030, 6, 14, 12),
                "order_line": [
                    Command.create({"product_id": self.damper.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.with_user(self.sales_user).action_confirm()
        return order

    def test_make_to_stock_request(self):
        self._stock(self.damper, 5)
        order = self._requested()
        waiting = self._productions(order)
        self.assertEqual((waiting.state, waiting.awaits_notice), ("draft", True))
        self.assertEqual(waiting.request_line_id, order.order_line)
        notice = self._notice(order)
        line = notice.line_ids
        self.assertEqual((line.stock_quantity, line.make_quantity), (0, 8), "it asks for stock")
        self._issue(notice)
        self.assertEqual((waiting.state, waiting.product_qty), ("confirmed", 8))
        self.assertEqual(waiting.production_notice_id, notice)
        order.order_line.product_uom_qty = 10
        more = self._productions(order, self.damper) - waiting
        self.assertEqual((more.product_qty, more.state), (2, "draft"))

    def test_cancelled_request(self):
        order = self._requested()
        waiting = self._productions(order)
        order.with_user(self.sales_user)._action_cancel()
        self.assertEqual(waiting.state, "cancel")

    def test_payment_and_website_never_break(self):
        """Confirmed by the public user after a payment: nothing is raised, the draft waits."""
        order = self._sell(10, confirm=False)
        order.with_user(self.env.ref("base.public_user")).sudo()._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertTrue(self._productions(order).awaits_notice)

    def test_scheduler_leaves_it_alone(self):
        waiting = self._productions(self._sell(10))
        self.env["stock.rule"].run_scheduler(company_id=self.company.id)
        self.assertEqual(waiting.state, "draft")
