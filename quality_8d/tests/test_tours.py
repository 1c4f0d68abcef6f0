import io
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileWriter

from odoo.addons.quality_8d.models.quality_8d_close import Quality8d

from .common import QUALITY, EightDCommon
from .test_supplier import SupplierCommon


@tagged("post_install", "-at_install")
class TestTours(EightDCommon, HttpCase):
    """The screens, as the people use them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague.name = "Wang Min"

    def _team(self, function, leader):
        self.env["order.team"].create(
            {
                "name": function,
                "company_id": self.company.id,
                "function": function,
                "leader_id": leader.id,
            }
        )

    def _on_the_phone(self):
        self.browser_size = "375x667"
        self.touch_enabled = True

    def test_leader_and_quality_manager(self):
        self._team("quality", self.quality)
        self.start_tour("/odoo/quality-8d/new", "quality_8d_leader", login=self.leader.login)
        report = self.env["quality.8d"].search([("title", "=", "Paint flakes off")])
        self.assertEqual(report._step("d0").state, "submitted")
        self.assertEqual(report.quality_id, self.quality)
        self.start_tour("/odoo/quality-8d", "quality_8d_manager", login=self.quality.login)
        self.assertEqual(report.stage, "d1")

    def test_from_the_first_discipline_to_the_closing(self):
        self.company.write(
            {
                "quality_8d_four_eyes": False,
                "quality_8d_system_causes": False,
                "quality_8d_team_min": 2,
                "quality_8d_why_min": 1,
            }
        )
        boss = new_test_user(
            self.env,
            "eightd_boss",
            QUALITY,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        report = self._report(
            leader_id=boss.id,
            quality_id=boss.id,
            customer_acceptance=False,
            product_id=False,
            defect_id=False,
        )
        # Each line is decided in the same way: two of them are enough.
        report.document_ids[2:].write({"decision": "not_applicable", "reason": "Not concerned"})
        self.start_tour(
            f"/odoo/quality-8d/{report.id}", "quality_8d_whole", login=boss.login, timeout=240
        )
        report.invalidate_recordset()
        self.assertEqual(report.stage, "d8")
        self._on_the_phone()
        self.start_tour("/odoo/my-sign-offs", "quality_8d_champion", login=self.champion.login)
        report.invalidate_recordset()
        self.assertEqual(report.state, "closed")
        self.assertFalse(report.activity_ids.filtered("active"))

    def test_member_on_the_phone(self):
        self._on_the_phone()
        report = self._report()
        line = report.containment_ids.filtered(lambda c: c.place == "fg")
        line.write({"concerned": "yes", "action": "Sort", "user_id": self.colleague.id})
        self.start_tour(
            "/odoo/containment-8d", "quality_8d_containment_phone", login=self.colleague.login
        )
        line.invalidate_recordset()
        self.assertEqual(line.done_on, self.company._order_today())
        self.assertEqual(line.checked_qty, 40)
        self.assertTrue(line.picture)
        self._pass(report, "d0", "d1", "d2", "d3", "d4")
        self._fill(report, "d5")
        report.action_ids[0].name = "Stop on the tool"
        report._step("d5").action_submit()
        action = report.action_ids[0]
        self.start_tour("/odoo/actions-8d", "quality_8d_action_phone", login=self.colleague.login)
        action.invalidate_recordset()
        self.assertEqual(action.done_on, self.company._order_today())
        self.assertEqual((action.cut_in_lot, action.validated), ("LOT-9", "yes"))
        self.assertTrue(action.picture)


def portal_user(case, login, partner):
    """Return a portal user who works for a customer or supplier."""
    contact = case.env["res.partner"].create(
        {"name": login, "parent_id": partner.id, "email": f"{login}@example.com"}
    )
    return new_test_user(
        case.env,
        login,
        "base.group_portal",
        company_id=case.company.id,
        company_ids=[Command.set(case.company.ids)],
        partner_id=contact.id,
    )


@tagged("post_install", "-at_install")
class TestCustomerTour(EightDCommon, HttpCase):
    """The customer returns a report once, and accepts the next one on his phone."""

    def _blank(self, report, kind):
        stream = io.BytesIO()
        writer = PdfFileWriter()
        writer.addBlankPage(200, 200)
        writer.write(stream)
        return stream.getvalue()

    def _send(self, report):
        blank = self._blank(report, "3d")
        with patch.object(Quality8d, "_render_version", lambda report, kind: blank):
            return (
                self.env["quality.8d.version"]
                .with_user(self.leader)
                ._issue(report, "3d", self.customer)
            )

    def test_returned_once_then_accepted(self):
        report = self._report()
        self._pass(report, "d0", "d1", "d2", "d3")
        customer = portal_user(self, "eightd_own", self.customer)
        first = self._send(report)
        self.start_tour("/my", "quality_8d_customer_returns", login=customer.login)
        first.invalidate_recordset()
        self.assertEqual((first.state, first.answer_channel), ("returned", "portal"))
        step = report._step("d3")
        self.assertEqual(step.state, "returned")
        self.assertIn("Which lots were sorted?", step.return_reason)
        step.action_submit()
        step.with_user(self.quality).action_accept()
        second = self._send(report)
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour("/my", "quality_8d_customer_accepts", login=customer.login)
        second.invalidate_recordset()
        self.assertEqual(second.state, "accepted")


@tagged("post_install", "-at_install")
class TestSupplierTour(SupplierCommon, HttpCase):
    """The supplier answers when he has logged in, and by his link on the phone."""

    def test_answers_and_answers_again(self):
        request = self._asked()
        report = request.report_id
        supplier = portal_user(self, "eightd_s_tour", self.supplier)
        self.start_tour("/my", "quality_8d_supplier", login=supplier.login)
        report.invalidate_recordset()
        self.assertEqual(report._step("d4").state, "submitted")
        self.assertEqual(len(report.cause_ids), 2)
        report._step("d1").with_user(self.leader)._return_by_manager("Who leads?")
        self.browser_size = "375x667"
        self.touch_enabled = True
        self.start_tour(request.get_portal_url(), "quality_8d_supplier_returned", login=None)
        report.invalidate_recordset()
        self.assertEqual(report._step("d1").submitted_by_name, "Wu")
        self.assertEqual(report.member_ids.mapped("name"), ["Mr Chen", "Ms Wu"])
