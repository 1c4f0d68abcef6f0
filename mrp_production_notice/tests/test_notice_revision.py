from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import NoticeCommon


@tagged("post_install", "-at_install")
class TestNoticeRevision(NoticeCommon):
    """Revisions, withdrawal of old paper, corrections, cancelling."""

    def _confirmed(self, **vals):
        notice = self._issued(**vals)
        self._sign_all(notice)
        return notice

    def test_revision_replaces_the_notice(self):
        notice = self._confirmed()
        revision = notice._revise("The customer wants other cartons")
        self.assertEqual(revision.display_name, f"{notice.name} R2")
        self.assertEqual(revision.previous_id, notice)
        self.assertEqual((notice.state, revision.state), ("issued", "draft"))
        self.assertEqual(notice.revision_draft_id, revision)
        self.assertEqual(notice.action_revise()["res_id"], revision.id, "One revision at a time")
        self.assertEqual(revision.line_ids.product_id, self.products)
        revision.line_ids[0].packing = "Carton of 5"
        change = revision.change_ids
        self.assertEqual(change.field_label, "Packing")
        self.assertEqual((change.old_value, change.new_value), ("", "Carton of 5"))
        self.assertIn("Valve 1", change.product_name)
        revision.action_submit()
        self.assertEqual(notice.state, "issued", "In force until the revision is issued")
        self._sign(revision, "management")
        self.assertEqual((notice.state, revision.state), ("superseded", "issued"))
        self.assertEqual(notice.next_id, revision)
        self.assertTrue(notice.superseded_on)
        third = revision._revise("Once more")
        self.assertEqual(third.display_name, f"{notice.name} R3")

    def test_only_departments_concerned_sign_again(self):
        turning, assembly = self.workshops
        notice = self._notice()
        notice.line_ids[0].team_ids = turning
        notice.line_ids[1].team_ids = assembly
        notice.action_submit()
        self._sign_all(notice)
        revision = notice._revise("Other cartons for valve 1")
        revision.line_ids[0].packing = "Carton of 5"
        revision.action_submit()
        self.assertEqual(
            self._asked(revision), {"Management", "Turning", "Sales", "Warehouse"}
        )
        copies = {copy.team_id.name: copy.purpose for copy in revision.copy_ids}
        self.assertEqual(copies["Assembly"], "information")
        self.assertEqual(copies["Purchasing"], "information")
        self.assertEqual(copies["Turning"], "confirm")
        self._sign_all(revision)
        # What Assembly signed on the first revision still holds for the third.
        third = revision._revise("Quantity")
        third.line_ids[0].make_quantity = 12
        third.action_submit()
        self.assertEqual(
            self._asked(third), {"Management", "Turning", "Purchasing", "Sales", "Warehouse"}
        )

    def test_who_had_not_confirmed_is_asked_again(self):
        notice = self._issued()
        self._sign(notice, "production", "purchasing", "sales")
        revision = notice._revise("Nothing of theirs")
        revision.action_submit()
        self.assertEqual(self._asked(revision), {"Management", "Warehouse"})

    def test_who_objected_is_asked_again(self):
        notice = self._issued()
        self._sign(notice, "production", "purchasing", "sales")
        self._signoff(notice, "warehouse").action_reject("No room")
        revision = notice._revise("Later")
        revision.line_ids.write({"completion_date": "2026-12-24"})
        revision.action_submit()
        self.assertIn("Warehouse", self._asked(revision))
        self._sign(revision, "management")
        self.assertFalse(revision.has_objection)

    def test_open_signatures_end_and_given_ones_stay(self):
        notice = self._issued()
        self._sign(notice, "purchasing")
        revision = notice._revise("Later")
        revision.action_submit()
        self._sign(revision, "management")
        given = notice.sudo().signoff_ids.filtered(lambda s: s.team_id == self.teams["purchasing"])
        self.assertEqual(given.state, "accepted")
        self.assertFalse(given.voided_at)
        left = notice.sudo().signoff_ids.filtered(lambda s: s.team_id == self.teams["warehouse"])
        self.assertEqual(left.state, "cancelled")

    def test_old_paper_is_withdrawn(self):
        notice = self._confirmed()
        head = self.signers["warehouse"]
        copy = notice.copy_ids.filtered(lambda c: c.team_id == self.teams["warehouse"])
        with self.assertRaisesRegex(UserError, "need not be withdrawn"):
            copy.with_user(head).action_withdraw()
        revision = notice._revise("Later")
        revision.action_submit()
        self._sign(revision, "management")
        self.assertEqual(set(notice.copy_ids.mapped("state")), {"withdraw"})
        self.assertEqual(set(revision.copy_ids.mapped("state")), {"waiting"})
        with self.assertRaisesRegex(AccessError, "taken back by"):
            copy.with_user(self.signers["quality"]).action_withdraw()
        copy.with_user(head).action_withdraw()
        self.assertEqual((copy.state, copy.withdrawn_by_id), ("withdrawn", head))
        (notice.copy_ids - copy).with_user(self.seller).action_withdraw()
        self.assertEqual(set(notice.copy_ids.mapped("state")), {"withdrawn"})

    def test_differences_of_products_and_notice(self):
        notice = self._issued(delivery_mode="Truck")
        revision = notice._revise("Fewer")
        revision.line_ids[1].unlink()
        revision.write({"delivery_mode": "Container", "raises_cost": True})
        found = {change.field_name: change for change in revision.change_ids}
        self.assertEqual(set(found), {"delivery_mode", "raises_cost", "removed"})
        self.assertEqual(found["delivery_mode"].old_value, "Truck")
        self.assertEqual(found["raises_cost"].new_value, "Yes")
        self.assertIn("Valve 2", found["removed"].product_name)
        self.assertEqual(found["removed"].field_label, "Product taken off")
        revision.action_update_from_order()
        self.assertNotIn("removed", revision.change_ids.mapped("field_name"))

    def test_reading_the_order_again_keeps_texts(self):
        order = self._order()
        notice = self._notice(order)
        notice.line_ids[0].write({"packing": "Box", "make_quantity": 3})
        order.order_line[0].product_uom_qty = 12
        notice.action_update_from_order()
        line = notice.line_ids[0]
        self.assertEqual((line.packing, line.quantity, line.make_quantity), ("Box", 12, 12))

    def test_correction(self):
        notice = self._confirmed()
        line = notice.line_ids[0]
        head = self.signers["warehouse"]
        correction = notice.with_user(head)._correct("marks", "NW / 1-UP", "Typing error", line)
        self.assertEqual(line.marks, "NW / 1-UP")
        self.assertEqual(correction.user_id, head)
        self.assertEqual(correction.signer_name, "Warehouse")
        self.assertEqual(notice.correction_count, 1)
        self.assertEqual(notice.signoff_state, "accepted", "A correction asks nobody again")
        notice._correct("special_matters", "Keep dry", "Forgotten")
        self.assertIn("Keep dry", notice.special_matters)
        self.assertFalse(notice.correction_ids[1].line_id)
        digests = self.env["order.digest"].sudo().search([("topic", "=", "notice_corrected")])
        self.assertIn(self.signers["production"], digests.user_id)
        with self.assertRaisesRegex(UserError, "the same as before"):
            notice._correct("special_matters", "Keep dry", "Again")
        with self.assertRaisesRegex(UserError, "Say why"):
            notice._correct("delivery_mode", "Truck", " ")
        # The next revision begins with the corrected text, and says what it changed.
        revision = notice._revise("Clean paper")
        self.assertEqual(revision.line_ids[0].marks, "NW / 1-UP")
        revision.action_submit()
        self.assertIn("Sales", self._asked(revision), "It signed other marks")

    def test_what_is_no_text_needs_a_revision(self):
        notice = self._issued()
        line = notice.line_ids[0]
        for name in ("make_quantity", "product_id", "completion_date"):
            with self.assertRaisesRegex(UserError, "Make a revision"):
                notice._correct(name, "5", "Because", line)
        with self.assertRaisesRegex(UserError, "Make a revision"):
            notice._correct("state", "draft", "Because")
        other = self._issued().line_ids[0]
        with self.assertRaisesRegex(UserError, "Make a revision"):
            notice._correct("packing", "Box", "Because", other)

    def test_too_many_corrections_need_a_revision(self):
        self.company.order_notice_max_corrections = 2
        notice = self._issued()
        for number in range(2):
            notice._correct("delivery_mode", f"Truck {number}", "Because")
        with self.assertRaisesRegex(UserError, "make a revision"):
            notice._correct("delivery_mode", "Truck 9", "Because")
        with self.assertRaisesRegex(UserError, "make a revision"):
            notice.action_correct()

    def test_correction_dialog(self):
        notice = self._issued(delivery_mode="Truck")
        dialog = self.env["mrp.production.notice.correct"].with_user(self.seller).create(
            {"notice_id": notice.id, "notice_text": "delivery_mode", "reason": "Agreed today"}
        )
        self.assertEqual((dialog.old_value, dialog.new_value), ("Truck", "Truck"))
        self.assertEqual(dialog.left_count, 3)
        dialog.new_value = "Container"
        dialog.action_correct()
        self.assertEqual(notice.delivery_mode, "Container")

    def test_corrections_are_for_those_concerned_and_stay(self):
        notice = self._submitted()
        with self.assertRaisesRegex(UserError, "Only an issued notice"):
            notice._correct("delivery_mode", "Truck", "Because")
        self._sign(notice, "management")
        planner = self.signers["engineering"]
        with self.assertRaisesRegex(UserError, "departments that work by it"):
            notice.with_user(planner)._correct("delivery_mode", "Truck", "Because")
        correction = notice._correct("delivery_mode", "Truck", "Because").sudo()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            correction.reason = "Other"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            correction.unlink()

    def test_cancel(self):
        notice = self._issued()
        revision = notice._revise("Later")
        with self.assertRaisesRegex(UserError, "only management"):
            notice.action_cancel()
        action = notice.with_user(self.manager).action_cancel()
        dialogs = self.env["order.reason"].with_user(self.manager)
        dialogs.with_context(**action["context"]).create(
            {"reason": "Order withdrawn"}
        ).action_confirm()
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(notice.cancelled_reason, "Order withdrawn")
        self.assertEqual(revision.state, "cancelled")
        self.assertEqual(set(notice.copy_ids.mapped("state")), {"withdraw"})
        again = self._notice(notice.order_id)
        self.assertNotEqual(again.name, notice.name)

    def test_cancelled_draft_leaves_no_paper(self):
        notice = self._submitted()
        notice._check_can_cancel()
        notice._cancel("Not needed")
        self.assertEqual(set(notice.copy_ids.mapped("state")), {"none"})

    def test_files_stay_as_they_were_signed(self):
        notice = self._notice()
        attachment = self.env["ir.attachment"].with_user(self.seller).create(
            {"name": "drawing.pdf", "raw": b"A", "res_model": notice._name, "res_id": notice.id}
        )
        notice.attachment_ids = attachment
        attachment.raw = b"B"
        notice.action_submit()
        with self.assertRaisesRegex(UserError, "sent round"):
            attachment.raw = b"C"
        with self.assertRaisesRegex(UserError, "sent round"):
            attachment.unlink()
        self._sign(notice, "management")
        revision = notice._revise("New drawing")
        copied = revision.attachment_ids
        self.assertEqual((copied.raw, copied.res_id), (b"B", revision.id))
        copied.with_user(self.seller).raw = b"D"
        revision.write({"delivery_mode": "Truck"})
        self.assertIn("attachment_ids", revision.change_ids.mapped("field_name"))

    def test_order_with_a_notice_is_kept(self):
        order = self._order()
        notice = self._notice(order)
        order.action_cancel()
        order.with_user(self.manager).env["mrp.production.notice"]
        order.unlink()
        self.assertFalse(notice.exists(), "A draft that nobody saw goes with its order")
        order = self._order()
        self._submitted(order)
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "is kept"):
            order.unlink()
