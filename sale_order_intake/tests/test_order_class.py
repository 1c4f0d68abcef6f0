from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestOrderClass(IntakeCommon):
    def _propose(self, order):
        return order._propose_order_class()[order.id]

    def test_new_product_is_irregular(self):
        order_class, reason = self._propose(self._order())
        self.assertEqual(order_class, "irregular")
        self.assertEqual(reason, "Never delivered before: Damper")

    def test_same_products_to_same_customer_is_repeat(self):
        earlier = self._delivered_order(self.damper | self.spring)
        for products in (self.damper | self.spring, self.spring):
            order_class, reason = self._propose(self._order(products))
            self.assertEqual(order_class, "repeat")
            self.assertIn(earlier.name, reason)

    def test_branch_of_the_same_customer_is_repeat(self):
        self._delivered_order()
        self.assertEqual(self._propose(self._order(partner=self.branch))[0], "repeat")

    def test_same_product_twice_on_the_order(self):
        self._delivered_order()
        order = self._order(self.damper.concat(self.damper))
        self.assertEqual(len(order.order_line), 2)
        self.assertEqual(self._propose(order)[0], "repeat")

    def test_latest_earlier_order_is_named(self):
        self._delivered_order(on=fields.Datetime.now() - relativedelta(months=3))
        latest = self._delivered_order(on=fields.Datetime.now() - relativedelta(months=1))
        self._delivered_order(on=fields.Datetime.now() - relativedelta(months=2))
        self.assertIn(latest.name, self._propose(self._order())[1])

    def test_delivered_on_different_orders_is_regular(self):
        self._delivered_order(self.damper)
        self._delivered_order(self.spring)
        order_class, reason = self._propose(self._order(self.damper | self.spring))
        self.assertEqual((order_class, reason), ("regular", "All products were delivered before."))

    def test_delivered_to_others_is_regular(self):
        self._delivered_order(partner=self.stranger)
        self.assertEqual(self._propose(self._order())[0], "regular")

    def test_confirmed_but_not_delivered_is_irregular(self):
        self._order().action_confirm()
        self.assertEqual(self._propose(self._order())[0], "irregular")

    def test_one_new_product_makes_it_irregular(self):
        self._delivered_order(self.damper)
        order_class, reason = self._propose(self._order(self.damper | self.valve))
        self.assertEqual(order_class, "irregular")
        self.assertNotIn("Damper", reason)
        self.assertIn("Valve", reason)

    def test_long_not_made_is_irregular(self):
        self._delivered_order(on=fields.Datetime.now() - relativedelta(months=25))
        order = self._order()
        self.assertEqual(
            self._propose(order), ("irregular", "Not delivered for a long time: Damper")
        )
        self.company.order_dormant_months = 30
        self.assertEqual(self._propose(order)[0], "repeat")
        self.company.order_dormant_months = 0
        self.assertEqual(self._propose(order)[0], "repeat")

    def test_discontinued_product_is_irregular(self):
        self._delivered_order()
        order = self._order()
        self.damper.order_maturity = "discontinued"
        self.assertEqual(self._propose(order), ("irregular", "Discontinued: Damper"))
        self.damper.order_maturity = False
        self.damper.active = False
        self.assertEqual(self._propose(order), ("irregular", "Discontinued: Damper"))

    def test_experience_entered_on_the_product_replaces_history(self):
        self.damper.order_maturity = "proven"
        self.assertEqual(self._propose(self._order())[0], "regular")
        self._delivered_order()
        self.damper.order_maturity = "new"
        self.assertEqual(self._propose(self._order())[0], "irregular")

    def test_demands_make_it_irregular(self):
        self._delivered_order()
        for values, text in (
            ({"quality_above_standard": True}, "A quality above our standard is asked for."),
            ({"new_process": True}, "The process is new or very complex."),
        ):
            with self.subTest(values):
                self.assertEqual(self._propose(self._order(**values)), ("irregular", text))

    def test_penalty_counts_only_with_a_tight_date(self):
        self._delivered_order()
        order = self._order(has_penalty_clause=True)
        order.order_line.customer_lead = 20
        self.assertEqual(self._propose(order)[0], "repeat")
        order.commitment_date = fields.Datetime.now() + relativedelta(days=30)
        self.assertEqual(self._propose(order)[0], "repeat")
        order.commitment_date = fields.Datetime.now() + relativedelta(days=10)
        self.assertEqual(self._propose(order)[0], "irregular")
        order.has_penalty_clause = False
        self.assertEqual(self._propose(order)[0], "repeat")

    def test_order_without_goods_has_no_class(self):
        service = self._product("Advice")
        service.type = "service"
        for order in (self._order(self.env["product.product"]), self._order(service)):
            self.assertEqual(self._propose(order), (False, "There are no goods on the order yet."))
            order.action_propose_order_class()
            self.assertFalse(order.order_class)

    def test_history_of_another_company_does_not_count(self):
        other = self.env["res.company"].create({"name": "Intake Other Company"})
        self.env.user.company_ids |= other
        earlier = self._delivered_order()
        self.assertEqual(self._propose(self._order())[0], "repeat")
        # Move the history without going through everything a change of company entails.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET company_id = %s WHERE id = %s", (other.id, earlier.id)
        )
        self.env.invalidate_all()
        self.assertEqual(self._propose(self._order())[0], "irregular")

    def test_batch_needs_the_same_queries_for_any_number(self):
        self._delivered_order(self.damper | self.spring)
        orders = self.env["sale.order"]
        for number in range(10):
            orders |= self._order((self.damper, self.spring, self.valve)[number % 3])
        self.env.flush_all()
        self.env.invalidate_all()
        orders[:1]._propose_order_class()
        counts = []
        for batch in (orders[:3], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            proposals = batch.with_prefetch()._propose_order_class()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(
            [proposals[order.id][0] for order in orders[:3]], ["repeat", "repeat", "irregular"]
        )

    def test_nothing_is_proposed_before_somebody_asks(self):
        order = self._order()
        self.assertFalse(order.order_class)
        order.with_user(self.clerk).action_propose_order_class()
        self.assertEqual(order.order_class, "irregular")
        self.assertEqual(order.order_class_proposed, "irregular")
        self.assertEqual(order.order_class_reason, "Never delivered before: Damper")

    def test_another_class_needs_a_note(self):
        order = self._order().with_user(self.clerk)
        order.action_propose_order_class()
        self.flush_tracking()
        with self.assertRaisesRegex(ValidationError, "Why Another Class"):
            order.order_class = "regular"
        with self.assertRaises(ValidationError):
            order.write({"order_class": "regular", "order_class_note": "  "})
        order.write({"order_class": "regular", "order_class_note": "Drawing unchanged"})
        self.flush_tracking()
        values = order.sudo().message_ids.tracking_value_ids
        self.assertIn("Drawing unchanged", values.mapped("new_value_text"))
        self.assertIn("Regular", values.mapped("new_value_char"))

    def test_choice_with_note_survives_a_new_proposal(self):
        order = self._order().with_user(self.clerk)
        order.action_propose_order_class()
        order.write({"order_class": "regular", "order_class_note": "Drawing unchanged"})
        order.action_propose_order_class()
        self.assertEqual(order.order_class, "regular")
        self.assertEqual(order.order_class_proposed, "irregular")

    def test_class_chosen_before_the_proposal_gives_way_without_note(self):
        order = self._order(order_class="repeat").with_user(self.clerk)
        order.action_propose_order_class()
        self.assertEqual(order.order_class, "irregular")

    def test_class_that_counts_is_of_this_moment(self):
        self._delivered_order()
        order = self._order().with_user(self.clerk)
        order.action_propose_order_class()
        self.assertEqual(order._effective_order_class()[order.id][0], "repeat")
        order.order_line = [Command.create({"product_id": self.valve.id})]
        self.assertEqual(order.order_class, "repeat")
        self.assertEqual(
            order._effective_order_class()[order.id],
            ("irregular", "Never delivered before: Valve"),
        )
        order.write({"order_class": "regular", "order_class_note": "Drawing unchanged"})
        self.assertEqual(order._effective_order_class()[order.id], ("regular", "Drawing unchanged"))

    def test_class_without_a_note_does_not_count(self):
        order = self._order(order_class="repeat")
        self.assertEqual(order._effective_order_class()[order.id][0], "irregular")

    def test_note_goes_when_the_proposal_is_taken(self):
        order = self._order().with_user(self.clerk)
        order.action_propose_order_class()
        order.write({"order_class": "regular", "order_class_note": "Drawing unchanged"})
        order.order_class = "irregular"
        order.action_propose_order_class()
        self.assertFalse(order.order_class_note)

    def test_proposal_cannot_be_typed(self):
        order = self._order().with_user(self.clerk)
        with self.assertRaises(UserError):
            order.order_class_proposed = "repeat"
        with self.assertRaises(UserError):
            order.order_class_basis = [{"code": "known"}]
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "order_class_proposed": "repeat"}
            )
        order = (
            self.env["sale.order"]
            .with_user(self.clerk)
            .with_context(default_order_class_proposed="repeat")
            .create({"partner_id": self.customer.id})
        )
        self.assertFalse(order.order_class_proposed)

    def test_reason_is_read_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        order = self._order()
        order.action_propose_order_class()
        self.assertIn("Never delivered", order.order_class_reason)
        chinese = order.with_context(lang="zh_CN")
        self.assertEqual(chinese.order_class_reason, "从未交付过：Damper")

    def test_many_products_are_not_all_named(self):
        products = self.env["product.product"].concat(
            *(self._product(f"Part {number}") for number in range(8))
        )
        reason = self._propose(self._order(products))[1]
        self.assertIn("Part 4", reason)
        self.assertNotIn("Part 5", reason)
        self.assertIn("and others", reason)

    def test_form_asks_for_the_note(self):
        order = self._order()
        order.action_propose_order_class()
        with self.assertRaises(AssertionError), Form(order) as form:
            form.order_class = "regular"
        with Form(order) as form:
            form.order_class = "regular"
            form.order_class_note = "Drawing unchanged"
        self.assertEqual(order.order_class, "regular")
