from odoo import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestFlow(ComplaintCommon):
    """From the first contact to the closing, and the ways back."""

    def test_valid_complaint_to_the_end(self):
        complaint = self._approved()
        self.assertEqual(complaint.signoff_state, "accepted")
        complaint.action_answered()
        self.assertEqual(complaint.state, "execution")
        self.assertTrue(complaint.form_frozen_at)
        complaint.remedy_ids.action_done()
        self.assertEqual(complaint.state, "verification")
        with self.refused("not complete"):
            complaint.action_close()
        self._evidence(complaint)
        complaint.write({"prevention": "Poka-yoke on the press", "effect": "No leak in 3 lots"})
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertTrue(complaint.closed_on)
        self.assertFalse(complaint.limit_ids.filtered(lambda limit: not limit.met_at))

    def test_steps_in_their_order(self):
        complaint = self._complaint()
        with self.refused("this is done when it is"):
            complaint.action_contain()
        with self.refused("this is done when it is"):
            complaint.action_close()
        complaint.action_acknowledge()
        # A colleague has pressed a moment before: nothing is done twice, nobody is scolded.
        told = self._ago(hours=1)
        complaint.sudo().acknowledged_on = told
        complaint.action_acknowledge()
        self.assertEqual(complaint.acknowledged_on, told)
        complaint._judge("valid", "The sample leaks")
        with self.refused("this is done when it is"):
            complaint.action_acknowledge()

    def test_customer_is_needed(self):
        complaint = self._complaint(partner_id=False)
        with self.refused("Choose the customer"):
            complaint.action_acknowledge()

    def test_containment_before_proposal(self):
        complaint = self._judged()
        complaint.write(
            {
                "cause": "x",
                "solution": "y",
                "team_id": self.team["production"].id,
                "remedy_ids": [Command.create({"kind": "explain"})],
            }
        )
        with self.refused("Protect the customer"):
            complaint.action_propose()
        with self.refused("Containment"):
            complaint.action_contain()

    def test_not_valid_is_answered_and_closed(self):
        complaint = self._judged("invalid", "Damaged by the customer's fork lift")
        self.assertFalse(complaint.is_accepted)
        with self.refused("Solution"):
            complaint.action_propose()
        complaint.solution = "We are glad to advise you on handling."
        complaint.action_propose()
        self.assertEqual(complaint.sudo().signoff_ids.team_id, self.team["service"])
        self._sign(complaint)
        complaint.action_answered()
        self.assertEqual(complaint.state, "answered")
        self._evidence(complaint)
        complaint.action_close()
        self.assertEqual(complaint.state, "rejected")

    def test_objection_is_judged_again(self):
        complaint = self._judged("invalid", "No defect seen")
        complaint.solution = "We found no defect."
        complaint.action_propose()
        self._sign(complaint)
        complaint.action_answered()
        complaint._object("You looked at the wrong sample")
        self.assertEqual(complaint.state, "acknowledged")
        self.assertEqual(complaint.validity, "pending")
        self.assertTrue(all(complaint.sudo().signoff_ids.mapped("voided_at")))
        with self.refused("cannot be cancelled"):
            complaint._cancel("away with it")
        complaint._judge("valid", "The second sample leaks")
        self.assertEqual(complaint.state, "assessed")
        self.assertTrue(complaint.is_accepted)

    def test_second_answer_needs_its_own_proof(self):
        complaint = self._approved(remedies=({"kind": "explain"},))
        complaint.action_answered()
        complaint.write({"effect": "No leak since", "handling_mark": "5"})
        complaint.sudo().delay_told_on = self._ago(days=1)
        complaint._wait("The customer tests it")
        complaint._object("It leaks again")
        self.assertFalse(
            complaint.effect or complaint.handling_mark or complaint.delay_told_on
        )
        self.assertIn("No leak since", "".join(complaint.message_ids.mapped("body")))
        self.assertFalse(complaint.limit_ids.filtered("on_hold"))

    def test_what_is_signed_and_told_stands(self):
        complaint = self._proposed(
            remedies=(
                {"kind": "compensation", "amount": 5},
                {"kind": "rework", "description": "Here"},
            )
        )
        for record, values in (
            (complaint, {"cause": "Another one"}),
            (complaint, {"solution": "Nothing"}),
            (complaint, {"prevention": "Later"}),
            (complaint, {"containment": "None"}),
            (complaint.remedy_ids[1], {"description": "There"}),
        ):
            with self.refused("approv"):
                record.write(values)
        self._sign(complaint)
        # Whoever has signed for more is asked again.
        complaint.remedy_ids[1].action_withdraw()
        with self.refused("not approved yet"):
            complaint.action_answered()
        self._sign(complaint)
        complaint.sudo().solution = "Something else"
        with self.refused("has changed since it was signed"):
            complaint.action_answered()
        complaint.sudo().solution = "We replace the dampers"
        complaint.action_answered()
        with self.refused("told to the customer"):
            complaint.cause = "Another one"

    def test_money_has_an_amount(self):
        with self.refused("Enter the amount"):
            self._proposed(remedies=({"kind": "compensation"},))

    def test_returned_proposal_is_written_anew(self):
        complaint = self._proposed()
        signoff = complaint.sudo().signoff_ids.filtered(lambda s: s.state == "pending")
        signoff.with_user(signoff.team_id.leader_id).action_reject("Cause not proven")
        self.assertEqual(complaint.state, "containment")
        complaint.cause = "Seal cut by a worn mandrel"
        complaint.action_propose()
        self.assertEqual(complaint.state, "approval")

    def test_approved_before_answer(self):
        complaint = self._proposed()
        with self.refused("not approved yet"):
            complaint.action_answered()

    def test_reason_dialog(self):
        complaint = self._complaint()
        action = complaint.action_cancel()
        dialog = (
            self.env["order.reason"]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({"reason": "Typed twice"})
        )
        dialog.action_confirm()
        self.assertEqual(complaint.state, "cancelled")
        with self.refused("ended already"):
            complaint._cancel("again")

    def test_reason_dialog_takes_no_other_step(self):
        complaint = self._complaint()
        dialog = (
            self.env["order.reason"]
            .with_user(self.officer)
            .create(
                {
                    "res_model": complaint._name,
                    "res_id": complaint.id,
                    "step": "unlink",
                    "reason": "try",
                }
            )
        )
        with self.refused("Use the buttons"):
            dialog.action_confirm()
        dialog = (
            self.env["order.reason"]
            .with_user(self.officer)
            .create({"res_model": "res.partner", "res_id": 1, "step": "cancel", "reason": "try"})
        )
        with self.refused("no longer exists"):
            dialog.action_confirm()

    def test_others_do_not_handle(self):
        complaint = self._complaint(team_id=self.team["production"].id)
        with self.refused("is handled by"):
            complaint.with_user(self.worker).action_acknowledge()

    def test_proposal_is_taken_back(self):
        """The customer calls with new facts when all have signed and nothing has been sent."""
        complaint = self._approved()
        with self.refused("is handled by"):
            complaint.with_user(self.worker)._take_back("Mine")
        signed = complaint.sudo().signoff_ids
        complaint.sudo().remedy_ids.user_id = self.officer
        complaint.sudo().remedy_ids._ask_responsible()
        asked = complaint.sudo().remedy_ids.activity_id
        self.assertTrue(asked)
        complaint._take_step("take_back", "5,000 were meant")
        self.assertFalse(asked.exists().filtered("active"), "he is asked anew, or somebody else")
        self.assertEqual(complaint.state, "containment")
        self.assertTrue(all(signed.mapped("voided_at")))
        complaint.remedy_ids.amount = 5000
        complaint.action_propose()
        self.assertFalse(complaint._signoffs_are_accepted())
        self._sign(complaint)
        complaint.action_answered()
        with self.refused("this is done when it is"):
            complaint._take_back("Too late")

    def test_what_is_printed_is_signed(self):
        complaint = self._proposed()
        for name in ("inspection_result", "follow_up"):
            with self.refused("take the proposal back"):
                complaint[name] = "Something else"
        self._sign(complaint)
        complaint.sudo().inspection_result = "Dry"
        with self.refused("has changed since it was signed"):
            complaint.action_answered()
        complaint.sudo().inspection_result = False
        complaint.action_answered()
        # The goods often come back later.
        complaint.write({"inspection_result": "Wet", "follow_up": "Five of each lot"})

    def test_not_valid_admits_nothing(self):
        """What an earlier judgement had led to is not told: neither a cause nor a prevention."""
        complaint = self._judged()
        complaint.write(
            {
                "containment": "All stopped",
                "cause": "Our seal was cut",
                "prevention": "Another mandrel",
                "solution": "We examined the part and found it as agreed.",
            }
        )
        complaint._judge("ntf", "The sample is dry")
        complaint.action_propose()
        self._sign(complaint)
        complaint.action_answered()
        for name in ("answer", "effect"):
            letter = self.env["ir.actions.report"]._render_qweb_html(
                f"customer_complaint.report_complaint_{name}", complaint.ids
            )[0]
            text = letter.decode()
            self.assertIn("found it as agreed", text)
            for words in ("seal was cut", "Another mandrel", "All stopped"):
                self.assertNotIn(words, text)

    def test_customer_is_contacted_before_it_is_judged(self):
        complaint = self._complaint()
        with self.refused("this is done when it is"):
            complaint._judge("valid", "It leaks")
        self.assertFalse(complaint.acknowledged_on)

    def test_nothing_is_left_to_do_for_what_was_cancelled(self):
        complaint = self._complaint(team_id=self.team["production"].id, user_id=False)
        complaint.action_forward()
        self.assertEqual(complaint.sudo().activity_ids.user_id, self.officer | self.worker)
        complaint._cancel("Typed twice")
        self.assertFalse(complaint.sudo().activity_ids)

    def test_officers_are_told_where_no_department_is(self):
        self.env["order.team"].search([]).sudo().active = False
        complaint = self._complaint(user=self.worker)
        told = complaint.sudo().activity_ids.user_id
        self.assertIn(self.officer, told)
        self.assertNotIn(self.worker, told)

    def test_copy_begins_anew(self):
        complaint = self._judged(received_at=self._ago(days=40))
        complaint.write({"containment": "x", "cause": "y", "inspection_result": "z"})
        copy = complaint.copy()
        self.assertGreater(copy.received_at, self._ago(minutes=5))
        self.assertFalse(copy.containment or copy.cause or copy.inspection_result)
