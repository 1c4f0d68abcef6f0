from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_apply import ApplyCommon


@tagged("post_install", "-at_install")
class TestApplyOrder(ApplyCommon):
    """Everything of a change that is not a quantity."""

    def _invoice(self, order):
        order.order_line.product_id.invoice_policy = "order"
        accounts = self.env["account.account"].create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "reconcile": kind == "asset_receivable",
                    "company_ids": self.company.ids,
                }
                for name, code, kind in (
                    ("Customers", "OA1000", "asset_receivable"),
                    ("Sales", "OA4000", "income"),
                )
            ]
        )
        self.customer.with_company(self.company).property_account_receivable_id = accounts[0]
        self.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "OAS",
                "type": "sale",
                "company_id": self.company.id,
                "default_account_id": accounts[1].id,
            }
        )
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_date_of_the_order(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        rod = self._productions(order, self.rod)
        starts = production.date_start, rod.date_start
        move = self._delivery(order)
        leaves = move.date
        self._apply(order, {"kind": "date", "new_date": date(2030, 6, 24)})
        self.assertEqual(order.commitment_date, datetime(2030, 6, 24, 12))
        self.assertEqual(move.date_deadline, datetime(2030, 6, 24, 12))
        self.assertEqual((move.date - leaves).days, 10)
        self.assertEqual(
            [(p.date_start - s).days for p, s in zip((production, rod), starts, strict=True)],
            [10, 10],
        )

    def test_planning_answers_with_a_later_day(self):
        order = self._sell(10)
        change = self._approved(order, {"kind": "date", "new_date": date(2030, 6, 3)})
        change.planning_date = date(2030, 6, 7)
        self._carry_out(change)
        self.assertEqual(order.commitment_date, datetime(2030, 6, 7, 12))

    def test_begun_work_is_moved_by_people(self):
        order = self._sell(10)
        production = self._productions(order, self.damper)
        production.qty_producing = 2
        production._set_qty_producing()
        start = production.date_start
        change = self._apply(order, {"kind": "date", "new_date": date(2030, 6, 24)})
        self.assertEqual(production.date_start, start)
        self.assertIn(production.name, change.activity_ids.mapped("note")[0])

    def test_price(self):
        order = self._sell(10)
        line = {"kind": "price", "order_line_id": order.order_line.id, "new_price": 42.0}
        self._apply(order, line)
        self.assertEqual(order.order_line.price_unit, 42.0)
        self.assertEqual(order.amount_untaxed, 420.0)

    def test_price_of_what_is_invoiced(self):
        order = self._sell(10)
        line = {"kind": "price", "order_line_id": order.order_line.id, "new_price": 42.0}
        change = self._approved(order, line)
        invoice = self._invoice(order)
        with self.assertRaisesRegex(UserError, "10 .*invoiced"):
            change.with_user(self.sales_user).action_apply()
        change._collect_impact()
        rows = change.impact_ids.grouped("kind")
        self.assertEqual(rows["invoice"].res_id, invoice.id)
        self.assertEqual(rows["invoice"].severity, "warning")
        self.assertEqual(rows["order"].severity, "blocking")

    def test_texts(self):
        order = self._sell(10)
        line = order.order_line
        self._apply(
            order,
            {"kind": "drawing", "order_line_id": line.id, "new_text": "C"},
            {"kind": "specification", "order_line_id": line.id, "new_text": "Damper, blue"},
        )
        self.assertEqual((line.drawing_revision, line.name), ("C", "Damper, blue"))

    def test_address(self):
        order = self._sell(10)
        dock = self.env["res.partner"].create(
            {"name": "Dock 7", "parent_id": self.customer.id, "type": "delivery"}
        )
        picking = self._delivery(order).picking_id
        self._apply(order, {"kind": "address", "new_partner_shipping_id": dock.id})
        self.assertEqual(order.partner_shipping_id, dock)
        self.assertEqual(picking.partner_id, dock)
        self.assertEqual(picking.move_ids.partner_id, dock)
        self.assertFalse(picking.activity_ids)

    def test_address_of_what_is_being_picked(self):
        order = self._sell(10)
        dock = self.env["res.partner"].create({"name": "Dock", "parent_id": self.customer.id})
        self._delivery(order).write({"quantity": 1, "picked": True})
        change = self._approved(order, {"kind": "address", "new_partner_shipping_id": dock.id})
        with self.assertRaisesRegex(UserError, "being picked"):
            change.with_user(self.sales_user).action_apply()

    def test_cancel_order(self):
        order = self._sell(10)
        self._apply(order, {"kind": "cancel_order"})
        self.assertEqual(order.state, "cancel")
        self.assertEqual({s for s, __ in self._produced(order)}, {"cancel"})
        self.assertEqual({s for s, __ in self._produced(order, self.rod)}, {"cancel"})
        self.assertEqual(set(order.picking_ids.mapped("state")), {"cancel"})

    def test_cancel_order_half_made(self):
        """What is begun stays, the rest is not made."""
        order = self._sell(10)
        production = self._productions(order, self.damper)
        self._stock(self.rod, 40)
        production.qty_producing = 4
        production._set_qty_producing()
        change = self._apply(order, {"kind": "cancel_order"})
        self.assertEqual((production.product_qty, production.qty_producing), (4, 4))
        self.assertNotEqual(production.state, "cancel")
        self.assertIn("4 ", change.activity_ids.filtered("note")[:1].note)

    def test_cancel_order_with_invoice(self):
        order = self._sell(10)
        change = self._approved(order, {"kind": "cancel_order"})
        self._invoice(order)
        with self.assertRaisesRegex(UserError, "credit the invoices"):
            change.with_user(self.sales_user).action_apply()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._produced(order), [("confirmed", 10)])

    def test_everything_that_stands_against_it_at_once(self):
        order = self._sell(10)
        dock = self.env["res.partner"].create({"name": "Dock", "parent_id": self.customer.id})
        self._delivery(order).write({"quantity": 8, "picked": True})
        change = self._approved(
            order,
            self._less(order, 5),
            {"kind": "address", "new_partner_shipping_id": dock.id},
        )
        with self.assertRaises(UserError) as caught:
            change.with_user(self.sales_user).action_apply()
        message = str(caught.exception)
        self.assertIn("8 ", message)
        self.assertIn("close the transfer first", message)
        self.assertEqual(message.count("\n- "), 2)

    def test_error_undoes_everything(self):
        order = self._sell(10)
        change = self._approved(order, self._less(order, 6))
        self.patch(
            type(self.env["sale.order.change"]),
            "_lower_supply",
            lambda *args: (_ for _ in ()).throw(UserError("broken")),
        )
        with self.assertRaises(UserError) as caught:
            change.with_user(self.sales_user).action_apply()
        self.assertEqual(str(caught.exception), "broken")
        self.assertEqual(order.order_line.product_uom_qty, 10)
        self.assertEqual((change.state, order.revision_no), ("approved", 0))

    def test_review_stays_true(self):
        self.company.order_review_enabled = True
        order = self._sell(10, confirm=False)
        review = self._sign_all(self._request(order))
        order.with_user(self.sales_user).action_confirm()
        self.assertIn(review.state, ("accepted", "conditional"))
        self._apply(order, self._less(order, 6))
        self.assertIn(review.state, ("accepted", "conditional"))
        self._apply(order, {"kind": "date", "new_date": date(2030, 6, 24)})
        self.assertFalse(review._stale_signoffs())
        # what was not asked for by a change is seen as ever
        order.order_line.product_uom_qty = 7
        self.env.flush_all()
        self.assertTrue(review._stale_signoffs())
        self.assertEqual(review.state, "stale")

    def test_deposit_follows(self):
        order = self._sell(10)
        order.order_line.price_unit = 100
        order.write({"deposit_required": True, "deposit_percent": 0.3})
        before = order.deposit_amount
        change = self._apply(order, self._less(order, 20))
        self.assertAlmostEqual(order.deposit_amount, before * 2)
        finance = change.activity_ids.filtered(lambda a: a.user_id == self.signers["finance"])
        self.assertIn("deposit", finance.note.lower())
        # whoever has a task on it may read it
        self.assertEqual(change.with_user(self.signers["finance"]).line_ids.kind, "quantity")

    def test_cancellation_charge_is_invoiced(self):
        """The customer has agreed to it: finance is told."""
        order = self._sell(10)
        change = self._approved(order, {"kind": "cancel_order"})
        change.cancellation_charge = 480
        self._carry_out(change)
        finance = change.activity_ids.filtered(lambda a: a.user_id == self.signers["finance"])
        self.assertIn("480", finance.note)

    def test_letter_of_credit_is_flagged(self):
        order = self._sell(10)
        credit = self.env["sale.letter.of.credit"].create(
            {
                "name": "LC1",
                "order_id": order.id,
                "amount": 1e6,
                "latest_shipment_on": date(2030, 6, 20),
            }
        )
        change = self._change(order, {"kind": "date", "new_date": date(2030, 7, 1)})
        change._collect_impact()
        row = change.impact_ids.filtered(lambda r: r.kind == "letter_of_credit")
        self.assertEqual((row.res_id, row.severity), (credit.id, "warning"))
        change.write({"state": "approved"})
        self._carry_out(change)
        finance = change.activity_ids.filtered(lambda a: a.user_id == self.signers["finance"])
        self.assertIn("LC1", finance.note)

    def test_name_of_the_person_stays(self):
        order = self._sell(10)
        self._apply(order, self._less(order, 6))
        self.assertIn(self.sales_user.partner_id, order.message_ids.author_id)


@tagged("post_install", "-at_install")
class TestApplyNotice(ApplyCommon):
    """What the shop reads follows the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_notice_enabled = True
        cls._make_team(
            "warehouse", {"company_id": cls.company.id, "company_ids": cls.company.ids}
        )

    def test_issued_notice_is_revised(self):
        order = self._sell(10)
        notice = self._issued(order)
        self._apply(order, self._less(order, 6))
        revision = order.notice_ids.filtered(lambda n: n.previous_id == notice)
        self.assertEqual(revision.line_ids.quantity, 6)
        self.assertEqual(revision.state, "approval")
        self.assertEqual(notice.state, "issued")
        self.assertEqual(self._produced(order), [("confirmed", 6)])

    def test_what_people_wrote_stays_on_a_line_with_a_day_of_its_own(self):
        order = self._sell(10)
        notice = self._notice(order)
        notice.line_ids.packing = "Two a box"
        self._issue(notice)
        change = self._approved(order, self._less(order, 12))
        change.planning_date = date(2030, 6, 24)
        self._carry_out(change)
        revision = order.notice_ids.filtered(lambda n: n.previous_id == notice)
        row = revision.line_ids
        self.assertEqual(row.schedule_id, order.order_line.delivery_schedule_ids)
        self.assertEqual((row.quantity, row.packing, revision.state), (12, "Two a box", "approval"))
        self.assertFalse({"added", "removed"} & set(revision.change_ids.mapped("field_name")))

    def test_more_is_released_with_the_revision(self):
        order = self._sell(10)
        notice = self._issued(order)
        self._apply(order, self._less(order, 15, production_choice="second"))
        self.assertEqual(self._produced(order), [("confirmed", 10), ("draft", 5)])
        revision = order.notice_ids.filtered(lambda n: n.previous_id == notice)
        revision.line_ids.is_new_product = False
        revision._issue()
        self.assertEqual(self._produced(order), [("confirmed", 10), ("confirmed", 5)])

    def test_more_in_the_running_order(self):
        order = self._sell(10)
        self._issued(order)
        self._apply(order, self._less(order, 15))
        self.assertEqual(self._produced(order), [("confirmed", 15)])

    def test_waiting_draft_is_lowered_once(self):
        order = self._sell(10)
        self.assertEqual(self._produced(order), [("draft", 10)])
        self._apply(order, self._less(order, 6))
        self.assertEqual(self._produced(order), [("draft", 6)])

    def test_waiting_draft_is_cancelled(self):
        order = self._sell(10)
        notice = self._notice(order)
        self._apply(order, {"kind": "cancel_line", "order_line_id": order.order_line.id})
        self.assertEqual(self._produced(order), [("cancel", 10)])
        self.assertEqual(notice.state, "cancelled")

    def test_packing(self):
        order = self._sell(10)
        notice = self._issued(order)
        line = {"kind": "packing", "order_line_id": order.order_line.id, "new_text": "Two a box"}
        self._apply(order, line)
        revision = order.notice_ids.filtered(lambda n: n.previous_id == notice)
        self.assertEqual(revision.line_ids.packing, "Two a box")
        self.assertIn("packing", revision.change_ids.mapped("field_name"))

    def test_packing_before_there_is_a_notice(self):
        order = self._sell(10)
        line = {"kind": "packing", "order_line_id": order.order_line.id}
        self._apply(order, {**line, "new_text": "Two a box"})
        self._apply(order, {**line, "new_text": "Four a box"})
        self.assertEqual(self._notice(order).line_ids.packing, "Four a box")

    def test_notices_were_switched_off(self):
        """The change is carried out; who follows the order tells the shop."""
        order = self._sell(10)
        notice = self._issued(order)
        self.company.order_notice_enabled = False
        change = self._apply(order, self._less(order, 6))
        self.assertEqual((change.state, notice.state), ("applied", "issued"))
        self.assertIn(change.name, "".join(notice.activity_ids.mapped("summary")))

    def test_price_is_none_of_the_shop(self):
        order = self._sell(10)
        self._issued(order)
        self._apply(
            order, {"kind": "price", "order_line_id": order.order_line.id, "new_price": 1.0}
        )
        self.assertEqual(len(order.notice_ids), 1)

    def test_cancelled_order(self):
        order = self._sell(10)
        notice = self._issued(order)
        self._apply(order, {"kind": "cancel_order"})
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual({s for s, __ in self._produced(order)}, {"cancel"})
        planning = self.signers["planning"]
        self.assertFalse(notice.activity_ids.filtered(lambda a: a.user_id == planning))
