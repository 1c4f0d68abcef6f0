from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_hold import HoldCommon


@tagged("post_install", "-at_install")
class TestProductionHold(HoldCommon):
    """Open items due before production keep people and the system from starting it."""

    def test_without_open_items_nothing_changes(self):
        productions = self._productions(self._confirmed({}))
        self.assertEqual(productions.product_id, self.damper | self.rod)
        self.assertEqual(set(productions.mapped("state")), {"confirmed"})
        self.assertFalse(any(productions.mapped("production_hold")))
        self.assertFalse(any(productions.mapped("production_held_at")))

    def test_stays_a_draft_and_says_for_whom(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        self.assertEqual((production.product_id, production.state), (self.damper, "draft"))
        self.assertTrue(production.production_held_at)
        with self.assertRaises(UserError) as refused:
            production.action_confirm()
        message = str(refused.exception)
        owner = self.signers["production"]
        for text in (
            f"{production.name} must not be produced yet:\n- ",
            order.name,
            "M02",
            owner.name,
            owner.phone,
            "promised for",
        ):
            self.assertIn(text, message)
        self.assertIn("M02", production.production_hold)
        self._close(order, "M02")
        production.invalidate_recordset(["production_hold"])
        self.assertFalse(production.production_hold)
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")
        below = self._productions(order) - production
        self.assertEqual((below.product_id, below.state), (self.rod, "confirmed"))

    def test_later_items_do_not_hold_production(self):
        order = self._confirmed({"S09": "packing", "Q03": "shipment"})
        self.assertEqual(set(self._productions(order).mapped("state")), {"confirmed"})

    def test_every_door(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        work = production.workorder_ids
        self.assertTrue(work)
        Production = self.env["mrp.production"].with_user(self.maker)
        doors = [
            production.action_confirm,
            production.button_plan,
            production.action_plan_with_components_availability,
            production.button_mark_done,
            production.pre_button_mark_done,
            production.action_start,
            lambda: production.write({"state": "confirmed"}),
            lambda: production.write({"state": "progress"}),
            lambda: production.write({"qty_producing": 1}),
            lambda: production.write(
                {"workorder_ids": [Command.update(work.id, {"state": "done"})]}
            ),
            lambda: production.move_raw_ids.write({"picked": True, "quantity": 1}),
            work.button_start,
            work.button_finish,
            work.action_mark_as_done,
            lambda: work.set_state("progress"),
            lambda: work.write({"state": "progress"}),
            lambda: work.write({"state": "done"}),
            lambda: production.with_user(self.foreman).copy({"state": "confirmed"}),
            lambda: Production.create(
                {
                    "product_id": self.damper.id,
                    "product_qty": 1,
                    "product_uom_id": self.damper.uom_id.id,
                    "sale_line_id": order.order_line.id,
                    "state": "confirmed",
                }
            ),
        ]
        keys = ("skip_consumption", "skip_backorder", "no_procurement", "install_mode")
        for number, door in enumerate(doors):
            with self.subTest(number), self._refused("M02"):
                door()
            self.assertEqual(production.state, "draft")
        for key in keys:
            with self.subTest(key), self._refused("M02"):
                production.with_context(**{key: True}).action_confirm()

    def test_taking_it_off_the_order_does_not_help(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        rule = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.damper.id, "warehouse_id": self.warehouse.id}
        )
        for vals in (
            {"reference_ids": [Command.clear()], "sale_line_id": False},
            {"orderpoint_id": rule.id},
        ):
            with self.subTest(vals), self._refused("cannot be taken off"):
                production.write(vals)
        production.sale_line_id = False
        with self._refused("cannot be taken off"):
            order.stock_reference_ids.with_user(self.maker).production_ids = False
        with self._refused("cannot be entered"):
            production.production_held_at = False
        self.assertTrue(production._production_holds())

    def test_copies_splits_and_merges_wait_too(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order, self.foreman)
        copy = production.copy()
        with self._refused("M02"):
            copy.action_confirm()
        parts = production._split_productions({production: [1, 1]})
        self.assertEqual(set(parts.mapped("state")), {"draft"})
        with self._refused("M02"):
            parts[1].action_confirm()
        merged = parts.browse(parts.action_merge()["res_id"])
        self.assertEqual(merged.state, "draft")
        with self._refused("M02"):
            merged.action_confirm()

    def test_cancelled_work_is_no_door(self):
        production = self._productions(self._confirmed({"M02": "production"}), self.foreman)
        production.workorder_ids.action_cancel()
        self.assertEqual(production.state, "to_close", "as Odoo has it")
        for door in (production.action_confirm, production.button_mark_done):
            with self._refused("M02"):
                door()
        self.assertIn("M02", production.production_hold)
        production.action_cancel()
        self.assertEqual(production.state, "cancel")

    def test_what_has_begun_is_recorded_as_it_is(self):
        order = self._confirmed({"M02": "production"})
        self._close(order, "M02")
        production = self._productions(order, self.foreman)
        production.action_confirm()
        production.qty_producing = 1
        self.assertEqual(production.state, "progress")
        # opened anew: a proof that counted was returned
        line = order.review_ids.line_ids.filtered(lambda item: item.code == "M02")
        line._write_internal({"closed_at": False, "closed_by_id": False})
        self.assertTrue(production._production_holds())
        parts = production._split_productions({production: [1, 1]})
        self.assertEqual(parts[1].state, "confirmed")
        production.with_context(skip_backorder=True, skip_consumption=True).button_mark_done()
        self.assertEqual(production.state, "done")
        with self._refused("M02"):
            parts[1].button_plan()

    def test_confirmed_and_held_up_afterwards(self):
        order = self._confirmed({})
        production = self._productions(order)[0]
        line = order.review_ids.line_ids.filtered(lambda item: item.code == "M02")
        line._write_internal({"result": "open", "gate": "production"})
        for door in (production.button_plan, production.action_start, production.button_mark_done):
            with self._refused("M02"):
                door()
        self.assertIn("M02", production.production_hold)

    def test_system_is_not_stopped(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order).sudo()
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")
        below = self._productions(order) - production
        self.assertEqual(below.state, "draft", "what it needs waits, too")

    def test_only_this_order_waits(self):
        held = self._productions(self._confirmed({"M02": "production"}))
        free = self._productions(self._confirmed({}, products=self.spring))
        self.assertEqual(free.state, "confirmed")
        other = self.env["mrp.production"].with_user(self.maker).create(
            {"product_id": self.damper.id, "bom_id": self.bom.id}
        )
        with self.assertRaises(UserError) as refused:
            (held | other).action_confirm()
        self.assertIn(held.name, str(refused.exception))
        self.assertNotIn(other.name, str(refused.exception))
        other.action_confirm()
        self.assertEqual(other.state, "confirmed")

    def test_item_about_one_product(self):
        """An item about one product holds up what is made for it, and nothing else."""
        self.company.order_review_part_limit = 10
        order = self._confirmed({}, products=self.damper | self.spring)
        lines = order.review_ids.line_ids.filtered("product_id")
        line = lines.filtered(
            lambda item: item.product_id == self.damper and item.code == "E05"
        )
        self.assertTrue(line)
        line._write_internal(
            {"result": "open", "gate": "production", "owner_id": self.signers["engineering"].id}
        )
        productions = self._productions(order)
        self.assertEqual(len(productions), 3)
        holds = productions._production_holds()
        held = productions.browse().union(*holds)
        self.assertEqual(held.product_id, self.damper | self.rod)

    def test_release_by_a_manager(self):
        order = self._confirmed({"M02": "production", "S09": "packing"})
        production = self._productions(order)
        log = self.env["sale.order.review.override"]
        for user in (self.maker, self.plain_user, self.sales_user):
            with self.subTest(user.name), self.assertRaises(AccessError):
                log.with_user(user)._release_step(order, "production", "Hurry")
        chief = new_test_user(
            self.env,
            "hold_chief",
            "order_signoff.group_manager,mrp.group_mrp_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        action = production.with_user(chief).action_release_production()
        release = (
            self.env[action["res_model"]]
            .with_user(chief)
            .with_context(**action["context"])
            .create({"reason": "The tool is promised for tomorrow"})
        )
        self.assertIn("M02", release.missing)
        self.assertNotIn("S09", release.missing)
        release.action_release()
        entry = order.review_override_ids
        self.assertEqual((entry.kind, entry.step), ("step", "production"))
        self.assertEqual(entry.line_ids.mapped("code"), ["M02"])
        self.assertFalse(entry.covers_deposit)
        production.action_confirm()
        self.assertEqual(set(self._productions(order).mapped("state")), {"confirmed"})
        with self._refused("needs no release"):
            production.with_user(chief).action_release_production()

    def test_switched_off_costs_nothing(self):
        order = self._confirmed({"M02": "production"})
        production = self._productions(order)
        self.company.order_review_enabled = False
        self.env.flush_all()
        production.company_id.fetch(["order_review_enabled"])
        production.fetch(["company_id"])
        with self.assertQueryCount(0):
            self.assertFalse(production._production_holds())
            self.assertFalse(production._states_before_start())
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")

    def test_many_same_queries(self):
        orders = self.env["sale.order"]
        for __ in range(6):
            orders |= self._confirmed({"M02": "production"})
        productions = self._productions(orders).sudo(False)
        self.assertEqual(len(productions), 6)

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(records._production_holds()), len(records))
            return self.cr.sql_log_count - before

        count(productions)
        few, many = count(productions[:2]), count(productions)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 22)

    def test_confirming_an_order_costs_little(self):
        """What asking adds to the confirmation of an order with many manufacturing orders."""
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Part {number}",
                    "is_storable": True,
                    "route_ids": [Command.set(self.made.ids)],
                }
                for number in range(12)
            ]
        )
        for product in products:
            self._make_bom(product, self.steel)

        def count(asked):
            order = self._order_with_open({}, products=products)
            if not asked:
                self.patch(
                    type(self.env["mrp.production"]), "_production_holds", lambda productions: {}
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            self.assertEqual(set(self._productions(order).mapped("state")), {"confirmed"})
            return self.cr.sql_log_count - before

        count(True)
        more = count(True) - count(False)
        self.assertLessEqual(more, 12 * 3 + 15)

    def test_checked_once(self):
        """Confirming asks once; what it writes on the way asks no more."""
        order = self._confirmed({})
        production = self._productions(order, self.foreman)[0].copy()
        asked = []
        original = type(production)._production_holds

        def counted(productions):
            asked.append(productions)
            return original(productions)

        self.patch(type(production), "_production_holds", counted)
        production.action_confirm()
        by_people = [productions for productions in asked if not productions.env.su]
        self.assertEqual(len(by_people), 1)
