from ast import literal_eval
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PDF, IntakeCommon


@tagged("post_install", "-at_install")
class TestPhoneRecord(IntakeCommon):
    def _record(self, user=None, **values):
        records = self.env["sale.order.phone.record"].with_user(user or self.clerk)
        return records.create(
            {
                "caller": "Mr Tan",
                "phone": "+65 1234",
                "partner_id": self.customer.id,
                "said": "As last time, in our cartons",
                "received_on": "2026-03-02 01:00:00",
                "line_ids": [
                    Command.create({"product_id": self.damper.id, "quantity": 40}),
                    Command.create({"name": "The long spring", "quantity": 3}),
                ],
                **values,
            }
        )

    def _own_attachment(self, name="fax.pdf", raw=PDF):
        return self.env["ir.attachment"].with_user(self.clerk).create({"name": name, "raw": raw})

    def test_number_and_limits(self):
        record = self._record()
        self.assertTrue(record.name.startswith("PR"))
        order = self._order(order_received_on=record.received_on)
        self.assertEqual(record.confirm_due, order.order_confirm_due)
        self.assertFalse(record.receipt_due)
        fax = self._record(channel="fax")
        self.assertEqual(fax.receipt_due, fax.received_on + timedelta(minutes=5))
        self.company.order_fax_receipt_minutes = 0
        self.assertFalse(self._record(channel="fax").receipt_due)
        self.assertFalse(self._record(purpose="inquiry").confirm_due)

    def test_what_is_missing(self):
        record = self._record(partner_id=False, phone=False)
        for text in ("call back", "Reading back", "Customer", "Quotation"):
            self.assertIn(text, record.missing)
        fax = self._record(channel="fax")
        self.assertIn("The fax as it came", fax.missing)
        self.assertIn("has arrived", fax.missing)
        self.assertNotIn("Reading back", fax.missing)

    def test_from_the_call_to_the_order(self):
        self.company.order_read_back_required = True
        record = self._record(attachment_ids=[Command.link(self._own_attachment().id)])
        record.read_back_to = "Mrs Lim"
        record.action_confirm_read_back()
        self.assertEqual(record.read_back_by_id, self.clerk)
        self.assertEqual(record.read_back_to, "Mrs Lim")
        order = self.env["sale.order"].browse(record.action_create_order()["res_id"])
        self.assertEqual(order.phone_record_id, record)
        self.assertEqual(order.intake_channel, "phone")
        self.assertEqual(order.intake_contact, "Mr Tan")
        self.assertEqual(order.order_received_on, record.received_on)
        self.assertEqual(order.follower_id, self.clerk)
        self.assertEqual(order.read_back_by_id, self.clerk)
        self.assertEqual(order.intake_document_count, 1)
        goods = order.order_line.filtered("product_id")
        self.assertEqual((goods.product_id, goods.product_uom_qty), (self.damper, 40))
        self.assertIn("3 × The long spring", order.order_line.mapped("name"))
        self.assertEqual(record.state, "ordered")
        self.assertEqual(record.form_number, "QR-SA-05")
        self.assertNotIn("record", (order.intake_missing or "").lower())
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_read_back_on_the_record_counts_for_its_order(self):
        self.company.order_read_back_required = True
        record = self._record()
        order = self.env["sale.order"].browse(record.action_create_order()["res_id"])
        with self.assertRaises(UserError):
            order.with_user(self.clerk).action_confirm()
        record.action_confirm_read_back()
        self.assertEqual(order.read_back_by_id, self.clerk)
        order.with_user(self.clerk).action_confirm()

    def test_what_changes_is_read_back_again(self):
        record = self._record()
        record.action_confirm_read_back()
        record.line_ids[0].quantity = 50
        record.write({"line_ids": [Command.update(record.line_ids[0].id, {"quantity": 60})]})
        self.assertFalse(record.read_back_on)
        record.action_confirm_read_back()
        record.answer = "Noted"
        self.assertTrue(record.read_back_on)

    def test_nothing_is_entered_for_somebody_else(self):
        record = self._record()
        for values in (
            {"read_back_on": "2026-03-02 02:00:00"},
            {"read_back_by_id": self.lead.id},
            {"receipt_confirmed_on": "2026-03-02 02:00:00"},
            {"state": "ordered"},
            {"name": "PR-1"},
            {"form_number": "X"},
        ):
            with self.assertRaises(UserError, msg=values):
                record.write(values)
            with self.assertRaises(UserError, msg=values):
                self._record(**values)
        defaults = {"default_state": "closed", "default_read_back_on": "2026-03-02 02:00:00"}
        record = self.env["sale.order.phone.record"].with_user(self.clerk)
        record = record.with_context(**defaults).create({"caller": "X"})
        self.assertEqual((record.state, record.read_back_on), ("open", False))
        with self.assertRaises(UserError):
            record.sudo().action_confirm_read_back()

    def test_fax_is_acknowledged(self):
        fax = self._record(channel="fax")
        order = self.env["sale.order"].browse(fax.action_create_order()["res_id"])
        self.assertIn("has arrived", order.intake_missing)
        fax.action_confirm_receipt()
        self.assertEqual(fax.receipt_confirmed_by_id, self.clerk)
        order.invalidate_recordset(["intake_missing"])
        self.assertNotIn("has arrived", order.intake_missing)

    def test_inquiry_is_answered(self):
        record = self._record(purpose="inquiry")
        with self.refused("answered"):
            record.action_close()
        record.answer = "12 weeks"
        record.action_close()
        self.assertEqual(record.state, "closed")
        self.assertFalse(record.missing)
        with self.assertRaises(UserError):
            record.unlink()
        record.action_reopen()
        self.assertEqual(record.state, "open")

    def test_unknown_customer_makes_no_order(self):
        with self.refused("Choose the customer"):
            self._record(partner_id=False).action_create_order()

    def test_order_without_record_says_so(self):
        for channel, expected in (("phone", True), ("fax", True), ("email", False)):
            order = self._order(intake_channel=channel)
            self.assertEqual("Phone and fax record" in order.intake_missing, expected, channel)

    def test_documents_only(self):
        with self.assertRaises(ValidationError):
            self._record(
                attachment_ids=[Command.link(self._own_attachment("x.exe", b"MZ").id)],
            )

    def test_roles(self):
        record = self._record()
        self.assertTrue(record.with_user(self.lead).read(["said"]))
        with self.assertRaises(AccessError):
            record.with_user(self.second).read(["said"])
        with self.assertRaises(AccessError):
            record.line_ids.with_user(self.second).read(["name"])
        order = self.env["sale.order"].browse(record.action_create_order()["res_id"])
        order.sudo().follower_id = self.second
        self.assertTrue(record.with_user(self.second).read(["said"]))
        with self.assertRaises(AccessError):
            record.with_user(self.finance).read(["said"])
        portal = new_test_user(self.env, "phone_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            record.with_user(portal).read(["said"])
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "phone_stranger",
            "sales_team.group_sale_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with self.assertRaises(AccessError):
            record.with_user(stranger).with_context(allowed_company_ids=other.ids).read(["said"])

    def test_form_prints(self):
        record = self._record()
        record.action_confirm_read_back()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sale_order_intake.report_sale_order_phone_record", record.ids
        )[0].decode()
        for text in ("QR-SA-05", record.name, "Mr Tan", "The long spring", "表单编号"):
            self.assertIn(text, html)

    def test_carts_are_no_unconfirmed_orders(self):
        """A shop makes carts as the system, without a channel, until the customer sends them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale_order_intake.sale_order_action_unconfirmed"
        )
        domain = literal_eval(action["domain"])
        cart = self._order()
        written = self.env["sale.order"].with_user(self.clerk).create(
            {"partner_id": self.customer.id}
        )
        mailed = self._order(intake_channel="email")
        sent = self._order(state="sent")
        found = self.env["sale.order"].search(domain)
        self.assertEqual(found & (cart | written | mailed | sent), written | mailed | sent)
