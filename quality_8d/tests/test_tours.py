from odoo.tests import HttpCase, tagged

from .common import EightDCommon


@tagged("post_install", "-at_install")
class TestTours(EightDCommon, HttpCase):
    """The screens, as the people use them."""

    def test_leader_and_quality_manager(self):
        team = {"company_id": self.company.id, "function": "quality"}
        self.env["order.team"].create({"name": "Quality", "leader_id": self.quality.id, **team})
        self.start_tour("/odoo/quality-8d/new", "quality_8d_leader", login=self.leader.login)
        report = self.env["quality.8d"].search([("title", "=", "Paint flakes off")])
        self.assertEqual(report._step("d0").state, "submitted")
        self.assertEqual(report.quality_id, self.quality)
        self.start_tour("/odoo/quality-8d", "quality_8d_manager", login=self.quality.login)
        self.assertEqual(report.stage, "d1")
