from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestPresale(IntakeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.presale = cls._order(cls.damper | cls.spring, order_kind="presale")
        cls.presale.order_line.product_uom_qty = 100
        cls.damper_line, cls.spring_line = cls.presale.order_line

    def _convert(self, quantity, line=None, user=None):
        line = line or self.damper_line
        presale = line.order_id.with_user(user or self.clerk)
        return presale._convert_presale({line.with_env(presale.env): (quantity, 9)})

    # --- never confirmed ---

    def test_no_way_to_confirm(self):
        order = self.presale.with_user(self.clerk)
        with self.refused("never confirmed"):
            order.action_confirm()
        with self.refused("never confirmed"):
            order.write({"state": "sale"})
        with self.refused("never confirmed"):
            order.sudo().write({"state": "sale"})
        with self.refused("never confirmed"):
            self.env["sale.order"].with_user(self.clerk).create(
                {"partner_id": self.customer.id, "order_kind": "presale", "state": "sale"}
            )
        with self.refused("never confirmed"):
            self.damper_line.with_user(self.clerk).write({"state": "sale", "product_uom_qty": 101})
            self.damper_line.with_user(self.clerk).write({"product_uom_qty": 102})
        confirmed = self._order()
        confirmed.action_confirm()
        with self.assertRaises(UserError):
            confirmed.order_kind = "presale"

    def test_customer_neither_signs_nor_pays(self):
        order = self._order(order_kind="presale", require_signature=True, require_payment=True)
        order.state = "sent"
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())
        order.order_kind = "customer"
        self.assertTrue(order._has_to_be_signed())

    def test_payment_never_strands(self):
        order = self._order(order_kind="presale", require_payment=True)
        provider = self.env["payment.provider"].create(
            {"name": "Presale Provider", "company_id": self.company.id, "state": "disabled"}
        )
        method = self.env["payment.method"].create({"name": "Test", "code": "presale_test"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": "presale-test",
                "sale_order_ids": order.ids,
                "state": "done",
            }
        )
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertEqual(order.state, "draft")

    def test_switched_off_nothing_is_asked(self):
        self.company.order_intake_enabled = False
        self.presale.action_confirm()
        self.assertEqual(self.presale.state, "sale")

    # --- conversion ---

    def test_convert_in_parts(self):
        order = self._convert(60)
        self.assertEqual(order.order_kind, "customer")
        self.assertEqual(order.presale_order_id, self.presale)
        self.assertEqual(order.order_line.presale_line_id, self.damper_line)
        self.assertEqual(order.order_line.product_uom_qty, 60)
        self.assertEqual(order.order_line.price_unit, 9)
        self.assertEqual(order.origin, self.presale.name)
        self.assertEqual(self.damper_line.presale_converted_qty, 60)
        self.assertEqual(self.damper_line.presale_remaining_qty, 40)
        self._convert(40)
        self.assertEqual(self.damper_line.presale_remaining_qty, 0)
        self.assertTrue(self.presale.presale_open, "the springs remain")
        self._convert(100, self.spring_line)
        self.assertFalse(self.presale.presale_open)
        self.assertEqual(self.presale.following_order_count, 3)

    def test_converted_order_is_confirmed_and_delivered_as_ever(self):
        order = self._convert(60)
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 60)

    def test_never_more_than_committed(self):
        self._convert(60)
        with self.refused("commits only"):
            self._convert(41)
        self.damper_line.product_uom_qty = 101
        self._convert(41)
        with self.assertRaises(UserError):
            self.damper_line.product_uom_qty = 100

    def test_quantity_of_the_customer_order_counts(self):
        order = self._convert(60)
        line = order.with_user(self.clerk).order_line
        with self.refused("commits only"):
            line.product_uom_qty = 101
        line.product_uom_qty = 100
        self.assertEqual(self.damper_line.presale_remaining_qty, 0)
        line.write({"product_uom_qty": 8, "product_uom_id": self.env.ref("uom.product_uom_dozen")})
        self.assertEqual(self.damper_line.presale_converted_qty, 96)

    def test_cancelled_orders_give_back(self):
        order = self._convert(60)
        order.action_cancel()
        self.assertEqual(self.damper_line.presale_remaining_qty, 100)
        self._convert(90)
        with self.refused("commits only"):
            order.action_draft()
        order.sudo().unlink()
        self.assertEqual(self.damper_line.presale_converted_qty, 90)

    def test_deleted_lines_and_orders_give_back(self):
        order = self._convert(60)
        order.order_line.unlink()
        self.assertEqual(self.damper_line.presale_converted_qty, 0)
        order = self._convert(60)
        order.sudo().unlink()
        self.assertEqual(self.damper_line.presale_converted_qty, 0)

    def test_links_are_kept_by_the_conversion_only(self):
        order = self._convert(60).with_user(self.clerk)
        line = order.order_line
        for record, values in (
            (order, {"presale_order_id": False}),
            (line, {"presale_line_id": False}),
            (line, {"product_id": self.valve.id}),
            (self.damper_line.with_user(self.clerk), {"presale_converted_qty": 0}),
            (self.damper_line.with_user(self.clerk), {"product_id": self.valve.id}),
            (order, {"order_kind": "presale"}),
            (self.presale.with_user(self.clerk), {"order_kind": "customer"}),
        ):
            with self.assertRaises(UserError, msg=values):
                record.write(values)
        with self.assertRaises(UserError):
            self.env["sale.order"].with_user(self.clerk).create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.damper.id, "presale_line_id": self.damper_line.id}
                        )
                    ],
                }
            )
        copy = order.copy()
        self.assertFalse(copy.presale_order_id)
        self.assertFalse(copy.order_line.presale_line_id)
        self.assertEqual(self.damper_line.presale_converted_qty, 60)

    def test_presale_order_is_kept(self):
        self._convert(60)
        with self.assertRaises(UserError):
            self.presale.unlink()
        with self.assertRaises(UserError):
            self.damper_line.unlink()

    def test_nonsense_is_refused(self):
        for quantity in (0, -5):
            with self.assertRaises(UserError):
                self._convert(quantity)
        with self.assertRaises(UserError):
            self.presale._convert_presale({})
        self.presale.action_cancel()
        with self.assertRaises(UserError):
            self._convert(5)
        with self.assertRaises(UserError):
            self._order().action_convert_presale()

    def test_wizard(self):
        action = self.presale.with_user(self.clerk).action_convert_presale()
        wizard = self.env["sale.order.presale.convert"].with_user(self.clerk)
        wizard = wizard.with_context(**action["context"]).create({"client_order_ref": "PO-9"})
        self.assertEqual(wizard.line_ids.mapped("quantity"), [100, 100])
        wizard.line_ids[1].quantity = 0
        wizard.line_ids[0].write({"quantity": 30, "price_unit": 12.5})
        order = self.env["sale.order"].browse(wizard.action_convert()["res_id"])
        self.assertEqual(order.client_order_ref, "PO-9")
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [30])
        self.assertEqual(order.order_line.price_unit, 12.5)
        self.assertEqual(order.action_view_source_order()["res_id"], self.presale.id)
        found = self.env["sale.order"].search(self.presale.action_view_following_orders()["domain"])
        self.assertEqual(found, order)

    def test_only_who_may_write_the_order_converts(self):
        foreign = self._order(order_kind="presale", user_id=self.lead.id)
        with self.assertRaises(AccessError):
            self._convert(1, foreign.order_line)
        wizard = self.env["sale.order.presale.convert"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            wizard.with_context(default_order_id=foreign.id).default_get(["order_id", "line_ids"])

    # --- forecast ---

    def test_forecast(self):
        self._convert(60)
        self.env.flush_all()
        rows = self.env["sale.order.presale.report"].search([("order_id", "=", self.presale.id)])
        by_product = {row.product_id: row for row in rows}
        damper = by_product[self.damper]
        self.assertEqual(
            (damper.committed_qty, damper.converted_qty, damper.remaining_qty), (100, 60, 40)
        )
        self.assertEqual(damper.partner_id, self.customer)
        self.presale.action_cancel()
        self.env.flush_all()
        self.assertFalse(
            self.env["sale.order.presale.report"].search([("order_id", "=", self.presale.id)])
        )

    def test_who_reads_the_forecast(self):
        users = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        store = new_test_user(self.env, "presale_store", "stock.group_stock_user", **users)
        report = self.env["sale.order.presale.report"]
        self.env.flush_all()
        domain = [("order_id", "=", self.presale.id)]
        for user, count in ((self.clerk, 2), (self.second, 0), (self.lead, 2), (store, 2)):
            self.assertEqual(report.with_user(user).search_count(domain), count, user.login)
        with self.assertRaises(AccessError):
            report.with_user(self.finance).search(domain)


@tagged("post_install", "-at_install")
class TestPresalePortal(IntakeCommon, HttpCase):
    def test_portal_refuses_signature_and_payment(self):
        order = self._order(
            order_kind="presale", state="sent", require_signature=True, require_payment=True
        )
        token = order._portal_ensure_token()
        answer = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": token, "name": "X", "signature": "iVBORw0KGgo="},
        )
        self.assertIn("intent", answer["error"])
        with self.assertRaisesRegex(Exception, "ValidationError"), mute_logger("odoo.http"):
            self.make_jsonrpc_request(
                f"/my/orders/{order.id}/transaction/",
                {
                    "access_token": token,
                    "provider_id": None,
                    "payment_method_id": None,
                    "token_id": None,
                    "amount": None,
                    "flow": "direct",
                    "tokenization_requested": False,
                    "landing_route": "/",
                },
            )
        self.assertEqual(order.state, "sent")
        self.assertFalse(order.signature)


@tagged("post_install", "-at_install")
class TestPresaleTwoAtOnce(TransactionCase):
    """Two cursors: what one has seen before the other converted must not count."""

    def setUp(self):
        super().setUp()
        # Only committed records can be seen by two cursors; nothing of them stays.
        with self.registry.cursor() as cr:
            env = self.env(cr=cr, context={"tracking_disable": True})
            company = env.ref("base.main_company")
            self.switched_on = company.order_intake_enabled
            company.order_intake_enabled = True
            product = env["product.product"].create({"name": "Damper", "type": "consu"})
            order = env["sale.order"].create(
                {
                    "partner_id": company.partner_id.id,
                    "company_id": company.id,
                    "order_kind": "presale",
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 10})
                    ],
                }
            )
            self.company_id, self.order_id = company.id, order.id
        self.addCleanup(self._clean, product.id)

    def _clean(self, product_id):
        with self.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["sale.order"].search([("presale_order_id", "=", self.order_id)]).unlink()
            env["sale.order"].browse(self.order_id).unlink()
            env["product.product"].browse(product_id).unlink()
            env.ref("base.main_company").order_intake_enabled = self.switched_on

    @mute_logger("odoo.sql_db")
    def test_second_starts_again(self):
        order_id = self.order_id
        context = {"allowed_company_ids": [self.company_id], "tracking_disable": True}
        with self.registry.cursor() as first, self.registry.cursor() as second:
            one = self.env(cr=first, context=context)["sale.order"].browse(order_id)
            two = self.env(cr=second, context=context)["sale.order"].browse(order_id)
            self.assertEqual(two.order_line.presale_remaining_qty, 10, "both see all of it")
            one._convert_presale({one.order_line: (7, 1)})
            first.commit()
            with self.assertRaises(SerializationFailure):
                two._convert_presale({two.order_line: (7, 1)})
                two.env.flush_all()
            second.rollback()
            two.env.invalidate_all()
            # What Odoo does with a request that failed so: it plays it once more.
            with self.assertRaises(UserError):
                two._convert_presale({two.order_line: (7, 1)})
            second.rollback()
            two.env.invalidate_all()
            two._convert_presale({two.order_line: (3, 1)})
            self.assertEqual(two.order_line.presale_remaining_qty, 0)
            second.rollback()


@tagged("post_install", "-at_install")
class TestSample(IntakeCommon):
    def test_order_follows_its_sample(self):
        sample = self._order(order_kind="sample")
        order = self._order(sample_order_id=sample.id)
        self.assertEqual(sample.following_order_count, 1)
        found = self.env["sale.order"].search(sample.action_view_following_orders()["domain"])
        self.assertEqual(found, order)
        self.assertEqual(order.action_view_source_order()["res_id"], sample.id)
        with self.assertRaises(ValidationError):
            order.sample_order_id = self._order()
        sample.action_confirm()
        self.assertEqual(sample.state, "sale")
