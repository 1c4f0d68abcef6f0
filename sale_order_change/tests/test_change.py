from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ChangeCommon

QUANTITY = {"kind": "quantity", "new_quantity": 6}
PRICE = {"kind": "price", "new_price": 5}


@tagged("post_install", "-at_install")
class TestChange(ChangeCommon):
    # --- asking ---

    def test_snapshot_and_old_values(self):
        order = self._confirmed()
        order.client_order_ref = "PO 17"
        order.follower_id = self.manager
        change = self._change(order, QUANTITY, {"kind": "date", "new_date": "2027-01-15"})
        self.assertTrue(change.name.startswith("CN"))
        self.assertEqual(
            (change.state, change.order_name, change.customer_order_ref, change.partner_id),
            ("draft", order.name, "PO 17", order.partner_id),
        )
        self.assertEqual(change.user_id, self.manager, "the follower answers for the order")
        quantity, date = change.line_ids
        self.assertEqual((quantity.old_quantity, quantity.new_quantity), (10, 6))
        self.assertEqual(quantity.product_id, self.strut)
        self.assertEqual(fields.Date.to_string(date.old_date), "2026-12-18")
        self.assertIn("10", quantity.old_value)
        self.assertIn("6", quantity.new_value)

    def test_only_for_confirmed_orders_of_companies_that_want_it(self):
        order = self._strut_order()
        with self.assertRaisesRegex(UserError, "not a confirmed order"):
            self._change(order, QUANTITY)
        order.action_confirm()
        self.company.order_change_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self._change(order, QUANTITY)
        with self.assertRaisesRegex(UserError, "switched off"):
            order.with_user(self.sales_user).action_request_change()

    def test_incomplete_requests_are_not_sent(self):
        order = self._confirmed()
        change = self._change(order)
        with self.assertRaisesRegex(UserError, "Enter what changes"):
            change.action_submit()
        line = {"change_id": change.id, "order_line_id": order.order_line.id}
        Line = change.line_ids
        row = Line.create({**line, "kind": "quantity"})
        with self.assertRaisesRegex(UserError, "enter the new quantity"):
            change.action_submit()
        row.new_quantity = 10
        with self.assertRaisesRegex(UserError, "says already"):
            change.action_submit()
        row.new_quantity = 12
        twin = Line.create({**line, "kind": "quantity", "new_quantity": 13})
        with self.assertRaisesRegex(UserError, "twice"):
            change.action_submit()
        twin.kind = "cancel_line"
        with self.assertRaisesRegex(UserError, "what is cancelled"):
            change.action_submit()
        twin.unlink()
        change.reason = " "
        with self.assertRaisesRegex(UserError, "why"):
            change.action_submit()
        change.write({"reason": "Wish", "origin": "customer"})
        with self.assertRaisesRegex(UserError, "Attach what the customer wrote"):
            change.action_submit()
        letter = self._letter()
        change.notice_attachment_ids = [Command.set(letter.ids)]
        change.action_submit()
        self.assertEqual(change.state, "review")
        self.assertEqual(change.form_number, "QR-SA-03")
        with self.assertRaisesRegex(UserError, "is kept"):
            letter.unlink()

    def test_department_that_bears_the_loss(self):
        change = self._change(self._confirmed(), QUANTITY, requesting_team_id=False)
        with self.assertRaisesRegex(UserError, "bears the loss"):
            change.action_submit()

    def test_only_files_customers_send(self):
        bad = self.env["ir.attachment"].create({"name": "run.exe", "raw": b"MZ"})
        with self.assertRaisesRegex(UserError, "cannot be taken"):
            self._change(
                self._confirmed(), QUANTITY, notice_attachment_ids=[Command.set(bad.ids)]
            )

    def test_line_of_another_order(self):
        order, other = self._confirmed(), self._confirmed()
        with self.assertRaisesRegex(UserError, "does not belong"):
            self._change(order, {**QUANTITY, "order_line_id": other.order_line.id})

    def test_system_keeps_what_it_keeps(self):
        change = self._change(self._confirmed(), QUANTITY)
        for values in (
            {"state": "approved"},
            {"change_class": "minor"},
            {"consent_state": "accepted"},
            {"revision": 3},
            {"order_id": self._confirmed().id},
        ):
            with self.assertRaisesRegex(UserError, "the system keeps it"):
                change.write(values)
        with self.assertRaisesRegex(UserError, "the system keeps it"):
            change.line_ids.old_quantity = 4
        with self.assertRaisesRegex(UserError, "the system keeps it"):
            change.order_id.revision_no = 4
        new = self.Change.with_user(self.sales_user).with_context(default_state="approved").create(
            {"order_id": change.order_id.id, "reason": "No"}
        )
        self.assertEqual(new.state, "draft")

    # --- who signs ---

    def test_minor(self):
        change = self._submitted(self._confirmed(), PRICE)
        self.assertEqual(change.change_class, "minor")
        self.assertEqual(self._asked(change), ["production", "sales"])
        self._accept(change, "sales")
        self.assertEqual(change.state, "approved", "nobody waits for who only takes note")
        self._signoff(change, "production").action_acknowledge()

    def test_schedule_needs_a_date(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        self.assertEqual(change.change_class, "schedule")
        self.assertEqual(self._asked(change), ["planning", "production", "sales"])
        self.assertEqual(self._asked(change, "pending"), ["planning", "production"])
        signoff = self._signoff(change, "planning")
        with self.assertRaisesRegex(UserError, "Enter the day"):
            signoff.action_accept()
        action = change.with_user(self.planner).action_sign()
        self.assertEqual(action["res_model"], "sale.order.change.answer")
        answer = self.env["sale.order.change.answer"].with_user(self.planner).with_context(
            **action["context"]
        )
        answer.create(
            {"planning_date": "2027-01-08", "planning_note": "Overtime", "estimated_cost": 150}
        ).action_accept()
        self.assertEqual(signoff.state, "accepted")
        self.assertEqual(fields.Date.to_string(change.planning_date), "2027-01-08")
        self.assertEqual(change.estimated_cost, 150)
        self._accept(change, "sales")
        self.assertEqual(change.state, "approved")

    def test_structural(self):
        change = self._submitted(self._confirmed(), {"kind": "drawing", "new_text": "Rev. C"})
        self.assertEqual(
            self._asked(change),
            ["engineering", "quality", "planning", "purchasing", "finance", "production",
             "management"],
        )
        self.assertNotIn("management", self._asked(change, "pending"))
        self._sign_all_changes(change)
        self.assertEqual(change.state, "approved")

    def test_later_than_the_free_period_management_signs(self):
        order = self._confirmed()
        order.date_order -= timedelta(hours=23)
        change = self._submitted(order, PRICE)
        self.assertFalse(change.is_late)
        order.date_order -= timedelta(hours=2)
        change = self._submitted(order, PRICE)
        self.assertTrue(change.is_late)
        self.assertEqual(self._asked(change), ["production", "sales", "management"])
        self.company.order_change_late_management = False
        self.assertNotIn("management", self._asked(self._submitted(order, PRICE)))

    def test_missing_department_is_named(self):
        self.teams["purchasing"].active = False
        self.teams["finance"].active = False
        change = self._change(self._confirmed(), {"kind": "drawing", "new_text": "Rev. C"})
        with self.assertRaisesRegex(UserError, "Purchasing and Finance"):
            change.action_submit()

    # --- reaction ---

    def test_reaction_within_half_an_hour(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        self.assertEqual(change.deadline_rule_id.hours, 0.5)
        self.assertIn(self.planner, change._deadline_owner_users()[change.id])
        change.with_user(self.planner).action_take_up()
        self.assertTrue(change.met_at)
        self.assertEqual(change.reacted_by_id, self.planner)

    def test_first_signature_is_a_reaction(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        self._signoff(change, "production").action_acknowledge()
        self.assertEqual(change.reacted_by_id, self.signers["production"])

    # --- decisions ---

    def test_rejected_leaves_everything(self):
        order = self._confirmed()
        change = self._submitted(order, QUANTITY)
        self._signoff(change, "planning").action_reject("Already cut")
        self.assertEqual(change.state, "rejected")
        self.assertIn("Already cut", change.rejected_reason)
        self.assertEqual(self._asked(change, "pending"), [])
        self.assertEqual((order.order_line.product_uom_qty, order.revision_no), (10, 0))
        new = change.browse(change.with_user(self.sales_user).action_write_anew()["res_id"])
        self.assertEqual((new.state, new.previous_id, new.line_ids.new_quantity),
                         ("draft", change, 6))
        self.assertNotEqual(new.name, change.name)

    def _reason(self, action, reason, user=None):
        """The dialog that a button has opened, filled in."""
        dialogs = self.env["order.reason"].with_user(user or self.sales_user)
        return dialogs.with_context(**action["context"]).create({"reason": reason})

    def test_withdrawn_with_a_reason(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        dialog = self._reason(change.with_user(self.sales_user).action_withdraw(), "No need")
        self.assertIn(change.name, dialog.hint)
        with self.assertRaises(AccessError):
            dialog.copy({"step": "reject"}).action_confirm()
        dialog.action_confirm()
        self.assertEqual((change.state, change.withdrawn_reason), ("cancelled", "No need"))
        self.assertEqual(self._asked(change, "pending"), [])
        with self.assertRaisesRegex(UserError, "not running"):
            dialog.copy().action_confirm()

    def test_manager_rejects_at_any_time(self):
        change = self._approved(self._confirmed(), PRICE)
        action = change.with_user(self.manager).action_reject()
        self._reason(action, "Customer insolvent", self.manager).action_confirm()
        self.assertEqual(change.state, "rejected")

    def test_back_to_draft_voids_signatures(self):
        change = self._submitted(self._confirmed(), QUANTITY)
        self._accept(change, "planning")
        with self.assertRaisesRegex(UserError, "sent round"):
            change.line_ids.new_quantity = 5
        change.action_redraft()
        change.line_ids.new_quantity = 5
        change.action_submit()
        self.assertEqual(self._asked(change, "pending"), ["planning", "production"])

    def test_order_changed_meanwhile(self):
        order = self._confirmed()
        change = self._change(order, QUANTITY)
        order.order_line.product_uom_qty = 11
        change.invalidate_recordset()
        self.assertIn("11", change.stale_lines)
        with self.assertRaisesRegex(UserError, "11"):
            change.action_submit()
        change.action_refresh()
        change.action_submit()
        self._sign_all_changes(change)
        order.order_line.product_uom_qty = 12
        change.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            change.action_apply()
        self.assertEqual(order.revision_no, 0)

    def test_order_cancelled_by_hand(self):
        order = self._confirmed()
        change = self._submitted(order, QUANTITY)
        order._action_cancel()
        self.assertEqual(change.state, "cancelled")

    def test_customer_is_told_of_the_date(self):
        order = self._confirmed()
        change = self._submitted(order, QUANTITY)
        with self.assertRaisesRegex(UserError, "Planning has not yet said"):
            change.with_user(self.sales_user).action_tell_customer()
        self._sign_all_changes(change)
        self.assertTrue(change.customer_to_tell)
        action = change.with_user(self.sales_user).action_tell_customer()
        composer = self.env[action["res_model"]].with_user(self.sales_user)
        composer = composer.with_context(**action["context"]).create({})
        self.assertIn(order.partner_id, composer.partner_ids)
        change.message_post(body="Among us", subtype_xmlid="mail.mt_note")
        self.assertTrue(change.customer_to_tell)
        composer._action_send_mail()
        self.assertFalse(change.customer_to_tell)
        self.assertEqual(change.customer_told_by_id, self.sales_user)

    def test_handed_over_with_the_order(self):
        order = self._confirmed()
        change = self._submitted(order, QUANTITY)
        order._take_over(self.manager)
        self.assertEqual(change.user_id, self.manager)

    def test_query_budget_of_the_list(self):
        """A list of changes costs the same, however many there are."""
        order = self._confirmed()
        changes = self.Change.union(*(self._submitted(order, PRICE, QUANTITY) for _n in range(6)))
        fields_read = {
            name: {}
            for name in ("name", "order_code", "change_class", "deadline_state", "signoff_missing",
                         "value_difference", "state", "asked_to_decide", "can_edit")
        }

        def read(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.sales_user).web_read(fields_read)
            return self.env.cr.sql_log_count - before

        read(changes[:1])
        self.assertLessEqual(read(changes), read(changes[:2]) + 3)

    # --- consent ---

    def test_consent(self):
        self.company.order_change_consent = "ours"
        order = self._confirmed()
        change = self._approved(order, QUANTITY)
        self.assertEqual((change.state, change.consent_state), ("consent", "asked"))
        change._record_consent(True, "Ms. Wong", note="By mail")
        self.assertEqual((change.state, change.consent_by), ("approved", "Ms. Wong"))
        declined = self._approved(order, {**QUANTITY, "new_quantity": 7})
        declined._record_consent(False, "Ms. Wong", note="Too late")
        self.assertEqual(declined.state, "rejected")
        with self.assertRaisesRegex(UserError, "does not wait"):
            declined._record_consent(True, "Ms. Wong")

    def test_when_consent_is_needed(self):
        order = self._confirmed()
        self.company.order_change_consent = "ours"
        letter = {"notice_attachment_ids": [Command.set(self._letter().ids)], "origin": "customer"}
        lower = self._change(order, {"kind": "price", "new_price": 0.5}).sudo()
        higher = self._change(order, {"kind": "price", "new_price": 5000}).sudo()
        self.assertFalse(lower._consent_needed())
        self.assertTrue(higher._consent_needed())
        wished = self._change(order, QUANTITY, **letter).sudo()
        self.assertFalse(wished._consent_needed(), "the letter is the agreement")
        wished.cancellation_charge = 10
        self.assertTrue(wished._consent_needed())
        self.company.order_change_consent = "always"
        self.assertTrue(lower._consent_needed())
        # nothing is planned yet: minor, and the customer gets less or waits longer all the same
        self.company.write({"order_change_consent": "ours", "order_notice_enabled": True})
        fresh = self._strut_order(commitment_date="2026-12-18 08:00:00")
        fresh.action_confirm()
        for line, needed in (
            (QUANTITY, True),
            ({"kind": "date", "new_date": "2027-02-01"}, True),
            ({"kind": "specification", "new_text": "Black"}, True),
            ({"kind": "packing", "new_text": "Two in a box"}, False),
        ):
            change = self._change(fresh, line).sudo()
            self.assertEqual(
                (change.change_class, change._consent_needed()), ("minor", needed), line
            )

    # --- carried out ---

    def test_revisions(self):
        order = self._confirmed()
        change = self._approved(order, PRICE)
        with self.assertRaises(AccessError):
            change.with_user(self.planner).action_apply()
        change.with_user(self.sales_user).action_apply()
        self.assertEqual((change.state, change.revision), ("applied", 1))
        self.assertEqual((order.revision_no, order.revision_label), (1, "R1"))
        self.assertEqual(change.applied_by_id, self.sales_user)
        with self.assertRaisesRegex(UserError, "not approved"):
            change.action_apply()
        self.assertFalse(order.copy().revision_no)

    def test_order_shows_its_changes(self):
        order = self._confirmed()
        first = self._submitted(order, QUANTITY)
        self._change(order, PRICE)
        order.invalidate_recordset()
        self.assertEqual((order.change_count, order.open_change_count), (2, 1))
        self.assertEqual(order.open_change_names, first.name)
        found = self.env["sale.order"].search(
            [("open_change_count", ">", 0), ("id", "=", order.id)]
        )
        self.assertEqual(found, order)

    def test_deleting(self):
        order = self._confirmed()
        draft = self._change(order, QUANTITY)
        sent = self._submitted(order, QUANTITY)
        draft.unlink()
        with self.assertRaises(UserError):
            sent.unlink()
        sent.action_redraft()
        with self.assertRaisesRegex(UserError, "is kept"):
            sent.unlink()
