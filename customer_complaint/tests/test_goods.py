from odoo import Command, fields
from odoo.tests import tagged

from .common import ComplaintCommon
from .test_intake import PNG_BASE64 as PNG


@tagged("post_install", "-at_install")
class TestGoods(ComplaintCommon):
    """Order, delivery, lot and claim period are found by the system."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tracked = cls.env["product.product"].create(
            {
                "name": "Tracked Damper",
                "type": "consu",
                "is_storable": True,
                "tracking": "lot",
                "categ_id": cls.family.id,
            }
        )
        cls.lot = cls.env["stock.lot"].create(
            {"name": "L-77", "product_id": cls.tracked.id, "company_id": cls.company.id}
        )
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.env["stock.quant"]._update_available_quantity(
            cls.tracked, warehouse.lot_stock_id, 100, lot_id=cls.lot
        )

    @classmethod
    def _delivered(cls, partner, quantity=10):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.tracked.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        picking = order.picking_ids
        picking.action_assign()
        picking.move_ids.picked = True
        picking._action_done()
        return order

    def test_delivery_quantity_and_lot(self):
        order = self._delivered(self.customer)
        complaint = self._complaint(
            product_id=self.tracked.id, order_id=order.id, order_line_id=order.order_line.id
        )
        self.assertEqual(complaint.sudo().picking_id, order.picking_ids)
        self.assertEqual(complaint.qty_delivered, 10)
        self.assertTrue(complaint.delivered_on)
        batch = complaint.evidence_ids.filtered(lambda line: line.kind == "batch")
        self.assertEqual(batch.state, "missing")
        complaint.action_fill_from_order()
        self.assertEqual(complaint.sudo().lot_ids, self.lot)
        # What the system knows is ticked off.
        self.assertEqual(batch.state, "here")
        self.assertIn("L-77", batch.note)
        self.assertNotIn("Lot, Serial Number", complaint.evidence_missing)
        self.assertEqual(self.lot.complaint_count, 1)
        self.assertEqual(
            self.env["customer.complaint"].search(self.lot.action_view_complaints()["domain"]),
            complaint.with_env(self.env),
        )

    def test_signed_receipt_is_evidence(self):
        order = self._delivered(self.customer)
        order.picking_ids.signature = PNG
        complaint = self._complaint(product_id=self.tracked.id, order_id=order.id)
        self.assertTrue(complaint.receipt_signed)
        receipt = complaint.evidence_ids.filtered(lambda line: line.kind == "receipt")
        self.assertEqual(receipt.state, "here")
        self.assertIn(order.picking_ids.name, receipt.note)

    def test_other_customers_of_the_lot(self):
        order = self._delivered(self.customer)
        self._delivered(self.other)
        complaint = self._complaint(
            product_id=self.tracked.id,
            order_id=order.id,
            lot_ids=[Command.set(self.lot.ids)],
            user=self.env.user,
        )
        self.assertEqual(complaint.affected_partner_ids, self.other)

    def test_claim_period(self):
        order = self._delivered(self.customer)
        order.picking_ids.date_done = self._ago(days=40)
        complaint = self._complaint(product_id=self.tracked.id, order_id=order.id)
        self.assertTrue(complaint.claim_late)
        self.assertEqual(
            complaint.action_acknowledge()
            and complaint.action_judge()["context"]["default_validity"],
            "expired",
        )
        self.customer.complaint_period_days = 60
        complaint.invalidate_recordset()
        self.assertFalse(complaint.claim_late)
        order.complaint_period_days = 20
        complaint.invalidate_recordset()
        self.assertTrue(complaint.claim_late)
        self.assertIn("20", complaint.claim_text)

    def test_delivery_with_these_goods(self):
        """Of several deliveries of the order, the one with the product, and with the lot."""
        order = self._delivered(self.customer)
        first = order.picking_ids
        newer = self.lot.copy({"name": "L-78"})
        self.env["stock.quant"]._update_available_quantity(
            self.tracked, first.location_id, 5, lot_id=newer
        )
        second = self._delivered_more(order, self.tracked, newer)
        third = self._delivered_more(order, self.product)
        first.date_done, second.date_done = self._ago(days=90), self._ago(days=30)
        complaint = self._complaint(product_id=False, order_id=order.id)
        self.assertEqual(complaint.sudo().picking_id, third)
        complaint.order_line_id = order.order_line[0]
        self.assertEqual(complaint.sudo().picking_id, second)
        complaint.sudo().lot_ids = self.lot
        self.assertEqual(complaint.sudo().picking_id, first)
        self.assertTrue(complaint.claim_late)

    def _delivered_more(self, order, product, lot=None):
        """Add a line to the order and deliver it."""
        before = order.picking_ids
        order.order_line = [Command.create({"product_id": product.id, "product_uom_qty": 5})]
        picking = order.picking_ids - before
        picking.action_assign()
        if lot:
            picking.move_line_ids.lot_id = lot
        picking.move_ids.write({"quantity": 5, "picked": True})
        picking._action_done()
        return picking

    def test_lot_as_told(self):
        """The number on the goods tells the product, the delivery and who else has it."""
        self._delivered(self.customer)
        self._delivered(self.other)
        complaint = self._complaint(product_id=False, lot_text="no. L-77, second box")
        seen = complaint.sudo()
        self.assertEqual((seen.lot_ids, seen.product_id), (self.lot, self.tracked))
        self.assertEqual(seen.affected_partner_ids, self.other)
        # Of another customer's lot nothing is taken over.
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        other = self._complaint(partner_id=stranger.id, product_id=False, lot_text="L-77")
        self.assertFalse(other.sudo().lot_ids)

    def test_smart_buttons(self):
        order = self._delivered(self.customer)
        complaint = self._complaint(product_id=self.tracked.id, order_id=order.id)
        self.env.invalidate_all()
        self.assertEqual(order.complaint_count, 1)
        self.assertEqual(order.picking_ids.complaint_count, 1)
        self.assertEqual(self.customer.complaint_count, 1)
        self.assertEqual(
            self.env["customer.complaint"].search(order.action_view_complaints()["domain"]),
            complaint.with_env(self.env),
        )

    def test_delivered_on_may_be_entered(self):
        complaint = self._complaint(delivered_on=fields.Date.today())
        self.assertTrue(complaint.claim_until)
