from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_shop import ShopCommon


@tagged("post_install", "-at_install")
class TestShopWaiting(ShopCommon):
    """Manufacturing orders of customers' orders wait for the notice; nothing else does."""

    def test_two_levels_with_the_switch_off(self):
        self.company.order_notice_enabled = False
        productions = self._productions(self._sell())
        self.assertEqual(len(productions), 2)
        self.assertEqual(set(productions.mapped("state")), {"confirmed"})
        self.assertFalse(any(productions.mapped("awaits_notice")))

    def test_two_levels_with_the_switch_on(self):
        order = self._sell()
        waiting = self._productions(order)
        self.assertEqual(waiting.product_id, self.damper, "parts are made when it is released")
        self.assertEqual(waiting.state, "draft")
        self.assertTrue(waiting.awaits_notice)
        self._issued(order)
        productions = self._productions(order)
        self.assertEqual(productions.product_id, self.damper | self.rod)
        self.assertEqual(set(productions.mapped("state")), {"confirmed"})
        self.assertEqual(waiting.production_notice_id.order_id, order)
        self.assertFalse(any(productions.mapped("awaits_notice")))

    def test_people_are_refused_in_one_clear_sentence(self):
        order = self._sell()
        waiting = self._productions(order).with_user(self.shop_user)
        for start in ("action_confirm", "button_plan", "button_mark_done"):
            with self.subTest(start), self.assertRaises(UserError) as caught:
                getattr(waiting, start)()
            self.assertIn(waiting.name, str(caught.exception))
            self.assertIn("waits for the production notice of", str(caught.exception))
            self.assertIn(order.name, str(caught.exception))
        notice = self._notice(order)
        with self.assertRaisesRegex(UserError, notice.name):
            waiting.action_confirm()
        self.assertEqual(waiting.state, "draft")

    def test_the_system_is_not_stopped(self):
        waiting = self._productions(self._sell())
        waiting.sudo().action_confirm()
        self.assertEqual(waiting.state, "confirmed")

    def test_what_people_enter_is_free(self):
        with Form(self.env["mrp.production"].with_user(self.shop_user)) as form:
            form.product_id = self.damper
            form.product_qty = 3
        production = form.record
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")

    def test_a_copy_does_not_wait(self):
        waiting = self._productions(self._sell())
        copy = waiting.copy()
        self.assertFalse(copy.awaits_notice)
        self.assertFalse(copy.production_notice_id)

    def test_replenishment_is_free(self):
        seal = self._product("Seal", self.make)
        self._bom(seal, {self.steel: 1})
        orderpoint = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": seal.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.shelf.id,
                "product_min_qty": 0,
                "product_max_qty": 0,
                "trigger": "auto",
            }
        )
        order = self._sell(4, seal, commitment_date=fields.Datetime.now())
        orderpoint._procure_orderpoint_confirm(company_id=self.company)
        made = self.env["mrp.production"].search([("product_id", "=", seal.id)])
        self.assertTrue(made)
        self.assertFalse(any(made.mapped("awaits_notice")))
        self.assertFalse(made._waiting_for_notice())
        self.assertTrue(order)

    def test_what_existed_before_the_switch_is_free(self):
        self.company.order_notice_enabled = False
        order = self._sell(confirm=False)
        self.damper_bom.bom_line_ids.unlink()
        order.action_confirm()
        draft = self._productions(order)
        draft.sudo().write({"user_id": self.shop_user.id})
        self.company.order_notice_enabled = True
        if draft.state == "draft":
            draft.with_user(self.shop_user).action_confirm()
        self.assertEqual(draft.state, "confirmed")

    def test_switching_off_releases_nothing_and_blocks_nobody(self):
        waiting = self._productions(self._sell())
        self.company.order_notice_enabled = False
        self.assertEqual(waiting.state, "draft", "nothing starts by itself")
        waiting.with_user(self.shop_user).action_confirm()
        self.assertEqual(waiting.state, "confirmed")

    def test_nobody_enters_what_the_system_keeps(self):
        waiting = self._productions(self._sell()).with_user(self.shop_user)
        for name in ("awaits_notice", "production_notice_id", "notice_line_id"):
            with self.subTest(name), self.assertRaises(UserError):
                waiting.write({name: False})
        planted = (
            self.env["mrp.production"]
            .with_user(self.shop_user)
            .with_context(default_awaits_notice=True)
            .create({"product_id": self.damper.id, "product_qty": 1})
        )
        self.assertFalse(planted.awaits_notice)

    # === AUTOMATIC FLOWS === #

    def test_quantity_raised_before_the_issue(self):
        """One draft and one delivery, with the whole quantity."""
        order = self._sell(10)
        order.order_line.product_uom_qty = 15
        production = self._productions(order)
        self.assertEqual(production.product_qty, 15)
        self.assertEqual(production.state, "draft")
        self.assertEqual(production.move_raw_ids.product_uom_qty, 30)
        moves = order.order_line.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual(moves.product_uom_qty, 15)
        self.assertEqual(moves.move_orig_ids, production.move_finished_ids)
        self.assertEqual(production.move_finished_ids.product_uom_qty, 15)

    def test_quantity_lowered_before_the_issue(self):
        order = self._sell(10)
        order.order_line.product_uom_qty = 4
        production = self._productions(order)
        self.assertEqual(production.product_qty, 4)
        moves = order.order_line.move_ids.filtered(lambda move: move.state != "cancel")
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 4)

    def test_quantity_raised_after_the_issue(self):
        """What is released stays; the rest waits for a revision, and the follower is told."""
        order = self._sell(10)
        notice = self._issued(order)
        released = self._productions(order, self.damper)
        order.order_line.product_uom_qty = 15
        productions = self._productions(order, self.damper)
        self.assertEqual(released.product_qty, 10)
        more = productions - released
        self.assertEqual(more.product_qty, 5)
        self.assertEqual(more.state, "draft")
        self.assertTrue(more.awaits_notice)
        self.assertIn("15", notice.to_revise)
        activity = notice.activity_ids.filtered(lambda item: "order has changed" in item.summary)
        self.assertEqual(activity.user_id, order.follower_id or order.user_id)
        order.order_line.product_uom_qty = 16
        self.assertEqual(more.product_qty, 6)
        self.assertEqual(len(notice.activity_ids), len(activity), "told once")

    def test_parts_never_hide_in_a_waiting_draft(self):
        """An order for dampers and rods: releasing the dampers must not wait for the rods."""
        order = self._sell(confirm=False)
        order.order_line = [
            Command.create({"product_id": self.rod.id, "product_uom_qty": 7, "tax_ids": False})
        ]
        order.action_confirm()
        damper = self._productions(order, self.damper)
        rod = self._productions(order, self.rod)
        damper.sudo().action_confirm()
        self.assertEqual(rod.product_qty, 7)
        parts = self._productions(order, self.rod) - rod
        self.assertEqual(parts.product_qty, 20)
        self.assertEqual(parts.state, "confirmed")

    def test_backorder_of_what_is_released_is_released(self):
        order = self._sell(10)
        notice = self._issued(order)
        production = self._productions(order, self.damper)
        rods = self._productions(order, self.rod)
        self._stock(self.steel, 100)
        rods.action_assign()
        rods.qty_producing = 20
        rods._set_qty_producing()
        rods.button_mark_done()
        production.qty_producing = 4
        production._set_qty_producing()
        action = production.with_user(self.shop_user).with_context(
            skip_backorder=True, mo_ids_to_backorder=production.ids
        ).button_mark_done()
        self.assertTrue(action)
        backorder = production.production_group_id.production_ids - production
        self.assertEqual(backorder.product_qty, 6)
        self.assertEqual(backorder.production_notice_id, notice)
        self.assertEqual(backorder.notice_line_id, notice.line_ids)
        self.assertFalse(backorder.awaits_notice)
        self.assertNotEqual(backorder.state, "draft")

    def test_parts_of_a_split_draft_go_on_waiting(self):
        waiting = self._productions(self._sell(10))
        parts = waiting.with_user(self.shop_user)._split_productions({waiting: [4, 6]})
        self.assertEqual(parts.mapped("awaits_notice"), [True, True])
        with self.assertRaises(UserError):
            (parts - waiting).with_user(self.shop_user).action_confirm()
        self.assertEqual(len(self._notice(waiting.sale_line_id.order_id).line_ids), 1)

    def test_merging_is_no_way_around(self):
        first = self._productions(self._sell(10))
        second = self._productions(self._sell(5))
        with self.assertRaisesRegex(UserError, "merge them when"):
            (first | second).with_user(self.shop_user).action_merge()
        self._issued(first.sale_line_id.order_id)
        self._issued(second.sale_line_id.order_id)
        action = (first | second).with_user(self.shop_user).action_merge()
        merged = self.env["mrp.production"].browse(action["res_id"])
        self.assertEqual(merged.product_qty, 15)
        self.assertFalse(merged.awaits_notice)
        self.assertEqual(merged.state, "confirmed")

    def test_what_was_deleted_is_made_anew(self):
        order = self._sell(10)
        self._productions(order).with_user(self.shop_user).action_cancel()
        self._issued(order)
        production = self._productions(order, self.damper)
        self.assertEqual(production.product_qty, 10)
        self.assertEqual(production.state, "confirmed")

    # === WITHOUT OUR GROUPS === #

    def test_plain_users_see_what_they_make(self):
        order = self._sell(10, client_order_ref="PO-4711")
        order.order_line.customer_part_no = "GD-100"
        notice = self._issued(order)
        production = self._productions(order, self.damper).with_user(self.shop_user)
        production.invalidate_recordset()
        spec = {
            name: {}
            for name in ("order_code", "customer_order_ref", "customer_part_no", "awaits_notice")
        }
        spec["production_notice_id"] = {"fields": {"display_name": {}}}
        values = production.web_read(spec)[0]
        self.assertEqual(values["order_code"], order.name)
        self.assertEqual(values["customer_order_ref"], "PO-4711")
        self.assertEqual(values["customer_part_no"], "GD-100")
        self.assertEqual(values["production_notice_id"]["display_name"], notice.display_name)
        self.assertEqual(self._productions(order, self.rod).order_code, order.name, "parts, too")
        Production = self.env["mrp.production"].with_user(self.shop_user)
        for domain in (
            [("order_code", "ilike", order.name)],
            [("customer_order_ref", "=", "PO-4711")],
            [("customer_part_no", "ilike", "gd-1")],
        ):
            self.assertIn(production, Production.search(domain))
        self.assertNotIn(production, Production.search([("customer_order_ref", "!=", "PO-4711")]))
        action = production.action_view_production_notice()
        self.assertEqual(action["res_id"], notice.id)

    def test_delivery_by_a_plain_inventory_user(self):
        self._stock(self.damper, 10)
        order = self._sell(10)
        self._issued(order)
        picking = order.picking_ids.with_user(self.stock_user)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_print(self):
        order = self._sell(10, client_order_ref="PO-4711")
        notice = self._issued(order)
        production = self._productions(order, self.damper)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.shop_user)
            ._render_qweb_html("mrp.report_mrporder", production.ids)[0]
            .decode()
        )
        for text in (notice.display_name, order.name, "PO-4711"):
            self.assertIn(text, html)

    def test_confirming_costs_less_than_without(self):
        def cost():
            order = self._sell(confirm=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost()
        waiting = cost()
        self.company.order_notice_enabled = False
        cost()
        self.assertLess(waiting, cost())

    def test_list_costs_a_fixed_number_of_queries(self):
        spec = {"name": {}, "order_code": {}, "customer_order_ref": {}, "customer_part_no": {}}
        first = self._productions(self._sell(1), self.damper)

        def cost(productions):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            productions.with_user(self.shop_user).web_read(spec)
            return self.cr.sql_log_count - before

        cost(first)
        one = cost(first)
        many = first.union(*(self._productions(self._sell(1), self.damper) for __ in range(5)))
        self.assertLessEqual(cost(many), one)

    # === TWO COMPANIES === #

    def test_another_company_works_as_ever(self):
        other = self.env["res.company"].create({"name": "Works Without Notices"})
        self.env.user.company_ids |= other
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        product = self.env["product.product"].create(
            {
                "name": "Bracket",
                "is_storable": True,
                "route_ids": [Command.set((self.mto | warehouse.manufacture_pull_id.route_id).ids)],
            }
        )
        material = self.env["product.product"].create({"name": "Iron", "is_storable": True})
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": other.id,
                "bom_line_ids": [Command.create({"product_id": material.id, "product_qty": 1})],
            }
        )
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=[self.company.id, other.id])
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
        )
        order.action_confirm()
        production = order.stock_reference_ids.production_ids
        self.assertEqual(production.company_id, other)
        self.assertEqual(production.state, "confirmed")
        self.assertFalse(production.awaits_notice)
        self.assertFalse(production.order_code, "nothing is shown where nobody uses notices")
