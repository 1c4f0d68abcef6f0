from datetime import datetime, time, timedelta

from odoo.fields import Command

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

    def test_delivered_is_what_left_for_customers(self):
        """As the statistics of complaints say, of the same days: not what was ordered, and not
        what went back to a supplier."""
        day = datetime.combine(self.program.date_to - timedelta(days=5), time(8))
        self._delivery(self.customers[0], 600, day, day, ordered=1000)
        dozen = self.env["uom.uom"].create(
            {
                "name": "Dozen of Dampers",
                "relative_factor": 12,
                "relative_uom_id": self.env.ref("uom.product_uom_unit").id,
            }
        )
        self._delivery(self.customers[1], 10, day, day - timedelta(days=3), unit=dozen)
        supplier = self.env.ref("stock.stock_location_suppliers")
        self._delivery(self.customers[1], 300, day, day, place=supplier)
        counts = self.program._fact_counts()
        self.assertEqual((counts["delivered"], counts["moves"], counts["on_time"]), (720, 2, 1))
        since, until = self.program._bounds()
        domain = [
            ("company_id", "=", self.company.id), ("date", ">=", since), ("date", "<", until),
        ]
        ((_all, found),) = self.env["customer.complaint.statistics"]._figures(domain)
        self.assertEqual(found["qty_delivered"], counts["delivered"])

    def _delivery(
        self, partner, quantity, moved_on, agreed_on, *, ordered=None, unit=None, place=None
    ):
        """Deliver really; what was ordered beyond it is not delivered any more."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        ) or self.env["stock.warehouse"].create(
            {"company_id": self.company.id, "name": "Works", "code": "WKS"}
        )
        product = self.env["product.product"].create({"name": "Damper", "type": "consu"})
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": (place or self.env.ref("stock.stock_location_customers")).id,
        }
        picking = self.env["stock.picking"].create(
            {
                "partner_id": partner.id,
                "picking_type_id": warehouse.out_type_id.id,
                "company_id": self.company.id,
                **places,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": ordered or quantity,
                            "product_uom": (unit or product.uom_id).id,
                            "company_id": self.company.id,
                            **places,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(cancel_backorder=True)._action_done()
        picking.date_done = moved_on
        picking.move_ids.filtered(lambda m: m.state == "done").date_deadline = agreed_on
