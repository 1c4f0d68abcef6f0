from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ComplaintCommon

PHONE = "375x667"


@tagged("post_install", "-at_install")
class TestTours(ComplaintCommon, HttpCase):
    """The screens, as the people use them."""

    def test_intake_to_closing(self):
        self.company.complaint_evidence_required = False
        self.start_tour(
            "/odoo/complaints/new", "customer_complaint_intake", login=self.officer.login
        )
        complaint = self.env["customer.complaint"].search([("title", "=", "Rod is bent")])
        self.assertEqual(complaint.state, "approval")
        self._sign(complaint)
        self.start_tour(
            f"/odoo/complaints/{complaint.id}",
            "customer_complaint_closing",
            login=self.officer.login,
        )
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.cost_total, 800)


@tagged("post_install", "-at_install")
class TestPhoneTour(ComplaintCommon, HttpCase):
    """An employee in the yard reports with his phone; a customer complains with his."""

    browser_size = PHONE
    touch_enabled = True

    def test_employee_reports(self):
        clerk = self._user("complaint_yard", "base.group_user,customer_complaint.group_reporter")
        self.start_tour("/odoo/report-complaint", "customer_complaint_report", login=clerk.login)
        complaint = self.env["customer.complaint"].search([("reported_by_id", "=", clerk.id)])
        self.assertEqual(complaint.order_text, "S00042")

    def test_customer_complains(self):
        user = new_test_user(
            self.env,
            "complaint_phone",
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            partner_id=self.env["res.partner"]
            .create({"name": "Ms Wu", "parent_id": self.customer.id, "email": "wu@example.com"})
            .id,
        )
        self.start_tour("/my/complaints", "customer_complaint_portal", login=user.login)
        complaint = self.env["customer.complaint"].search([("partner_id", "=", user.partner_id.id)])
        self.assertEqual(complaint.channel, "portal")
