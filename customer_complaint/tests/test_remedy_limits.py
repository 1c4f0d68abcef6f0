from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestRemedyLimits(DocumentsCommon):
    """What a document cannot carry is said, and who cannot carry it out is not asked."""

    def _told(self, complaint, words):
        return complaint.sudo().activity_ids.filtered(lambda a: words in (a.summary or "")).user_id

    def test_less_comes_back_than_was_approved(self):
        order = self._ordered(12)
        for _part in range(2):
            picking = order.picking_ids.filtered(lambda picking: picking.state != "done")
            picking.move_ids.write({"quantity": 6, "picked": True})
            picking._action_done()
        complaint = self._approved(
            remedies=({"kind": "return", "quantity": 10},),
            order_id=order.id,
            order_line_id=order.order_line.id,
        )
        remedy = complaint.with_user(self.shopper).remedy_ids
        remedy.action_carry_out()
        self.assertEqual(remedy.return_id.move_ids.product_uom_qty, 6)
        self.assertEqual(self._told(complaint, "Less comes back"), self.officer)
        self.assertIn("6 of 10", "".join(complaint.activity_ids.mapped(lambda a: a.note or "")))

    def test_less_is_credited_than_was_approved(self):
        self.order._create_invoices().action_post()
        complaint = self._answered(kind="credit", quantity=3, amount=300)
        complaint.remedy_ids.action_carry_out()
        refund = complaint.sudo().remedy_ids.refund_id
        refund.invoice_line_ids.quantity = 2
        refund.action_post()
        self.assertEqual(self._told(complaint, "Less was credited"), self.officer)

    def test_delivered_in_parts(self):
        """Of a kit the parts are delivered: nobody looks for a delivery that does not exist."""
        part = self.env["product.product"].create({"name": "Rod", "type": "consu"})
        order = self._ordered(4)
        picking = order.picking_ids
        whole = picking.move_ids
        parts = whole.copy({"product_id": part.id, "picking_id": picking.id})
        whole._action_cancel()
        parts._action_confirm()
        parts.write({"quantity": 4, "picked": True})
        picking._action_done()
        self.assertEqual(parts.sale_line_id, order.order_line)
        complaint = self._approved(
            remedies=({"kind": "return", "quantity": 1},),
            order_id=order.id,
            order_line_id=order.order_line.id,
        )
        self.assertEqual(complaint.sudo().picking_id, picking)
        remedy = complaint.with_user(self.shopper).remedy_ids
        with self.refused("delivered in parts"):
            remedy.action_carry_out()
        self.assertTrue(remedy.may_end)
        remedy.action_done()
        self.assertEqual(remedy.state, "done")

    def test_responsible_is_somebody_who_can_open_it(self):
        keeper = self._user("complaint_inventory_only", "stock.group_stock_user")
        complaint = self._judged()
        remedy = {"kind": "rework", "user_id": keeper.id}
        with self.assertRaisesRegex(ValidationError, "cannot open the complaint"):
            complaint.remedy_ids = [(0, 0, remedy)]
        found = self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref("order_signoff.group_user").ids)]
        )
        self.assertIn(self.worker, found)
        self.assertNotIn(keeper, found)

    def test_nobody_makes_himself_responsible(self):
        """Whoever is responsible carries out what was approved."""
        complaint = self._approved()
        remedy = complaint.remedy_ids.with_user(self.worker)
        with self.refused("is handled by"):
            remedy.user_id = self.worker
        with self.refused("is handled by"):
            remedy.action_done()
        complaint.remedy_ids.user_id = self.worker
        remedy.action_done()
        self.assertEqual(remedy.state, "done")
