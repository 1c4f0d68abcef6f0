from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import (
    EightDCommon,
    fill_d0,
    fill_d1,
    fill_d2,
    fill_d3,
    fill_d4,
    fill_d5,
    fill_d6,
    fill_d7,
)


@tagged("post_install", "-at_install")
class TestRules(EightDCommon):
    """What each discipline must hold before it is handed in."""

    def _missing(self, report, discipline):
        return "\n".join(report._missing(discipline))

    def test_team(self):
        report = self._report()
        self.assertIn("The team has 1 persons", self._missing(report, "d1"))
        fill_d1(report, self.colleague)
        self.assertFalse(report._missing("d1"))
        report.champion_id = self.colleague
        self.assertIn("The champion backs the team", self._missing(report, "d1"))
        report.champion_id = self.champion
        self.company.quality_8d_team_min = 5
        self.assertIn("at least 5", self._missing(report, "d1"))

    def test_who_decides_is_a_quality_manager(self):
        with self.refused("no quality manager"):
            self._report(quality_id=self.leader.id)
        report = self._report()
        fill_d1(report, self.colleague)
        with self.refused("no quality manager"):
            report.quality_id = self.colleague
        self.env["order.team"].create(
            {
                "name": "Quality",
                "function": "quality",
                "company_id": self.company.id,
                "leader_id": self.colleague.id,
            }
        )
        report.quality_id = self.colleague
        self.assertIn("The quality manager decides", self._missing(report, "d1"))
        report.quality_id = self.quality
        report.with_user(self.quality).champion_id = self.quality
        self.assertIn("choose two persons", self._missing(report, "d1"))
        # A small company does without.
        self.company.quality_8d_four_eyes = False
        self.assertFalse(report._missing("d1"))
        report.quality_id = self.leader
        self.assertFalse(report._missing("d1"))

    def test_quality_manager_alone_changes_what_is_measured_by(self):
        report = self._report()
        moment = report.received_at - timedelta(days=1)
        report.write({"customer_acceptance": True, "received_at": moment})
        fill_d0(report)
        report._step("d0").action_submit()
        for vals in (
            {"customer_acceptance": False},
            {"received_at": moment - timedelta(days=1)},
            {"profile_id": False},
        ):
            with self.refused("stands"):
                report.write(vals)
        self.env.flush_all()
        self.cr.precommit.run()
        report.with_user(self.quality).customer_acceptance = False
        self.env.flush_all()
        self.cr.precommit.run()
        tracked = report.sudo().message_ids.tracking_value_ids.field_id.mapped("name")
        self.assertIn("customer_acceptance", tracked)

    def test_problem(self):
        report = self._report()
        fill_d2(report)
        self.assertFalse(report._missing("d2"))
        report.comparison_ids[1].is_not_text = False
        self.assertIn("Compare object and defect", self._missing(report, "d2"))
        report.customer_words = False
        self.assertIn("Customer's Words", self._missing(report, "d2"))
        report.returned_parts = "confirmed"
        self.assertIn("Analysis of Returned Parts", self._missing(report, "d2"))

    def test_containment(self):
        report = self._report()
        self.assertIn("Decide whether", self._missing(report, "d3"))
        fill_d3(report, self.colleague)
        self.assertFalse(report._missing("d3"))
        report.containment_ids[1].concerned = "yes"
        self.assertIn("Customer warehouse", self._missing(report, "d3"))

    def test_four_cells_of_causes(self):
        report = self._report()
        self.assertIn("Occurrence, Technical", self._missing(report, "d4"))
        fill_d4(report)
        self.assertFalse(report._missing("d4"))
        system = report.cause_ids.filtered(
            lambda c: c.level == "system" and c.branch == "non_detection"
        )
        system.verdict = "candidate"
        self.assertIn("Non-Detection, System", self._missing(report, "d4"))
        self.company.quality_8d_system_causes = False
        self.assertFalse(report._missing("d4"))
        report.cause_ids.filtered(lambda c: c.branch == "non_detection").verdict = "contributes"
        self.assertIn("Non-Detection, Technical", self._missing(report, "d4"))

    def test_causes_are_proved(self):
        report = self._report()
        fill_d4(report)
        report.cause_ids[0].evidence = False
        self.assertIn("Say how it was proved", self._missing(report, "d4"))
        report.cause_ids[0].evidence = "Tried"
        report.cause_ids[0].why_ids[0].unlink()
        self.assertIn("Ask why at least 3 times", self._missing(report, "d4"))
        self.company.quality_8d_why_min = 2
        self.assertFalse(report._missing("d4"))

    def test_operator_error_alone(self):
        report = self._report()
        fill_d4(report, category="man")
        self.assertIn("Operator error alone", self._missing(report, "d4"))
        self.company.quality_8d_refuse_blame = False
        self.assertFalse(report._missing("d4"))
        self.company.quality_8d_refuse_blame = True
        for cause in report.cause_ids.filtered(lambda c: c.level == "system"):
            cause.category = "method"
        self.assertFalse(report._missing("d4"))

    def test_training_alone(self):
        report = self._report()
        fill_d4(report)
        fill_d5(report, self.colleague, hierarchy="training")
        self.assertIn("Training alone", self._missing(report, "d5"))
        report.action_ids.hierarchy = "error_proof"
        self.assertFalse(report._missing("d5"))

    def test_action_per_cause(self):
        report = self._report()
        fill_d4(report)
        fill_d5(report, self.colleague)
        report.action_ids[0].chosen = False
        self.assertIn("Choose an action against", self._missing(report, "d5"))
        report.action_ids[0].write({"chosen": True, "verified": "no"})
        self.assertIn("verification", self._missing(report, "d5"))

    def test_cause_of_another_report(self):
        report, other = self._report(), self._report()
        fill_d4(other)
        with self.refused("same report"):
            report.action_ids = [
                fields.Command.create({"name": "Wrong", "cause_id": other.cause_ids[0].id})
            ]

    def test_implementation(self):
        report = self._report()
        fill_d3(report, self.colleague)
        fill_d4(report)
        fill_d5(report, self.colleague)
        self.assertIn("validation in series", self._missing(report, "d6"))
        self.assertIn("Withdraw these containments", self._missing(report, "d6"))
        fill_d6(report)
        self.assertFalse(report._missing("d6"))
        report.action_ids[0].cut_in_lot = False
        self.assertIn("first lot", self._missing(report, "d6"))

    def test_prevention(self):
        report = self._report()
        self.assertIn("Design FMEA", self._missing(report, "d7"))
        fill_d7(report)
        self.assertFalse(report._missing("d7"))
        report.document_ids[1].revision = False
        self.assertIn("Process FMEA", self._missing(report, "d7"))
        report.document_ids[1].write({"decision": "not_applicable", "reason": False})
        self.assertIn("Process FMEA", self._missing(report, "d7"))

    def test_cost(self):
        report = self._report().with_user(self.quality)
        report.cost_ids = [
            fields.Command.create({"name": "Sorting", "cost_type": "sorting", "amount": 900}),
            fields.Command.create({"name": "Supplier", "cost_type": "recovery", "amount": 300}),
        ]
        self.assertEqual(report.cost_total, 600)

    def test_similar_reports(self):
        same = self._report(title="Leaks again")
        family = self._report(
            title="Another damper", product_id=self.env["product.product"].create({"name": "D2"}).id
        )
        self._report(title="Else", defect_id=False, product_id=False)
        report = self._report()
        self.assertEqual(report.similar_ids.ids, [same.id, family.id])
        same.with_context(report_id=report.id).action_refer()
        self.assertEqual(report.reference_ids, same)
        report = report.with_user(self.quality)
        report._find_similar()
        self.env.invalidate_all()
        self.env.user.has_group("base.group_user")
        with self.assertQueryCount(5):
            report._find_similar()
