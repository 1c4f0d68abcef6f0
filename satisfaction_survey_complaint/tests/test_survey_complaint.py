from datetime import datetime, time, timedelta

from odoo.addons.satisfaction_survey.tests.followup_common import FollowupCommon


class TestSurveyComplaint(FollowupCommon):
    """A finding on safety is a complaint at once; facts stand beside the scores."""

    def test_safety_is_a_complaint_at_once(self):
        self._answer(self.customers[0], "quality", low={3: 2}, comment="Sharp edge")
        followup = self._followups("safety")
        complaint = followup.complaint_id
        self.assertEqual(complaint.severity, "critical")
        self.assertEqual(complaint.channel, "survey")
        self.assertEqual(complaint.commercial_partner_id, self.customers[0])
        self.assertIn("Sharp edge", complaint.customer_words)
        self.assertEqual(complaint.company_id, self.company)
        followup._register_complaint()
        self.assertEqual(
            self.env["customer.complaint"].search_count([("partner_ref", "=", followup.name)]), 1
        )

    def test_followup_waits_for_its_complaint(self):
        self._answer(self.customers[0], "quality", low={3: 2})
        followup = self._followups("safety").with_user(self.leader)
        followup.action_contacted()
        followup.answer_ids.reason = "Burr"
        with self.refused("is still open"):
            followup.action_carried_out()
        followup.complaint_id.sudo()._set_state("closed")
        followup.action_carried_out()

    def test_other_followups_by_button(self):
        self._answer(self.customers[0], "service", low={1: 2})
        followup = self._followups("low_answer")
        self.assertFalse(followup.complaint_id)
        followup.with_user(self.leader).action_open_complaint()
        self.assertEqual(followup.complaint_id.severity, "major")

    def test_facts(self):
        day = datetime.combine(self.program.date_to - timedelta(days=5), time(8))
        before = datetime.combine(self.program.date_from - timedelta(days=5), time(8))
        complaints = self.env["customer.complaint"].create(
            [
                {
                    "title": title,
                    "company_id": self.company.id,
                    "partner_id": self.customers[0].id,
                    "received_at": moment,
                    "qty_complained": 2,
                }
                for title, moment in (("One", day), ("Two", day), ("Long ago", before))
            ]
        )
        complaints[0].sudo().validity = "valid"
        self._delivery(self.customers[0], 1000, day, day)
        self._delivery(self.customers[0], 1000, day, day - timedelta(days=3))
        self._delivery(self.customers[1], 2000, day, day + timedelta(days=1))
        # Without an agreed day nothing can be said: neither on time nor late.
        self._delivery(self.customers[1], 4000, day, False)
        facts = {fact["key"]: fact["value"] for fact in self.program._facts()}
        self.assertEqual(facts, facts | {"complaints": 2, "ppm": 250, "on_time": 66.7})
        # What was counted at closing stays, whatever is judged later.
        self._close()
        complaints.sudo().validity = "valid"
        self.assertEqual({f["key"]: f["value"] for f in self.program._facts()}, facts)

    def _delivery(self, partner, quantity, moved_on, agreed_on):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.env["stock.warehouse"].create(
            {"company_id": self.company.id, "name": "Works", "code": "WKS"}
        )
        product = self.env["product.product"].create({"name": "Damper", "type": "consu"})
        picking = self.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": warehouse.out_type_id.id,
                "company_id": self.company.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move = self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "company_id": self.company.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move.write({"state": "done", "date": moved_on, "date_deadline": agreed_on})
