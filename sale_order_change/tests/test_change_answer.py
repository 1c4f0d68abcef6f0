from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ChangeCommon

QUANTITY = {"kind": "quantity", "new_quantity": 6}
PRICE = {"kind": "price", "new_price": 5}


@tagged("post_install", "-at_install")
class TestChangeAnswer(ChangeCommon):
    """What was answered and agreed stays as it was signed."""

    def test_day_is_signed(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        self._accept(change, "planning")
        signed = self._signoff(change, "planning").sudo()
        self.assertEqual(self._asked(change, "pending"), ["production", "sales"])
        change.with_user(self.sales_user).planning_date = "2026-12-10"
        self.assertTrue(signed.voided_at)
        self.assertEqual(self._asked(change, "pending"), ["production", "planning"])

    def test_no_day_where_nothing_leaves(self):
        """Planning promises no day for what is cancelled or stopped, nobody is told one."""
        order = self._confirmed()
        for line in ({"kind": "cancel_order"}, {"kind": "hold", "order_line_id": False}):
            with self.subTest(line):
                change = self._submitted(order, line)
                self.assertEqual(change.change_class, "schedule")
                action = change.with_user(self.planner).action_sign()
                self.assertNotEqual(action["res_model"], "sale.order.change.answer")
                self._signoff(change, "planning").action_accept()
                self._accept(change, "sales")
                self.assertEqual((change.state, change.planning_date), ("approved", False))
                change.sudo().planning_date = "2026-12-30"
                self.assertFalse(change.customer_to_tell)
                for effects in (change.sudo()._portal_effects(), change._form_effects()):
                    self.assertNotIn("2026", str(effects))
                change.sudo()._withdraw("Only a test")

    def test_planning_chooses_where_more_is_made(self):
        order = self._confirmed()
        strut = self._productions(order).filtered(lambda mo: mo.product_id == self.strut)
        strut.qty_producing = 1
        change = self._submitted(order, {"kind": "quantity", "new_quantity": 15})
        self.assertEqual(change.change_class, "structural")
        self.assertEqual(change.production_choice, "existing")
        self.assertFalse(change.with_user(self.sales_user).can_choose_production)
        for user in (self.sales_user, self.signers["quality"]):
            with self.assertRaisesRegex(AccessError, "Planning chooses"):
                change.with_user(user).production_choice = "second"
        self._accept(change, "engineering")
        planned = change.with_user(self.planner)
        self.assertTrue(planned.can_choose_production)
        planned.production_choice = "second"
        self.assertIn("second", change.message_ids[0].body)
        self.assertEqual(change.line_ids.production_choice, "second")
        self.assertFalse(self._signoff(change, "engineering").voided_at, "it signs something else")
        self._sign_all_changes(change)
        planned.production_choice = "existing"
        planned.production_choice = "second"
        change.with_user(self.sales_user).action_apply()
        made = self._productions(order).filtered(lambda mo: mo.product_id == self.strut)
        self.assertEqual(sorted(made.mapped("product_qty")), [5, 10])
        with self.assertRaisesRegex(UserError, "not running"):
            planned.production_choice = "existing"

    def test_planning_chooses_with_its_answer(self):
        change = self._submitted(self._confirmed(), {"kind": "quantity", "new_quantity": 15})
        action = change.with_user(self.planner).action_sign()
        answer = self.env["sale.order.change.answer"].with_user(self.planner).with_context(
            **action["context"]
        )
        answer = answer.create({"planning_date": "2027-01-08"})
        self.assertEqual((answer.makes_more, answer.production_choice), (True, "existing"))
        answer.production_choice = "second"
        answer.action_accept()
        self.assertEqual(change.line_ids.production_choice, "second")

    def test_earlier_signatures_stay(self):
        change = self._submitted(self._confirmed(), {"kind": "drawing", "new_text": "C"})
        self._accept(change, "engineering")
        change.with_user(self.planner).planning_date = "2026-12-30"
        self.assertNotIn("engineering", self._asked(change, "pending"))

    def test_nothing_changes_while_the_customer_reads(self):
        self.company.order_change_consent = "always"
        change = self._approved(self._confirmed(), QUANTITY)
        self.assertEqual(change.state, "consent")
        sales = change.with_user(self.sales_user)
        for vals in ({"cancellation_charge": 5000}, {"planning_date": "2026-12-10"}):
            with self.assertRaisesRegex(UserError, "as long as they sign"):
                sales.write(vals)
        sales.action_redraft()
        self.assertFalse(change.planning_date, "planning answers anew")

    def test_agreement_is_kept(self):
        self.company.order_change_consent = "always"
        change = self._approved(self._confirmed(), PRICE)
        change._record_consent(True, "Ms. Wong", note="By mail")
        self.assertEqual(change.state, "approved")
        with self.assertRaisesRegex(UserError, "write it anew"):
            change.with_user(self.sales_user).action_redraft()
        self.assertEqual((change.state, change.consent_by), ("approved", "Ms. Wong"))

    def test_notice_of_what_was_sent_round_is_kept(self):
        letter = self._letter()
        change = self._change(self._confirmed(), PRICE)
        change.write({"notice_attachment_ids": [(6, 0, letter.ids)]})
        change.action_submit()
        change.action_redraft()
        with self.assertRaisesRegex(UserError, "it is kept"):
            letter.with_user(self.sales_user).unlink()

    def test_taken_up_by_who_is_asked(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        for user in (self.sales_user, self.manager):
            with self.assertRaisesRegex(UserError, "departments that are asked"):
                change.with_user(user).action_take_up()
        self.assertFalse(change.reacted_on)

    def test_cancelled_by_hand_while_approved(self):
        order = self._confirmed()
        change = self._approved(order, {"kind": "cancel_order"})
        order._action_cancel()
        self.assertEqual(change.state, "cancelled")

    def test_price_of_what_is_added(self):
        """Who asks need not see prices; who signs and agrees reads what it will cost."""
        self.spring.list_price = 25
        line = {"kind": "add", "new_product_id": self.spring.id, "new_quantity": 3}
        order = self._confirmed()
        change = self._change(order, line)
        self.assertEqual(change.value_difference, 0)
        change.action_submit()
        self.assertEqual((change.line_ids.new_price, change.value_difference), (25, 75))
        change.action_redraft()
        change.line_ids.new_product_id = self.tube
        self.assertEqual(change.line_ids.new_price, 0, "it was that of the other product")

    def test_orders_of_others_are_not_shown(self):
        """The values of a line that is being written come from the caller."""
        mine = self._submitted(self._confirmed(), PRICE)
        order = self._confirmed()
        order.order_line.name = "Secret of another order"
        theirs = self._change(order, PRICE)
        worker = self.env["sale.order.change.line"].with_user(self.signers["production"])
        self.assertFalse(order.with_user(worker.env.user).has_access("read"))
        spec = {"order_line_id": {}, "old_text": {}, "old_quantity": {}}

        def read(change):
            values = {
                "kind": "specification",
                "order_line_id": order.order_line.id,
                "change_id": change,
            }
            return str(worker.onchange(values, ["kind", "order_line_id"], spec))

        self.assertNotIn("Secret", read(False))
        self.assertNotIn("Secret", read(mine.id))
        for change in (theirs.id, {"order_id": order.id}, {"id": mine.id, "order_id": order.id}):
            with self.subTest(change=change), self.assertRaises(AccessError):
                read(change)
        sales = worker.with_user(self.sales_user)
        values = {"kind": "specification", "order_line_id": order.order_line.id}
        shown = sales.onchange({**values, "change_id": theirs.id}, ["order_line_id"], spec)
        self.assertIn("Secret", str(shown))
