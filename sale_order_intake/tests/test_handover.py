from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import SALES, SIGNER, IntakeCommon


@tagged("post_install", "-at_install")
class TestHandover(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(follower_id=cls.clerk.id)

    def _handover(self, orders=None, to=None, by=None, **values):
        orders = self.order if orders is None else orders
        return (
            self.env["sale.order.handover"]
            .with_user(by or self.clerk)
            .create({"order_ids": orders.ids, "to_user_id": (to or self.second).id, **values})
        )

    def _signoff(self, handover):
        return self.env["order.signoff"].search(
            [("res_model", "=", handover._name), ("res_id", "=", handover.id)]
        )

    def test_new_follower_signs_before_he_follows(self):
        handover = self._handover(note="Promised for Friday")
        self.assertTrue(handover.name.startswith("HO"))
        self.assertEqual(handover.from_user_id, self.clerk)
        self.assertEqual(handover.company_id, self.company)
        handover.action_request()
        self.assertEqual(handover.state, "waiting")
        with self.assertRaisesRegex(UserError, "cancel it instead"):
            handover.with_user(self.lead).with_context(_force_unlink=True).unlink()
        self.assertEqual(self.order.follower_id, self.clerk)
        self.assertEqual(self.order.next_follower_id, self.second)
        signoff = self._signoff(handover)
        self.assertEqual((signoff.purpose, signoff.level), ("acknowledge", "person"))
        self.assertEqual(signoff.named_user_id, self.second)
        signoff.with_user(self.second).action_acknowledge()
        self.assertEqual(self.order.follower_id, self.second)
        self.assertFalse(self.order.next_follower_id)
        self.assertEqual(handover.state, "done")
        self.assertTrue(handover.handed_over_on)
        self.assertEqual(signoff.user_id, self.second)
        self.assertTrue(
            self.order.message_ids.filtered(lambda m: "Handed over from" in (m.body or ""))
        )

    def test_only_the_named_person_signs(self):
        handover = self._handover()
        handover.action_request()
        signoff = self._signoff(handover)
        for user in (self.clerk, self.lead, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                signoff.with_user(user).action_acknowledge()
        with self.assertRaises(UserError):
            signoff.sudo().action_acknowledge()
        self.assertEqual(self.order.follower_id, self.clerk)

    def test_new_follower_signs_on_the_handover(self):
        handover = self._handover()
        handover.action_request()
        self.assertFalse(handover.can_take_over)
        with self.assertRaisesRegex(UserError, "Only the new follower"):
            handover.action_take_over()
        handover.with_user(self.second).action_take_over()
        self.assertEqual(self.order.follower_id, self.second)
        self.assertEqual(self._signoff(handover).user_id, self.second)

    def test_follower_changes_in_no_other_way(self):
        order = self.order.with_user(self.lead)
        with self.assertRaisesRegex(UserError, "Hand Over"):
            order.follower_id = self.second
        with self.assertRaises(UserError):
            order.follower_id = False
        with self.assertRaises(UserError):
            order.next_follower_id = self.second
        order.write({"follower_id": self.clerk.id})

    def test_first_follower_is_simply_chosen(self):
        order = self._order()
        order.with_user(self.clerk).follower_id = self.second
        self.assertEqual(order.follower_id, self.second)

    def test_switched_off_the_follower_is_a_plain_field(self):
        self.company.order_intake_enabled = False
        self.order.with_user(self.clerk).follower_id = self.second
        self.assertEqual(self.order.follower_id, self.second)

    def test_several_orders_change_hands_at_once(self):
        orders = self.order | self._order(follower_id=self.clerk.id)
        handover = self._handover(orders)
        handover.action_request()
        self._signoff(handover).with_user(self.second).action_acknowledge()
        self.assertEqual(orders.follower_id, self.second)

    def test_activities_move_with_the_order(self):
        self.order.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.clerk.id, automated=False
        )
        self.order.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.lead.id, automated=False
        )
        handover = self._handover()
        handover.action_request()
        self._signoff(handover).with_user(self.second).action_acknowledge()
        self.assertEqual(self.order.activity_ids.user_id, self.second | self.lead)

    def test_cancelling_leaves_the_follower(self):
        handover = self._handover()
        handover.action_request()
        signoff = self._signoff(handover)
        handover.action_cancel()
        self.assertEqual(handover.state, "cancelled")
        self.assertFalse(self.order.next_follower_id)
        self.assertEqual(signoff.state, "cancelled")
        with self.assertRaises(UserError):
            signoff.with_user(self.second).action_acknowledge()
        self.assertEqual(self.order.follower_id, self.clerk)
        self._handover().action_request()

    def test_done_is_not_cancelled(self):
        handover = self._handover()
        handover.action_request()
        self._signoff(handover).with_user(self.second).action_acknowledge()
        with self.assertRaises(UserError):
            handover.action_cancel()

    def test_one_handover_at_a_time(self):
        self._handover().action_request()
        with self.assertRaisesRegex(UserError, "Already being handed over"):
            self._handover(to=self.lead).action_request()

    def test_followers_are_not_mixed(self):
        other = self._order(follower_id=self.second.id)
        with self.assertRaisesRegex(ValidationError, "same follower"):
            self._handover(self.order | other, to=self.lead)
        with self.assertRaisesRegex(ValidationError, "same follower"):
            self._handover(self._order())
        with self.assertRaisesRegex(ValidationError, "already"):
            self._handover(to=self.clerk)
        with self.assertRaisesRegex(ValidationError, "Choose the orders"):
            self._handover(self.env["sale.order"])

    def test_new_follower_needs_the_rights(self):
        for login, groups in (("intake_no_sales", SIGNER), ("intake_no_sign", SALES)):
            user = new_test_user(
                self.env,
                login,
                groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            with self.assertRaisesRegex(UserError, "cannot take over"):
                self._handover(to=user).action_request()

    def test_what_was_asked_stays(self):
        handover = self._handover(note="Promised for Friday")
        with self.assertRaises(UserError):
            handover.state = "done"
        with self.assertRaises(UserError):
            handover.from_user_id = self.lead
        forged = (
            self.env["sale.order.handover"]
            .with_user(self.clerk)
            .with_context(
                default_state="done", default_from_user_id=self.lead.id, default_name="HO-1"
            )
            .create({"order_ids": self.order.ids, "to_user_id": self.second.id})
        )
        self.assertEqual((forged.state, forged.from_user_id), ("draft", self.clerk))
        self.assertNotEqual(forged.name, "HO-1")
        handover.note = "Promised for Monday"
        handover.action_request()
        for values in (
            {"note": "Nothing promised"},
            {"to_user_id": self.lead.id},
            {"order_ids": [(5, 0, 0)]},
        ):
            with self.assertRaises(UserError):
                handover.write(values)
        with self.assertRaises(UserError):
            handover.unlink()
        with self.assertRaises(UserError):
            handover.action_request()
        self._handover().unlink()

    def test_only_who_may_edit_the_order_hands_it_over(self):
        order = self._order(user_id=self.lead.id, follower_id=self.lead.id)
        handover = self._handover(order, by=self.env.user)
        with self.assertRaises(AccessError):
            handover.with_user(self.clerk).action_request()

    def test_follower_who_changed_meanwhile_is_not_overruled(self):
        handover = self._handover()
        handover.action_request()
        self.order.sudo().follower_id = self.lead
        self._signoff(handover).with_user(self.second).action_acknowledge()
        self.assertEqual(self.order.follower_id, self.lead)
        self.assertFalse(self.order.next_follower_id)

    def test_button_opens_an_unsaved_handover(self):
        count = self.env["sale.order.handover"].search_count([])
        action = self.order.with_user(self.clerk).action_hand_over()
        self.assertEqual(action["res_model"], "sale.order.handover")
        self.assertEqual(self.env["sale.order.handover"].search_count([]), count)
        form = Form(
            self.env["sale.order.handover"].with_user(self.clerk).with_context(**action["context"])
        )
        form.to_user_id = self.second
        handover = form.save()
        self.assertEqual(handover.order_ids, self.order)
        self.assertEqual(handover.from_user_id, self.clerk)

    def test_button_refuses_what_cannot_be_handed_over(self):
        with self.assertRaisesRegex(UserError, "Nobody follows"):
            self._order().action_hand_over()
        with self.assertRaisesRegex(UserError, "one follower"):
            (self.order | self._order(follower_id=self.lead.id)).action_hand_over()

    def test_handovers_are_counted_and_shown(self):
        self.assertEqual(self.order.order_handover_count, 0)
        handover = self._handover()
        handover.action_request()
        self.assertEqual(self.order.with_user(self.clerk).order_handover_count, 1)
        action = self.order.action_view_order_handovers()
        self.assertEqual(self.env["sale.order.handover"].search(action["domain"]), handover.sudo())

    def test_card_of_the_inbox_names_the_orders(self):
        self.customer.name = "Mind <b>Friday</b>"
        handover = self._handover(note="Promised for Friday")
        handover.action_request()
        signoff = self._signoff(handover).with_user(self.second)
        self.assertEqual(signoff.note, "Promised for Friday")
        self.assertIn(self.order.name, signoff.summary)
        self.assertIn("&lt;b&gt;", signoff.summary)

    def test_follower_gets_the_activities_first(self):
        todo = "mail.mail_activity_data_todo"
        order = self._order(follower_id=self.second.id)
        self.assertEqual(order.activity_schedule(todo, user_id=self.clerk.id).user_id, self.second)
        self.assertEqual(order.activity_schedule(todo).user_id, self.second)
        # Somebody chosen on purpose keeps what was given to him.
        self.assertEqual(order.activity_schedule(todo, user_id=self.lead.id).user_id, self.lead)
        by_hand = order.activity_schedule(todo, user_id=self.clerk.id, automated=False)
        self.assertEqual(by_hand.user_id, self.clerk)
        unfollowed = self._order()
        both = (order | unfollowed).activity_schedule(todo, user_id=self.clerk.id)
        self.assertEqual(
            {activity.res_id: activity.user_id for activity in both},
            {order.id: self.second, unfollowed.id: self.clerk},
        )
        self.company.order_intake_enabled = False
        self.assertEqual(order.activity_schedule(todo, user_id=self.clerk.id).user_id, self.clerk)

    def test_responsible_is_the_follower_or_the_salesperson(self):
        unfollowed = self._order()
        self.assertEqual(
            (self.order | unfollowed)._order_responsible_users(),
            {self.order.id: self.clerk, unfollowed.id: self.clerk},
        )
        followed = self._order(follower_id=self.second.id)
        self.assertEqual(followed._order_responsible_users(), {followed.id: self.second})

    def test_follower_is_an_internal_user_of_the_company(self):
        other = self.env["res.company"].create({"name": "Intake Other Company"})
        foreigner = new_test_user(
            self.env, "intake_foreign", SALES, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        portal = new_test_user(
            self.env,
            "intake_portal",
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for user in (foreigner, portal):
            with self.assertRaisesRegex(ValidationError, "cannot follow"):
                self._order(follower_id=user.id)
