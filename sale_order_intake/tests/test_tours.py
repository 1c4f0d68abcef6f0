from odoo.tests import HttpCase, tagged

from .common import IntakeCommon


@tagged("post_install", "-at_install")
class TestTours(IntakeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_read_back_required = True
        # Written by a person: what the system makes without a channel is a cart.
        cls.env = cls.env(user=cls.lead)
        order = cls._order(name="INTAKE-1", client_order_ref="PO-77", user_id=cls.clerk.id)
        cls.env = cls.env(user=cls.env.ref("base.user_root"))
        cls.order = order.with_env(cls.env)

    def test_clerk_takes_an_order_in_at_the_desk(self):
        self.start_tour("/odoo/unconfirmed-orders", "sale_order_intake_desk", login="intake_clerk")
        order = self.order
        self.assertEqual(order.intake_channel, "phone")
        self.assertEqual(order.order_class, "regular")
        self.assertEqual(order.order_class_note, "Same drawing as before")
        self.assertEqual(order.follower_id, self.clerk)
        self.assertEqual(order.read_back_by_id, self.clerk)
        self.assertEqual(order.order_urgency, "urgent")
        handover = order.order_handover_ids
        self.assertEqual(handover.state, "waiting")
        self.assertEqual(handover.to_user_id, self.second)

    def test_new_follower_signs_on_the_phone(self):
        self.order.follower_id = self.clerk
        self.env["sale.order.handover"].with_user(self.clerk).create(
            {"order_ids": self.order.ids, "to_user_id": self.second.id}
        ).action_request()
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour("/odoo/my-sign-offs", "sale_order_intake_phone", login="intake_second")
        self.assertEqual(self.order.follower_id, self.second)

    def test_presale_order_is_converted(self):
        presale = self._order(name="PRESALE-1", order_kind="presale")
        presale.order_line.product_uom_qty = 100
        self.start_tour(
            f"/odoo/presale-orders/{presale.id}", "sale_order_intake_convert", login="intake_clerk"
        )
        order = self.env["sale.order"].search([("presale_order_id", "=", presale.id)])
        self.assertEqual(order.order_line.product_uom_qty, 60)

    def test_clerk_takes_a_call_on_the_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour(
            "/odoo/phone-records", "sale_order_intake_phone_record", login="intake_clerk"
        )
        record = self.env["sale.order.phone.record"].search([("caller", "=", "Mr Tan")])
        self.assertEqual(record.read_back_by_id, self.clerk)
        self.assertEqual(record.read_back_to, "Mrs Lim")

    def test_clerk_splits_a_line_and_sees_two_transfers(self):
        self.env["res.partner"].create(
            {"name": "Second Plant", "parent_id": self.customer.id, "type": "other"}
        )
        self.clerk.group_ids |= self.env.ref("stock.group_stock_user")
        self.company.order_read_back_required = False
        self.order.commitment_date = "2026-12-15 04:00:00"
        self.start_tour(
            f"/odoo/sales/{self.order.id}", "sale_order_intake_batches", login="intake_clerk"
        )
        self.assertEqual(len(self.order.picking_ids), 2)
        self.assertEqual(self.order.delivery_schedule_ids.mapped("quantity"), [3, 2])
        self.assertEqual(len(self.order.picking_ids.partner_id), 2)
