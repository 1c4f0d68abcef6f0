from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common_step import StepCommon


@tagged("post_install", "-at_install")
class TestStep(StepCommon):
    """Open items hold up packing and shipment."""

    def _ready(self, pickings):
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        return pickings.with_user(self.packer)

    def _confirmed(self, items, **vals):
        order = self._order_with_open(items, **vals)
        order.with_user(self.sales_user).action_confirm()
        return order

    def test_shipment_waits_and_says_for_whom(self):
        order = self._confirmed({"Q03": "shipment"})
        picking = self._ready(order.picking_ids)
        owner = self.signers["quality"]
        with self.assertRaises(UserError) as refused:
            picking.button_validate()
        message = str(refused.exception)
        for text in (picking.name, order.name, "Q03", owner.name, owner.phone, "promised for"):
            self.assertIn(text, message)
        self.assertEqual(picking.state, "assigned")
        self.assertIn("Q03", picking.review_hold)
        self._close(order, "Q03")
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_earlier_items_hold_the_shipment_too(self):
        order = self._confirmed({"S09": "packing", "M02": "production", "U02": "material"})
        with self.assertRaises(UserError) as refused:
            self._ready(order.picking_ids).button_validate()
        for code in ("S09", "M02", "U02"):
            self.assertIn(code, str(refused.exception))

    def test_pack_transfer_of_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._confirmed({"S09": "packing", "Q03": "shipment"})
        quants = self.env["stock.quant"]
        self.assertTrue(quants is not None)
        steps = {}
        for __ in range(3):
            picking = order.picking_ids.filtered(
                lambda p: p.state not in ("done", "cancel") and p.id not in steps.values()
            ) or self.env["stock.picking"].search(
                [("reference_ids.sale_ids", "=", order.id), ("state", "not in", ("done", "cancel"))]
            )
            picking = self._ready(picking[:1])
            steps[picking.picking_type_id.sequence_code] = picking.id
            if picking.picking_type_id == self.warehouse.pack_type_id:
                with self.assertRaisesRegex(UserError, "cannot be packed yet:\n- .*S09"):
                    picking.button_validate()
                self._close(order, "S09")
            if picking.picking_type_id == self.warehouse.out_type_id:
                with self.assertRaisesRegex(UserError, "cannot be shipped yet:\n- .*Q03"):
                    picking.button_validate()
                self._close(order, "Q03")
            picking.button_validate()
            self.assertEqual(picking.state, "done")
        self.assertEqual(len(steps), 3)

    def test_backorder_and_its_dialog(self):
        order = self._confirmed({"Q03": "shipment"})
        picking = self._ready(order.picking_ids)
        picking.move_ids.quantity = 1
        # The refusal comes before the question whether to make a backorder.
        with self.assertRaisesRegex(UserError, "Q03"):
            picking.button_validate()
        dialog = (
            self.env["stock.backorder.confirmation"]
            .with_user(self.packer)
            .with_context(button_validate_picking_ids=picking.ids)
            .create({"pick_ids": [Command.set(picking.ids)]})
        )
        with self.assertRaisesRegex(UserError, "Q03"):
            dialog.process()
        self._close(order, "Q03")
        Form.from_action(self.env, picking.button_validate()).save().process()
        self.assertEqual(picking.state, "done")
        self.assertTrue(picking.backorder_ids)

    def test_no_context_opens_the_door(self):
        order = self._confirmed({"Q03": "shipment"})
        picking = self._ready(order.picking_ids)
        for key in (
            "skip_backorder",
            "skip_sanity_check",
            "skip_immediate",
            "skip_review",
            "cancel_backorder",
            "install_mode",
        ):
            with self.subTest(key), self.assertRaisesRegex(UserError, "Q03"):
                picking.with_context(**{key: True}).button_validate()
        with self.assertRaisesRegex(UserError, "Q03"):
            picking._action_done()

    def test_taking_it_off_the_order_does_not_help(self):
        order = self._confirmed({"Q03": "shipment"})
        picking = self._ready(order.picking_ids)
        with self.assertRaisesRegex(UserError, "Q03"):
            picking.sale_id = False
        with self.assertRaisesRegex(UserError, "Q03"):
            picking.move_ids.sale_line_id = False
        self.assertEqual(picking.sale_id, order)

    def test_system_is_not_stopped_but_noted(self):
        order = self._confirmed({"Q03": "shipment"})
        picking = self._ready(order.picking_ids).sudo()
        picking._action_done()
        self.assertEqual(picking.state, "done")
        self.assertIn("Q03", " ".join(picking.message_ids.mapped("body")))

    def test_only_this_order_waits(self):
        held = self._confirmed({"Q03": "shipment"})
        free = self._confirmed({})
        pickings = self._ready(held.picking_ids | free.picking_ids)
        with self.assertRaises(UserError) as refused:
            pickings.button_validate()
        self.assertIn(held.picking_ids.name, str(refused.exception))
        self.assertNotIn(free.picking_ids.name, str(refused.exception))
        free.picking_ids.with_user(self.packer).button_validate()
        self.assertEqual(free.picking_ids.state, "done")

    def test_other_operations_go_on(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._confirmed({"S09": "packing"})
        picking = self._ready(order.picking_ids)
        self.assertEqual(picking.picking_type_id, self.warehouse.pick_type_id)
        self.assertFalse(picking.review_hold)
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_release_by_a_manager(self):
        order = self._confirmed({"Q03": "shipment", "S09": "packing"})
        picking = self._ready(order.picking_ids)
        log = self.env["sale.order.review.override"]
        for user in (self.packer, self.plain_user, self.sales_user):
            with self.subTest(user.name), self.assertRaises(AccessError):
                log.with_user(user)._release_step(order, "shipment", "Hurry")
        action = picking.with_user(self.manager).sudo(False)
        release = (
            self.env["sale.order.review.step.release"]
            .with_user(self.manager)
            .create({"order_id": order.id, "step": "shipment", "reason": " "})
        )
        self.assertTrue(action)
        self.assertIn("Q03", release.missing)
        with self.assertRaisesRegex(UserError, "Say why"):
            release.action_release()
        release.reason = "Customer takes it as it is"
        release.action_release()
        entry = order.review_override_ids
        self.assertEqual((entry.kind, entry.step), ("step", "shipment"))
        self.assertEqual(entry.user_name, "Max Manager")
        self.assertEqual(set(entry.line_ids.mapped("code")), {"Q03", "S09"})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            entry.write({"reason": "Other"})
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        with self.assertRaises(AccessError):
            self.env["sale.order.review.step.release"].with_user(self.packer).create(
                {"order_id": order.id, "step": "shipment", "reason": "x"}
            )

    def test_release_covers_one_step_and_these_items_only(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._confirmed({"S09": "packing"})
        self.env["sale.order.review.override"].with_user(self.manager)._release_step(
            order, "packing", "Labels follow in a bag"
        )
        lines = self.env["sale.order.review.line"]
        self.assertFalse(lines._step_lines(order, "packing"))
        self.assertTrue(lines._step_lines(order, "shipment"))

    def test_button_of_the_transfer(self):
        order = self._confirmed({"Q03": "shipment"})
        chief = new_test_user(
            self.env,
            "step_chief",
            "order_signoff.group_manager,stock.group_stock_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        picking = order.picking_ids.with_user(chief)
        action = picking.action_release_review_step()
        release = (
            self.env[action["res_model"]]
            .with_user(chief)
            .with_context(**action["context"])
            .create({"reason": "Agreed with the customer"})
        )
        release.action_release()
        with self.assertRaisesRegex(UserError, "needs no release"):
            picking.action_release_review_step()

    def test_switched_off_costs_nothing(self):
        order = self._confirmed({"Q03": "shipment"})
        picking = self._ready(order.picking_ids)
        self.company.order_review_enabled = False
        self.env.flush_all()
        picking.company_id.read(["order_review_enabled"])
        with self.assertQueryCount(0):
            self.assertFalse(picking._review_step_lines())
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_many_transfers_same_queries(self):
        orders = self.env["sale.order"]
        for __ in range(6):
            orders |= self._confirmed({"Q03": "shipment"})

        pickings = orders.picking_ids.with_prefetch()

        def count(pickings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(pickings._review_step_lines()), len(pickings))
            return self.cr.sql_log_count - before

        self.assertEqual(count(pickings[:2]), count(pickings))

    def test_vanilla_transfers_are_undisturbed(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.products[0].id,
                            "product_uom_qty": 1,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self._ready(picking).button_validate()
        self.assertEqual(picking.state, "done")

    # ------------------------------------------------------------------
    # Reminder
    # ------------------------------------------------------------------

    def _run_cron(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    def _told(self, user):
        lines = self.env["order.digest"].search([("user_id", "=", user.id)])
        return {digest.topic: [line["name"] for line in digest.lines] for digest in lines}

    def test_daily_reminder(self):
        follower = self.plain_user
        order = self._confirmed({"Q03": "shipment", "S09": "packing"}, follower_id=follower.id)
        line = order.review_ids.line_ids.filtered(lambda line: line.code == "Q03")
        other = new_test_user(self.env, "step_owner", "order_signoff.group_user")
        line._write_internal(
            {"owner_id": other.id, "promise_date": fields.Date.today() - timedelta(days=1)}
        )
        self.env["order.digest"].search([]).unlink()
        self._run_cron("sale_order_review.ir_cron_remind_open_items")
        self.assertEqual(len(self._told(follower)["open_item_follower"]), 2)
        self.assertIn(f"{order.name}: Q03", " ".join(self._told(follower)["open_item_follower"]))
        self.assertEqual(len(self._told(other)["open_item_owner"]), 1)
        self.assertIn("late_leader", self._told(self.signers["quality"]))
        self.assertNotIn("late_leader", self._told(self.signers["sales"]))
        count = self.env["order.digest"].search_count([])
        self._run_cron("sale_order_review.ir_cron_remind_open_items")
        self.assertEqual(self.env["order.digest"].search_count([]), count, "once a day")
        self._run_cron("order_signoff.ir_cron_order_digest")
        told = self.env["mail.message"].search(
            [("partner_ids", "=", follower.partner_id.id), ("subject", "like", "Order Assurance")]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("Open items of the orders you follow", told.body)

    def test_nobody_is_reminded_of_what_is_settled(self):
        order = self._confirmed({"Q03": "shipment"})
        cancelled = self._confirmed({"Q03": "shipment"})
        cancelled._action_cancel()
        self._close(order, "Q03")
        lines = self.env["sale.order.review.line"]
        self.assertFalse(lines.search(lines._remind_domain()))
        self._confirmed({"Q03": "shipment"})
        self.assertTrue(lines.search(lines._remind_domain()))
        self.company.order_open_item_reminder = False
        self.assertFalse(lines.search(lines._remind_domain()))

    def test_reminding_many_costs_the_same(self):
        def count(number):
            for __ in range(number):
                self._confirmed({"Q03": "shipment"}, follower_id=self.sales_user.id)
            lines = self.env["sale.order.review.line"]
            found = lines.search(lines._remind_domain())
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found._remind()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        self.assertLessEqual(count(6), count(2) + 4)

    def test_follower_is_the_first_to_be_told_of_a_late_review(self):
        order = self._make_order(follower_id=self.plain_user.id)
        review = self._request(order)
        self.assertEqual(review._deadline_owner_users(), {review.id: self.plain_user})
        order.sudo().follower_id = False
        self.assertEqual(review._deadline_owner_users(), {review.id: self.sales_user})
