from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_advance import AdvanceCommon


@tagged("post_install", "-at_install")
class TestAdvance(AdvanceCommon):
    # --- what is chosen ---

    def test_components_of_all_levels(self):
        advance = self._advance(self._strut_order())
        self.assertTrue(advance.name.startswith("AM"))
        listed = {
            line.product_id: (line.level, line.needed_quantity, line.chosen)
            for line in advance.sudo().line_ids
        }
        self.assertEqual(
            listed,
            {
                self.tube: (1, 10, False),
                self.spring: (1, 20, False),
                self.steel: (2, 40, False),
            },
        )

    def test_listing_again_keeps_what_was_entered(self):
        order = self._strut_order()
        advance = self._advance(order, {self.steel: 15})
        order.order_line.product_uom_qty = 20
        advance.action_fill()
        line = advance.line_ids.filtered(lambda line: line.product_id.id == self.steel.id)
        self.assertEqual((line.needed_quantity, line.quantity, line.chosen), (80, 15, True))
        self.assertEqual(len(advance.line_ids), 3)

    def test_without_bill_of_materials(self):
        order = self._make_order()
        advance = self.env["mrp.production.advance"].with_user(self.sales_user).create(
            {"order_id": order.id}
        )
        with self.assertRaisesRegex(UserError, "bill of materials"):
            advance.action_fill()

    def test_incomplete_requests_are_not_asked(self):
        advance = self._advance(self._strut_order())
        with self.assertRaisesRegex(UserError, "Choose the components"):
            advance.action_request()
        advance.line_ids[:1].chosen = True
        advance.fallback = False
        with self.assertRaisesRegex(UserError, "falls away"):
            advance.action_request()
        advance.fallback = "stock"
        advance.line_ids[:1].quantity = 0
        with self.assertRaisesRegex(UserError, "how much"):
            advance.action_request()

    def test_component_without_supply(self):
        self.steel.route_ids = False
        advance = self._advance(self._strut_order(), {self.steel: 40})
        with self.assertRaisesRegex(UserError, "Steel comes from"):
            advance.action_request()

    def test_switched_off(self):
        order = self._strut_order()
        self.company.order_notice_enabled = False
        with self.assertRaisesRegex(UserError, "does not work with production notices"):
            order.with_user(self.sales_user).action_request_advance()
        self.assertFalse(order.with_user(self.sales_user).advance_allowed)

    # --- who signs ---

    def test_small_value_needs_no_management(self):
        advance = self._advance(self._strut_order(), {self.steel: 40})
        self.assertEqual(advance.sudo()._total_value(), 1200)
        advance.action_request()
        self.assertEqual(
            advance.sudo().signoff_ids.mapped(lambda s: (s.team_id.function, s.level)),
            [("planning", "leader"), ("purchasing", "member")],
        )
        self.assertEqual((advance.state, advance.form_number), ("waiting", "QR-PM-05"))
        self.assertEqual(len(advance.line_ids), 1, "what was not chosen is taken off")

    def test_management_signs_above_the_amount(self):
        self.company.order_advance_management_amount = 1199
        advance = self._advance(self._strut_order(), {self.steel: 40})
        advance.action_request()
        self._sign(advance, "planning", "purchasing")
        self.assertEqual(advance.state, "waiting")
        self.assertEqual(self._fetched(self.steel), 0)
        self._sign(advance, "management")
        self.assertEqual(advance.state, "released")
        self.assertEqual(self._fetched(self.steel), 40)

    def test_declined_and_written_anew(self):
        advance = self._advance(self._strut_order(), {self.steel: 40})
        advance.action_request()
        signoff = advance.sudo().signoff_ids.filtered(lambda s: s.state == "pending")
        signoff.with_user(self.planner).action_reject("Stock is full")
        self.assertEqual(advance.state, "declined")
        self.assertIn("Stock is full", advance.activity_ids.summary)
        advance.action_redraft()
        advance.line_ids.quantity = 20
        advance.action_request()
        self._sign(advance, "planning", "purchasing")
        self.assertEqual(self._fetched(self.steel), 20)
        self.assertTrue(signoff.voided_at)

    def test_what_was_asked_stays(self):
        advance = self._advance(self._strut_order(), {self.steel: 40})
        advance.action_request()
        for values in (
            {"reason": "No"},
            {"fallback": "scrap"},
            {"line_ids": [(1, advance.line_ids.id, {"quantity": 400})]},
        ):
            with self.assertRaisesRegex(UserError, "as it is"):
                advance.write(values)
        with self.assertRaises(UserError):
            advance.line_ids.quantity = 400
        with self.assertRaises(UserError):
            advance.line_ids.unlink()
        with self.assertRaises(UserError):
            advance.line_ids.create({"advance_id": advance.id, "product_id": self.tube.id})

    # --- what is released, and nothing twice ---

    def test_only_chosen_components_are_released(self):
        order = self._strut_order()
        advance = self._released(order, {self.steel: 40})
        self.assertEqual(advance.state, "released")
        self.assertEqual((self._fetched(self.steel), self._fetched(self.spring)), (40, 0))
        self.assertFalse(order.mrp_production_ids)
        moves = self.env["stock.move"].search([("location_id", "=", self.depot.id)])
        self.assertIn(order.name, moves.origin)
        self.assertIn(advance.name, moves.origin)

    def test_nothing_is_bought_twice(self):
        order = self._strut_order()
        advance = self._released(order, {self.steel: 40, self.spring: 5})
        order.action_confirm()
        productions = self._confirm_productions(order)
        self.assertEqual(set(productions.product_id), {self.strut, self.tube})
        self.assertEqual(self._fetched(self.steel), 40, "all of it had been released")
        self.assertEqual(self._fetched(self.spring), 20, "5 released, 15 procured as usual")
        steel = productions.move_raw_ids.filtered(lambda m: m.product_id == self.steel)
        self.assertEqual((len(steel), steel.procure_method), (1, "make_to_stock"))
        springs = productions.move_raw_ids.filtered(lambda m: m.product_id == self.spring)
        self.assertEqual(
            sorted(springs.mapped(lambda m: (m.procure_method, m.product_uom_qty))),
            [("make_to_order", 15), ("make_to_stock", 5)],
        )
        taken = {line.product_id.id: line.taken_quantity for line in advance.line_ids}
        self.assertEqual(taken, {self.steel.id: 40, self.spring.id: 5})

    def test_released_part_takes_released_steel(self):
        """A part made in advance uses what was released beside it."""
        order = self._strut_order()
        advance = self._released(order, {self.tube: 10, self.steel: 40})
        self.assertEqual(advance.with_user(self.worker).production_count, 1)
        production = advance.sudo().reference_id.production_ids
        self.assertEqual((production.product_id, production.product_qty), (self.tube, 10))
        self.assertEqual(production.state, "confirmed")
        self.assertEqual(self._fetched(self.steel), 40)
        order.action_confirm()
        self._confirm_productions(order)
        self.assertEqual(self._fetched(self.steel), 40)
        tubes = self.env["mrp.production"].search([("product_id", "=", self.tube.id)])
        self.assertEqual(tubes, production, "no second order for the tubes")

    def test_other_orders_do_not_take_it(self):
        self._released(self._strut_order(), {self.steel: 40})
        other = self._strut_order()
        other.action_confirm()
        self._confirm_productions(other)
        self.assertEqual(self._fetched(self.steel), 80)

    def test_two_requests_for_one_order(self):
        order = self._strut_order()
        self._released(order, {self.steel: 10})
        self._released(order, {self.steel: 5})
        order.action_confirm()
        self._confirm_productions(order)
        self.assertEqual(self._fetched(self.steel), 40)

    def test_costs_nothing_where_nothing_was_released(self):
        """One query where the company works with notices, none elsewhere."""
        order = self._strut_order()
        order.action_confirm()
        moves = self._confirm_productions(order).move_raw_ids.copy()
        self.env.flush_all()
        moves.read(["state", "company_id", "product_id", "procure_method", "product_uom_qty"])
        moves.mapped("sale_line_id.id")
        moves.mapped("advance_line_id.id")
        moves.company_id.mapped("order_notice_enabled")
        with self.assertQueryCount(1):
            self.assertFalse(moves._take_advance_material())
        self.company.order_notice_enabled = False
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(moves._take_advance_material())

    # --- when the order falls away ---

    def test_order_is_cancelled(self):
        order = self._strut_order()
        released = self._released(order, {self.steel: 40})
        waiting = self._advance(order, {self.spring: 1})
        waiting.action_request()
        order.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(waiting.state, "cancelled")
        self.assertTrue(waiting.sudo().signoff_ids.mapped("state") == ["cancelled"] * 2)
        self.assertEqual((released.state, released.order_fell_away), ("released", True))
        self.assertIn("Used for other orders", " ".join(released.activity_ids.mapped("summary")))

    # --- with the production notice ---

    def _prepared(self, order):
        notices = self.env["mrp.production.notice"].with_user(self.sales_user)
        return notices._prepare_for(order.with_user(self.sales_user))

    def test_planner_requests_from_notice_and_manufacturing_order(self):
        """Planning sees neither the order nor needs to."""
        order = self._strut_order()
        order.action_confirm()
        notice = self._prepared(order).with_user(self.planner)
        with self.assertRaises(AccessError):
            order.with_user(self.planner).read(["name"])
        production = order.mrp_production_ids.with_user(self.worker)
        for action in (notice.action_request_advance(), production.action_request_advance()):
            advance = self.env["mrp.production.advance"].browse(action["res_id"])
            self.assertEqual(advance.order_id, order)
        advance = advance.with_user(self.planner)
        advance.action_fill()
        self.assertEqual(len(advance.line_ids), 3)
        self.assertEqual(advance.read(["order_name"])[0]["order_name"], order.name)
        self.assertEqual(notice.advance_count, 2)
        with self.assertRaises(UserError):
            notice.with_user(self.signers["quality"]).action_request_advance()

    def test_issued_notice_ends_requests(self):
        order = self._strut_order()
        order.action_confirm()
        self._released(order, {self.steel: 40})
        waiting = self._advance(order, {self.spring: 3})
        waiting.action_request()
        notice = self._prepared(order).sudo()
        notice._issue()
        self.assertEqual(waiting.state, "cancelled")
        self.assertEqual(self._fetched(self.steel), 40, "not fetched twice by the notice")
        self.assertEqual(self._fetched(self.spring), 20)
        with self.assertRaisesRegex(UserError, "is issued"):
            self._advance(order)

    # --- no way around ---

    def test_nothing_is_entered(self):
        order = self._strut_order()
        advance = self._advance(order, {self.steel: 40})
        for values in (
            {"state": "released"},
            {"order_id": self._strut_order().id},
            {"signoff_state": "accepted"},
            {"released_on": "2026-03-02 01:00:00"},
            {"form_number": "X"},
            {"order_fell_away": True},
        ):
            with self.assertRaises(UserError, msg=values):
                advance.write(values)
        with self.assertRaises(UserError):
            advance.line_ids[:1].write({"needed_quantity": 1})
        advances = self.env["mrp.production.advance"].with_user(self.sales_user)
        made = advances.with_context(default_state="released").create({"order_id": order.id})
        self.assertEqual(made.state, "draft")
        with self.assertRaises(UserError):
            advances.create({"order_id": order.id, "state": "released"})

    def test_deleting(self):
        self._advance(self._strut_order()).unlink()
        advance = self._advance(self._strut_order(), {self.steel: 40})
        advance.action_request()
        with self.assertRaises(UserError):
            advance.unlink()
        with self.assertRaises(UserError):
            advance.with_context(_force_unlink=True).unlink()
        advance.action_withdraw()
        self.assertEqual(advance.state, "cancelled")

    def test_released_is_not_withdrawn(self):
        advance = self._released(self._strut_order(), {self.steel: 40})
        with self.assertRaisesRegex(UserError, "is released"):
            advance.action_withdraw()

    # --- roles ---

    def test_value_is_for_planning_and_management(self):
        advance = self._advance(self._strut_order(), {self.steel: 40})
        advance.action_request()
        for user in (self.planner, self.signers["purchasing"], self.manager):
            mine = advance.with_user(user)
            mine.invalidate_recordset(["value_at_risk", "show_value"])
            self.assertEqual((mine.value_at_risk, mine.line_ids.value), (1200, 1200), user.name)
        for user in (self.worker, self.signers["quality"]):
            mine = advance.with_user(user)
            mine.invalidate_recordset(["value_at_risk", "show_value"])
            self.assertEqual((mine.value_at_risk, mine.line_ids.value), (0, 0), user.name)
            with self.assertRaises(AccessError):
                mine.line_ids.read(["unit_cost"])
            self.assertNotIn("1,200", self._print(mine))
        self.assertIn("1,200", self._print(advance.with_user(self.planner)))

    def test_only_planning_and_requesters_write(self):
        advance = self._advance(self._strut_order(), {self.steel: 40})
        for user in (self.worker, self.signers["quality"]):
            with self.assertRaisesRegex(UserError, "belongs to Sara Sales"):
                advance.with_user(user).write({"reason": "No"})
            with self.assertRaises(UserError):
                advance.with_user(user).line_ids.write({"quantity": 1})
            with self.assertRaises(UserError):
                advance.with_user(user).unlink()
        advance.with_user(self.planner).write({"reason": "Planner"})
        advance.with_user(self.planner).action_request()

    def test_users_without_our_groups(self):
        order = self._strut_order()
        advance = self._advance(order, {self.steel: 40})
        maker = new_test_user(
            self.env, "advance_maker", "mrp.group_mrp_user", **self.in_company
        )
        self.assertTrue(advance.with_user(maker).read(["name", "state"]))
        with self.assertRaises(AccessError):
            advance.with_user(maker).write({"reason": "No"})
        with self.assertRaises(AccessError):
            self.env["mrp.production.advance"].with_user(self.plain_user).create(
                {"order_id": order.id}
            )
        self.assertTrue(order.with_user(self.plain_user).read(["name", "state"]))
        self._sign_and_make(order, advance, maker)

    def _sign_and_make(self, order, advance, maker):
        """Somebody of Manufacturing confirms the order for which material was released."""
        advance.action_request()
        self._sign(advance, "planning", "purchasing")
        order.with_user(self.plain_user).action_confirm()
        self._confirm_productions(order)
        production = self.env["mrp.production"].with_user(maker).create(
            {"product_id": self.strut.id, "product_qty": 1, "company_id": self.company.id}
        )
        production.action_confirm()
        self.assertEqual(production.state, "confirmed")

    def test_other_companies(self):
        advance = self._advance(self._strut_order())
        other = self.env["res.company"].create({"name": "Advance Other Company"})
        stranger = new_test_user(
            self.env,
            "advance_stranger",
            "order_signoff.group_manager,mrp.group_mrp_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            advance.with_user(stranger).with_context(allowed_company_ids=other.ids).read(["name"])
        self.assertEqual(other._next_document_number("mrp.production.advance")[-4:], "0001")

    # --- paper ---

    def _print(self, advance):
        return self.env["ir.actions.report"].with_user(advance.env.user)._render_qweb_html(
            "mrp_production_notice.report_mrp_production_advance", advance.ids
        )[0].decode()

    def test_form_prints(self):
        advance = self._released(self._strut_order(), {self.steel: 40})
        html = self._print(advance)
        for text in ("QR-PM-05", advance.name, "Steel", "Rolled to order", "Planning Head"):
            self.assertIn(text, html)


class AdvanceTourCommon(AdvanceCommon):
    def _draft_notice(self):
        order = self._strut_order()
        order.action_confirm()
        notices = self.env["mrp.production.notice"].with_user(self.sales_user)
        return order, notices._prepare_for(order.with_user(self.sales_user))

    def _tour(self, name, login="gate_planning"):
        order, notice = self._draft_notice()
        self.start_tour(f"/odoo/production-notices/{notice.id}", name, login=login)
        advance = self.env["mrp.production.advance"].search([("order_id", "=", order.id)])
        self.assertEqual(advance.state, "waiting")
        self.assertEqual(advance.line_ids.product_id, self.steel)
        self.assertEqual(advance.line_ids.quantity, 30)
        return advance


@tagged("post_install", "-at_install")
class TestAdvanceTour(HttpCase, AdvanceTourCommon):
    def test_planner_at_the_desk(self):
        advance = self._tour("mrp_production_advance_request")
        self._sign(advance, "planning")
        self.start_tour(
            "/odoo/my-sign-offs", "mrp_production_advance_sign", login="gate_purchasing"
        )
        self.assertEqual(advance.state, "released")


@tagged("post_install", "-at_install")
class TestAdvanceTourPhone(HttpCase, AdvanceTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_planner_on_the_phone(self):
        self._tour("mrp_production_advance_request_phone")
