from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_overissue import OverissueCommon


@tagged("post_install", "-at_install")
class TestOverissue(OverissueCommon):
    # --- what is asked for ---

    def test_figures(self):
        production = self._order()
        with Form(
            self.Overissue.with_user(self.worker).with_context(
                default_production_id=production.id
            )
        ) as form:
            form.product_id = self.leg
            self.assertEqual(form.standard_quantity, 40)
            form.over_quantity = 2
            self.assertEqual(form.loss_rate, 0.05)
            self.assertTrue(form.exceeds_rate)
            form.reason_type = "scrap"
            form.reason = "Split while drilling"
        request = form.record
        self.assertTrue(request.name.startswith("OI"))
        self.assertEqual((request.user_id, request.team_id), (self.worker, self.workshop))
        self.assertEqual((request.issued_quantity, request.granted_quantity), (0, 0))
        self.assertEqual(request.product_uom_id, self.leg.uom_id)
        self.assertEqual((request.sudo().cost, request.sudo().loss), (14, 14))
        self.assertEqual(request.company_id, self.company)

    def test_loss_rates(self):
        """Of the line, else of the category or one above it, else of the company."""
        production = self._order()
        wood = self.env["product.category"].create({"name": "Wood"})
        self.leg.categ_id = self.env["product.category"].create(
            {"name": "Legs", "parent_id": wood.id}
        )
        self.company.order_overissue_loss_rate = 0.01
        self.assertEqual(self._request(production).allowed_rate, 0.01)
        wood.overissue_loss_rate = 0.03
        self.assertEqual(self._request(production).allowed_rate, 0.03)
        self.bom.bom_line_ids[0].overissue_loss_rate = 0.06
        request = self._request(production)
        self.assertEqual(request.allowed_rate, 0.06)
        self.assertFalse(request.exceeds_rate)

    def test_rates_are_rates(self):
        category = self.env["product.category"].create({"name": "Wood"})
        for record in (self.company, self.bom.bom_line_ids[0], category):
            field = (
                "order_overissue_loss_rate"
                if record._name == "res.company"
                else "overissue_loss_rate"
            )
            with (
                self.subTest(record._name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record[field] = 2
                self.env.flush_all()

    def test_incomplete_requests_are_not_asked(self):
        production = self._order()
        for values, sentence in (
            ({"product_id": False}, "Choose the component"),
            ({"product_id": self.chair.id}, "Choose the component"),
            ({"over_quantity": 0}, "how much more of Leg"),
            ({"reason": " "}, "what happened"),
            ({"reason_type": False}, "what happened"),
            ({"reason_type": "supplier"}, "Name the supplier"),
            ({"supplier_exchange": True}, "own fault"),
            ({"team_id": False}, "workshop"),
        ):
            request = self._request(production)
            request.write(values)
            with self.subTest(values), self.assertRaisesRegex(UserError, sentence):
                request.action_submit()

    def test_supplier_exchanges(self):
        request = self._request(
            self._order(),
            reason_type="supplier",
            supplier_id=self.supplier.id,
            supplier_exchange=True,
        )
        self.assertFalse(request.is_loss)
        self.assertEqual((request.sudo().cost, request.sudo().loss), (14, 0))
        request.supplier_exchange = False
        self.assertEqual(request.sudo().loss, 14)

    def test_only_for_orders_in_production(self):
        draft = self._order(confirmed=False)
        with self.assertRaisesRegex(UserError, "not in production"):
            self._request(draft)
        with self.assertRaisesRegex(UserError, "not in production"):
            draft.with_user(self.worker).action_request_overissue()
        production = self._order()
        self.assertTrue(production.with_user(self.worker).overissue_possible)
        self.company.order_overissue_enabled = False
        self.assertFalse(production.with_user(self.worker).overissue_possible)
        with self.assertRaisesRegex(UserError, "does not work with over-issue"):
            self._request(production)

    # --- who signs ---

    def test_signed_in_sequence(self):
        production = self._order()
        request = self._asked(production)
        self.assertEqual((request.state, request.form_number), ("waiting", "QR-PM-03"))
        for team in (
            self.workshop,
            self.teams["production"],
            self.teams["planning"],
            self.teams["management"],
        ):
            pending = self._pending(request)
            self.assertEqual(pending.team_id, team)
            self.assertTrue(pending.deadline)
            self.assertEqual(len(production.move_raw_ids), 2)
            self._sign(request)
        self.assertEqual(request.state, "granted")
        self.assertIn("Granted", " ".join(request.activity_ids.mapped("summary")))
        note = self._pending(request)
        self.assertEqual((note.team_id, note.purpose), (self.teams["warehouse"], "acknowledge"))
        note.with_user(self.signers["warehouse"]).action_acknowledge()
        self.assertEqual(request.warehouse_noted_by_id, self.signers["warehouse"])

    def test_management_only_above_the_rate(self):
        self.company.order_overissue_loss_rate = 0.05
        self.assertEqual(
            self._asked(self._order()).sudo().signoff_ids.team_id,
            self.workshop | self.teams["production"] | self.teams["planning"],
        )
        self.company.order_overissue_management_always = True
        self.assertIn(
            self.teams["management"], self._asked(self._order()).sudo().signoff_ids.team_id
        )

    def test_requests_at_once_count_together(self):
        """Each within the rate, granted together above it."""
        self.company.order_overissue_loss_rate = 0.05
        production = self._order()
        first = self._asked(production)
        self.assertFalse(first.exceeds_rate)
        second = self._asked(production)
        self.assertEqual((second.granted_quantity, second.loss_rate), (2, 0.1))
        self.assertIn(self.teams["management"], second.sudo().signoff_ids.team_id)
        other = self._request(production, product_id=self.seat.id)
        self.assertEqual(other.granted_quantity, 0)

    def test_small_factory_asks_production_once(self):
        request = self._asked(self._order(), team_id=self.teams["production"].id)
        self.assertEqual(
            request.sudo().signoff_ids.mapped("team_id.function"),
            ["production", "planning", "management"],
        )

    def test_nobody_to_sign(self):
        self.teams["planning"].active = False
        with self.assertRaisesRegex(UserError, "department that has to sign is missing"):
            self._asked(self._order())

    def test_rejected_changes_nothing(self):
        production = self._order()
        before = production.move_raw_ids.mapped("product_uom_qty")
        request = self._asked(production)
        self._sign(request)
        self._pending(request).with_user(self.signers["production"]).action_reject("Glue them")
        self.assertEqual(request.state, "rejected")
        self.assertIn("Glue them", request.activity_ids.summary)
        self.assertEqual(production.move_raw_ids.mapped("product_uom_qty"), before)
        self.assertFalse(self._entries(production))
        request.action_redraft()
        request.over_quantity = 1
        request.action_submit()
        self.assertEqual(self._pending(request).team_id, self.workshop)

    def test_withdrawn(self):
        request = self._asked(self._order())
        request.action_withdraw()
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(self._pending(request))
        granted = self._granted(self._order())
        with self.assertRaisesRegex(UserError, "cannot be withdrawn"):
            granted.action_withdraw()

    def test_number_of_requests(self):
        production = self._order()
        self._granted(production)
        self._asked(production)
        third = self._request(production)
        self.assertTrue(third.over_limit)
        with self.assertRaisesRegex(UserError, "has had its 2 requests"):
            third.action_submit()
        third.limit_reason = "The new drill was wrong, too"
        third.action_submit()
        for _turn in range(3):
            self._sign(third)
        self.assertEqual(self._pending(third).team_id, self.teams["management"])
        with self.assertRaisesRegex(UserError, "why you grant another one"):
            self._sign(third)
        self._sign(third, "Last time")
        self.assertEqual(third.state, "granted")

    def test_withdrawn_requests_do_not_count(self):
        production = self._order()
        for _number in range(2):
            self._asked(production).action_withdraw()
        self.assertFalse(self._request(production).over_limit)

    # --- what a grant does ---

    def test_granted(self):
        production = self._order()
        request = self._granted(production)
        extra = production.move_raw_ids.filtered("overissue_id")
        self.assertEqual(extra.overissue_id, request)
        self.assertEqual((extra.product_id, extra.product_uom_qty), (self.leg, 2))
        self.assertEqual((extra.state, extra.quantity), ("assigned", 2))
        self.assertEqual(
            (production.move_raw_ids - extra).mapped("product_uom_qty"), [40, 10]
        )
        self.assertIn(request.name, production.message_ids[0].body)
        entry = self._entries(production)
        self.assertEqual((entry.kind, entry.user_id), ("overissue", self.signers["management"]))
        self.assertEqual(entry.new_value, "Leg: 2 Units")
        self.assertIn("Split while drilling", entry.reason)
        self.assertFalse(entry.automatic)
        second = self._request(production, 1)
        self.assertEqual((second.standard_quantity, second.granted_quantity), (40, 2))
        self.assertEqual(second.loss_rate, 0.075)

    def test_granted_while_producing(self):
        """It is reserved like any other, and used up with the order."""
        self.company.order_overissue_control = "refuse"
        production = self._order()
        with Form(production.with_user(self.worker)) as form:
            form.qty_producing = 10
        self._granted(production)
        extra = production.move_raw_ids.filtered("overissue_id")
        self.assertEqual((extra.state, extra.quantity), ("assigned", 2))
        production.with_user(self.worker).button_mark_done()
        self.assertEqual(production.state, "done")
        self.assertEqual((extra.state, extra.quantity), ("done", 2))

    def test_brought_by_a_transfer(self):
        self.warehouse.manufacture_steps = "pbm"
        production = self._order()
        standard = production.picking_ids.move_ids
        request = self._granted(production)
        moves = request.sudo().move_ids
        pick = moves - production.move_raw_ids
        self.assertEqual((pick.product_id, pick.product_uom_qty), (self.leg, 2))
        self.assertEqual(pick.picking_id.picking_type_id, self.warehouse.pbm_type_id)
        self.assertEqual(sorted(standard.mapped("product_uom_qty")), [10, 40])
        self.assertEqual(request.picking_count, 1)
        self.assertIn(pick.picking_id, production.picking_ids)

    def test_made_to_order_component(self):
        mto = self.warehouse.mto_pull_id.route_id
        mto.active = True
        self.leg.route_ids = mto | self.warehouse.manufacture_pull_id.route_id
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.leg.product_tmpl_id.id,
                "company_id": self.company.id,
                "bom_line_ids": [Command.create({"product_id": self.seat.id})],
            }
        )
        production = self._order()
        legs = self.env["mrp.production"].search([("product_id", "=", self.leg.id)])
        self.assertEqual(legs.mapped("product_qty"), [40])
        self._granted(production)
        legs = self.env["mrp.production"].search([("product_id", "=", self.leg.id)])
        self.assertEqual(sum(legs.mapped("product_qty")), 42)

    def test_does_not_grow_with_the_order(self):
        production = self._order()
        self._granted(production)
        self.env["change.production.qty"].create(
            {"mo_id": production.id, "product_qty": 20}
        ).change_prod_qty()
        self.assertEqual(sorted(production.move_raw_ids.mapped("product_uom_qty")), [2, 20, 80])

    def test_closed_orders_take_nothing(self):
        production = self._order()
        request, draft = self._asked(production), self._request(production)
        for _turn in range(3):
            self._sign(request)
        self._produce(production)
        self.assertEqual(production.state, "done")
        self.assertEqual((request.state, draft.state), ("cancelled", "cancelled"))
        self.assertFalse(self._pending(request))
        self.assertFalse(production.move_raw_ids.filtered("overissue_id"))

    def test_cancelled_orders_take_nothing(self):
        production = self._order()
        request = self._asked(production)
        production.action_cancel()
        self.assertEqual(request.state, "cancelled")

    def test_order_closed_behind_its_back(self):
        production = self._order()
        request = self._asked(production)
        production.state = "done"
        with self.assertRaisesRegex(UserError, "takes no more material"):
            self._sign(request)

    # --- more used than granted ---

    def test_warned(self):
        production = self._order()
        self._produce(production, legs=43)
        self.assertEqual(production.state, "done")
        self.assertIn("Leg: 43 instead of 40", production.message_ids[0].body)
        entry = self._entries(production)
        self.assertEqual((entry.kind, entry.user_id), ("consumption", self.worker))
        self.assertEqual((entry.old_value, entry.new_value), ("Leg: 40 Units", "Leg: 43 Units"))
        self.assertTrue(entry.with_user(self.worker).can_explain)

    def test_banner(self):
        production = self._order()
        production.qty_producing = 10
        production._set_qty_producing()
        self.assertFalse(production.overissue_warning)
        production.move_raw_ids[0].quantity = 43
        self.assertIn("Leg: 43 instead of 40", production.overissue_warning)
        self.company.order_overissue_control = "none"
        production.invalidate_recordset()
        self.assertFalse(production.overissue_warning)

    def test_refused(self):
        self.company.order_overissue_control = "refuse"
        production = self._order()
        with self.assertRaisesRegex(UserError, "Leg: 43 instead of 40 Units"):
            self._produce(production, legs=43)
        self.assertNotEqual(production.state, "done")
        self._granted(production, 3)
        self._produce(production, legs=40)
        self.assertEqual(production.state, "done")
        extra = production.move_raw_ids.filtered("overissue_id")
        self.assertEqual((extra.state, extra.quantity), ("done", 3))
        self.assertEqual(self._entries(production).mapped("kind"), ["overissue"])

    def test_no_context_opens_the_door(self):
        self.company.order_overissue_control = "refuse"
        production = self._order()
        production.qty_producing = 10
        production._set_qty_producing()
        production.move_raw_ids[0].quantity = 43
        with self.assertRaisesRegex(UserError, "more than planned"):
            production.with_user(self.worker).with_context(
                skip_consumption=True, skip_backorder=True
            ).button_mark_done()

    def test_what_the_system_produces_is_not_stopped(self):
        self.company.order_overissue_control = "refuse"
        production = self._order()
        production.qty_producing = 10
        production._set_qty_producing()
        production.move_raw_ids[0].quantity = 43
        production.sudo().with_context(skip_backorder=True).button_mark_done()
        self.assertEqual(production.state, "done")
        self.assertTrue(self._entries(production).automatic)

    def test_within_the_allowed_rate(self):
        self.company.order_overissue_control = "refuse"
        self.company.order_overissue_loss_rate = 0.10
        production = self._order()
        self._produce(production, legs=44)
        self.assertEqual(production.state, "done")
        self.assertEqual(self._entries(production).mapped("kind"), ["consumption"])
        self.assertNotIn("instead", production.message_ids[0].body)

    def test_said_nothing(self):
        self.company.order_overissue_control = "none"
        self.company.order_history_enabled = False
        production = self._order()
        self._produce(production, legs=43)
        self.assertEqual(production.state, "done")
        self.assertNotIn("instead", "".join(production.message_ids.mapped("body")))
        self.assertFalse(self._entries(production))

    def test_part_of_the_order(self):
        """What was granted may be used up by the first part; the rest gets what is left."""
        self.company.order_overissue_control = "refuse"
        production = self._order()
        self._granted(production, 3)
        # Odoo lets nobody split orders who may not read the accounts.
        planner = self._user("planner", "mrp.group_mrp_user,account.group_account_invoice")
        with Form(production.with_user(planner)) as form:
            form.qty_producing = 5
        extra = production.move_raw_ids.filtered("overissue_id")
        extra.quantity = 3
        extra.picked = True
        production.with_user(planner).with_context(
            skip_backorder=True, mo_ids_to_backorder=production.ids
        ).button_mark_done()
        self.assertEqual(production.state, "done")
        backorder = production.production_group_id.production_ids - production
        self.assertEqual(backorder.product_qty, 5)
        self.assertEqual(backorder._granted_overissues().get(self.leg), 0)
        backorder.qty_producing = 5
        backorder._set_qty_producing()
        backorder.move_raw_ids.filtered(lambda m: m.product_id == self.leg)[0].quantity = 22
        with self.assertRaisesRegex(UserError, "more than planned"):
            backorder.with_user(planner).button_mark_done()

    def test_strict_consumption_knows_the_grant(self):
        """Odoo neither asks nor blocks where the extra was granted."""
        self.bom.consumption = "strict"
        production = self._order()
        self._granted(production)
        self._produce(production)
        self.assertEqual(production.state, "done")
        self.assertEqual(
            production.move_raw_ids.filtered(lambda m: m.product_id == self.leg).mapped(
                "quantity"
            ),
            [40, 2],
        )

    # --- cost ---

    def _queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_costs_nothing_switched_off(self):
        self.company.order_overissue_enabled = False
        orders = self._order() | self._order()
        self.company.read(["order_overissue_enabled"])
        orders.mapped("state")
        orders.invalidate_recordset(["overissue_count"])
        with self.assertQueryCount(0):
            self.assertEqual(orders.mapped("overissue_count"), [0, 0])
            self.assertEqual(orders.mapped("overissue_warning"), [False, False])

    def test_producing_costs_little(self):
        counts = {}
        self.company.order_history_enabled = False
        for enabled in (False, True):
            self.company.order_overissue_enabled = enabled
            for _round in range(2):  # the first one warms the caches
                production = self._order()
                counts[enabled] = self._queries(lambda p=production: self._produce(p))
        # The form counts requests and compares with the bill of materials; producing compares once
        # more and looks for requests to end.
        self.assertLessEqual(counts[True], counts[False] + 15)

    # --- print ---

    def test_form_prints(self):
        request = self._granted(
            self._order(), responsible_team_id=self.workshop.id, responsible_name="Old Hand"
        )
        html = self.env["ir.actions.report"]._render_qweb_html(
            "mrp_production_notice.report_mrp_material_overissue", request.ids
        )[0].decode()
        for text in (
            "QR-PM-03", request.name, "Leg", "Split while drilling", "Joinery / Old Hand", "5.0 %",
            "Management", "Scrap in process",
        ):  # fmt: skip
            self.assertIn(text, html)
