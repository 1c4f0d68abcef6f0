from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_complaint.tests.common import OFFICER, ComplaintCommon


@tagged("post_install", "-at_install")
class TestRepair(ComplaintCommon):
    """Rework and repair make Odoo's repair order and follow its state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workshop = cls._user("complaint_repair", f"{OFFICER},stock.group_stock_user")
        cls.plain = cls._user("complaint_repair_plain", "stock.group_stock_user")

    def _answered(self):
        complaint = self._approved(
            remedies=({"kind": "rework", "description": "New seals", "quantity": 2},)
        )
        complaint.action_answered()
        return complaint.with_user(self.workshop)

    def test_repair(self):
        complaint = self._answered()
        remedy = complaint.remedy_ids
        self.assertTrue(remedy.can_make_document)
        remedy.action_carry_out()
        repair = remedy.repair_id
        self.assertEqual(
            (repair.product_id, repair.product_qty, repair.partner_id, repair.company_id),
            (self.product, 2, self.contact, self.company),
        )
        self.assertTrue(repair.under_warranty)
        self.assertIn("New seals", repair.internal_notes)
        self.assertEqual(remedy.state, "running")
        self.assertEqual(complaint.state, "execution")
        with self.refused("finish that"):
            remedy.action_done()
        # Pressed again it opens the same one.
        self.assertEqual(remedy.action_carry_out()["res_id"], repair.id)
        self.assertEqual(repair.complaint_count, 1)
        self.assertEqual(repair.action_view_complaints()["res_id"], complaint.id)
        repair._action_repair_confirm()
        repair.action_repair_start()
        repair.with_user(self.plain).action_repair_done()
        self.assertEqual(remedy.state, "done")
        self.assertEqual(complaint.state, "verification")

    def test_cancelled_repair(self):
        complaint = self._answered()
        remedy = complaint.remedy_ids
        remedy.action_carry_out()
        first = remedy.repair_id
        first.action_repair_cancel()
        self.assertEqual((remedy.state, remedy.has_document), ("planned", False))
        remedy.action_carry_out()
        self.assertNotEqual(remedy.repair_id, first)

    def test_returned_goods(self):
        delivery = self._moved("out_type_id")
        back = self._moved("in_type_id")
        back.sudo().return_id = delivery
        complaint = self._answered()
        complaint.sudo().write(
            {
                "remedy_ids": [
                    Command.create({"kind": "return", "quantity": 2, "return_id": back.id})
                ]
            }
        )
        remedy = complaint.remedy_ids.filtered(lambda remedy: remedy.kind == "rework")
        remedy.action_carry_out()
        self.assertEqual(remedy.repair_id.picking_id, back)
        self.assertEqual(remedy.repair_id.product_qty, 2)

    def _moved(self, kind):
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)])
        customers = self.env.ref("stock.stock_location_customers")
        places = [warehouse.lot_stock_id, customers]
        if kind == "in_type_id":
            places.reverse()
        source, target = places
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse[kind].id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "partner_id": self.contact.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 2,
                            "location_id": source.id,
                            "location_dest_id": target.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": 2, "picked": True})
        picking._action_done()
        return picking

    def test_whom_to_ask(self):
        complaint = self._answered().with_user(self.officer)
        with self.refused("warehouse"):
            complaint.remedy_ids.action_carry_out()

    def test_system_keeps_the_link(self):
        complaint = self._judged()
        complaint.remedy_ids = [Command.create({"kind": "rework"})]
        with self.refused("cannot be entered"):
            complaint.remedy_ids.write({"repair_id": 1})

    def test_workshop_without_our_groups(self):
        repairs = self.env["repair.order"].with_user(self.plain)
        self.assertNotIn("complaint_count", repairs.fields_get())
        self.assertNotIn("complaint_count", repairs.get_view(view_type="form")["arch"])
