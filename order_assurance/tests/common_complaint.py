from odoo import fields

from .common import MODULE


class StoryComplaintTests:
    """What the demo story tells about complaints."""

    def complaints(self, *domain):
        """The complaints of the demo company, the oldest first."""
        return self.env["customer.complaint"].search(
            [("company_id", "=", self.company.id), *domain], order="received_at"
        )

    def test_complaint_of_the_doubled_order(self):
        """Complained on the page with photos, contained, an 8D, replaced and credited."""
        order = self.order_of("coral", "accepted")
        complaint = self.complaints(("order_id", "=", order.id))
        self.assertEqual((complaint.channel, complaint.state), ("portal", "verification"))
        self.assertEqual(len(complaint._customer_files()), 2)
        self.assertEqual(complaint.qty_delivered, 480)
        self.assertTrue(complaint.contained_on)
        self.assertEqual(complaint.eightd_id.stage, "d4")
        self.assertEqual(complaint.eightd_id._origin_record(), complaint)
        replaced, credited = complaint.remedy_ids
        self.assertEqual(replaced.replacement_id.state, "done")
        self.assertEqual(replaced.replacement_id.move_ids.quantity, 12)
        refund = credited.refund_id
        self.assertEqual((refund.state, refund.move_type), ("posted", "out_refund"))
        self.assertEqual(refund.invoice_line_ids.quantity, 8)
        self.assertEqual(refund.reversed_entry_id, order.invoice_ids - refund)
        self.assertEqual(complaint.remedy_ids.mapped("state"), ["done", "done"])
        self.assertEqual(complaint.cost_total, 732 + 260 + 784)
        # Made before it was complained about, complained about before it was answered.
        self.assertLess(complaint.picking_id.date_done, complaint.received_at)
        self.assertLess(complaint.received_at, complaint.acknowledged_on)
        self.assertLess(complaint.acknowledged_on, complaint.answered_on)
        self.assertFalse(complaint.claim_late)

    def test_complaint_that_repeats(self):
        """The same leak at another customer is caught, and the 8D stands for both."""
        siam = self.env.ref(f"{MODULE}.partner_siam")
        repeat = self.complaints(
            ("commercial_partner_id", "=", siam.id), ("state", "=", "containment")
        )
        self.assertTrue(repeat.is_repeat)
        doubled = repeat.repeat_ids.filtered(lambda c: c.state == "verification")
        self.assertEqual(doubled.eightd_id, repeat.eightd_id)
        self.assertNotEqual(doubled.commercial_partner_id, siam)

    def test_complaint_that_is_not_valid(self):
        """Examined, answered with tact, closed as not valid, the customer called back."""
        for complaint in self.complaints(("state", "=", "rejected")):
            self.assertEqual(complaint.validity, "ntf")
            self.assertTrue(complaint.validity_reason)
            self.assertTrue(complaint.solution)
            self.assertFalse(complaint.cost_total)
            self.assertTrue(complaint.called_back_on)

    def test_complaints_of_twelve_months(self):
        """Closed month by month, most of them in time, and what is on the desk today."""
        year_ago = fields.Datetime.subtract(fields.Datetime.now(), days=366)
        closed = self.complaints(("closed_on", ">=", year_ago))
        self.assertGreaterEqual(len(closed), 12)
        self.assertGreaterEqual(len({c.received_at.strftime("%Y-%m") for c in closed}), 10)
        last = closed.limit_ids.filtered(lambda limit: limit.step == "close")
        self.assertEqual(set(last.mapped("deadline_state")), {"met", "missed"})
        for complaint in closed:
            self.assertLess(complaint.received_at, complaint.answered_on, complaint.name)
            self.assertLess(complaint.answered_on, complaint.closed_on, complaint.name)
        desk = self.complaints(("is_open", "=", True))
        self.assertEqual(
            set(desk.mapped("state")),
            {"registered", "acknowledged", "containment", "approval", "verification"},
        )
        self.assertTrue(desk.filtered(lambda c: c.deadline_state == "late"))
        self.assertTrue(desk.filtered("on_hold"))
        self.assertTrue(desk.filtered(lambda c: not c.user_id))

    def test_complaints_beside_deliveries(self):
        """Nine customers got their goods every month: rate and PPM say something."""
        quality = self.env.ref(f"{MODULE}.user_quality")
        model = self.env["customer.complaint.figures"].with_user(quality)
        figures = model.browse(model.action_open()["res_id"])
        self.assertRegex(figures.rate, r"^1?\d\.\d%$")
        self.assertGreater(int(figures.ppm.replace(",", "")), 50)
        statistics = figures._statistics()._figures(figures._domain("date"), "date:month")
        self.assertGreaterEqual(len(statistics), 12)
        for month, found in statistics:
            self.assertTrue(found["delivery"], month)
        # Whoever complains was supplied some days before.
        for complaint in self.complaints(("state", "!=", "registered")):
            self.assertTrue(complaint.picking_id, complaint.name)
            self.assertFalse(complaint.claim_late, complaint.name)
            self.assertGreater(complaint.qty_delivered, complaint.qty_complained)
        # What was counted in has left again.
        for name in ("strut_right", "mount"):
            product = self.env.ref(f"{MODULE}.product_{name}").with_company(self.company)
            self.assertGreaterEqual(product.with_user(quality).sudo().qty_available, 0, name)

    def test_month_sheet_is_ready(self):
        """The sheet of the last month waits to be put before the leader of quality."""
        sheets = self.env["customer.complaint.month"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(sheets.month, sheets._last_month(self.company))
        self.assertFalse(sheets.sent_on)
        self.assertTrue(sheets._trend()[sheets.month]["delivery"])
        self.assertIn("PPM", sheets.sheet)

    def test_service_records(self):
        records = self.env["customer.service.record"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(set(records.mapped("state")), {"done", "promised"})
