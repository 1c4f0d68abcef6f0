from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import SIGNER, IntakeCommon


@tagged("post_install", "-at_install")
class TestIntakeSecurity(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(user_id=cls.lead.id, follower_id=cls.lead.id)

    def test_follower_sees_and_edits_what_he_follows(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.clerk).read(["name"])
        self.order.sudo().follower_id = self.clerk
        order = self.order.with_user(self.clerk)
        self.assertTrue(order.read(["name"]))
        order.order_line.product_uom_qty = 7
        order.note = "Followed"
        self.assertIn(order, self.env["sale.order"].with_user(self.clerk).search([]))

    def test_next_follower_reads_but_does_not_edit(self):
        handover = (
            self.env["sale.order.handover"]
            .with_user(self.lead)
            .create({"order_ids": self.order.ids, "to_user_id": self.second.id})
        )
        handover.action_request()
        self.assertTrue(self.order.with_user(self.second).order_line.read(["name"]))
        with self.assertRaises(AccessError):
            self.order.with_user(self.second).note = "Not mine yet"
        with self.assertRaises(AccessError):
            self.order.with_user(self.second).order_line.product_uom_qty = 7
        self.assertTrue(handover.with_user(self.second).read(["note"]))
        with self.assertRaises(AccessError):
            handover.with_user(self.clerk).read(["note"])

    def test_what_the_system_keeps_is_not_entered(self):
        order = self._order().with_user(self.lead)
        topics = {
            order: {
                "read_back_on",
                "order_class_proposed",
                "delivery_batch_count",
                "deposit_received_amount",
                "letter_of_credit_count",
                "proof_count",
                "presale_order_id",
                "form_number",
            },
            order.order_line: {"delivery_batch_count", "presale_converted_qty"},
        }
        for document, names in topics.items():
            self.assertLessEqual(names, document._system_fields())
            for name in document._system_fields():
                with self.refused("cannot be entered"):
                    document.write({name: document[name]})
                with self.refused("cannot be entered"):
                    document.create({name: document[name]})
        keys = {"default_proof_count": 3, "default_delivery_batch_count": 4}
        copy = order.with_context(**keys).copy()
        self.assertEqual((copy.proof_count, copy.delivery_batch_count), (0, 0))
        self.assertEqual(copy.order_line.delivery_batch_count, 0)

    def test_sales_staff_without_our_groups_work_undisturbed(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.damper
        order = form.save()
        order.action_propose_order_class()
        self.assertEqual(order.order_class, "irregular")
        order.copy()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        action = self.env.ref("sale_order_intake.sale_order_action_unconfirmed")
        self.env["sale.order"].with_user(self.seller).web_search_read(
            [], {name: {} for name in ("name", "intake_missing", "order_confirm_due")}
        )
        self.assertTrue(action)

    def test_staff_of_other_departments_work_undisturbed(self):
        users = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        stock = new_test_user(self.env, "intake_stock", "stock.group_stock_user", **users)
        order = self._order()
        order.action_confirm()
        picking = order.picking_ids.with_user(stock)
        picking.move_ids.write({"quantity": 5, "picked": True})
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        income, receivable = self.env["account.account"].create(
            [
                {"name": "Income", "code": "INT1", "account_type": "income"},
                {"name": "Receivable", "code": "INT2", "account_type": "asset_receivable"},
            ]
        )
        self.env["account.journal"].create(
            {
                "name": "Sales",
                "type": "sale",
                "code": "INT",
                "company_id": self.company.id,
                "default_account_id": income.id,
            }
        )
        self.customer.property_account_receivable_id = receivable
        invoice = order.with_user(self.finance)._create_invoices()
        self.assertTrue(invoice)

    def test_signer_alone_reads_his_handovers_only(self):
        users = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        signer = new_test_user(self.env, "intake_signer", SIGNER, **users)
        handover = self.env["sale.order.handover"].create(
            {"order_ids": self.order.ids, "to_user_id": self.second.id}
        )
        self.assertFalse(self.env["sale.order.handover"].with_user(signer).search([]))
        with self.assertRaises(AccessError):
            handover.with_user(signer).read(["name"])
        with self.assertRaises(AccessError):
            self.env["sale.order.handover"].with_user(signer).create(
                {"order_ids": self.order.ids, "to_user_id": signer.id}
            )

    def test_handovers_stay_in_their_company(self):
        handover = self.env["sale.order.handover"].create(
            {"order_ids": self.order.ids, "to_user_id": self.second.id}
        )
        other = self.env["res.company"].create({"name": "Intake Other Company"})
        stranger = new_test_user(
            self.env,
            "intake_stranger",
            "sales_team.group_sale_manager,order_signoff.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        handover = handover.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(handover.search([]))
        with self.assertRaises(AccessError):
            handover.read(["name"])

    def test_portal_user_reads_no_internal_judgement(self):
        portal = new_test_user(self.env, "intake_portal", "base.group_portal")
        self.order.partner_id = portal.partner_id
        order = self.order.with_user(portal)
        self.assertTrue(order.read(["name", "delivery_start_on"]))
        for name in ("order_class_note", "order_class_reason", "order_class_basis"):
            with self.assertRaises(AccessError):
                order.read([name])
        with self.assertRaises(AccessError):
            self.env["sale.order.handover"].with_user(portal).search([])

    def test_public_actions_respect_rights(self):
        self.order.with_user(self.lead).action_propose_order_class()
        for method in ("action_propose_order_class", "action_confirm_read_back"):
            with self.assertRaises(AccessError):
                getattr(self.order.with_user(self.clerk), method)()

    def test_fields_are_logged(self):
        for name in (
            "order_kind",
            "order_class",
            "order_urgency",
            "follower_id",
            "customer_confirmed_on",
            "deposit_received_on",
            "read_back_on",
        ):
            self.assertTrue(self.env["sale.order"]._fields[name].tracking, name)
