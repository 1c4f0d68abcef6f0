from datetime import timedelta

from odoo import fields


class Story8dTests:
    """What the demo story tells about 8D reports."""

    def reports(self, *domain):
        """The 8D reports of the demo company."""
        return self.env["quality.8d"].search([("company_id", "=", self.company.id), *domain])

    def test_8d_one_in_each_discipline(self):
        """Whoever opens the board sees a report in every column."""
        stages = set(self.reports(("state", "=", "open")).mapped("stage"))
        self.assertEqual(stages, {f"d{number}" for number in range(9)})

    def test_8d_twelve_months_of_closed_ones(self):
        """Closed month by month; most of them effective, some late, some had come back."""
        year_ago = fields.Datetime.now() - timedelta(days=370)
        closed = self.reports(("closed_on", ">=", year_ago))
        self.assertGreaterEqual(len(closed), 18)
        months = {report.closed_on.strftime("%Y-%m") for report in closed}
        self.assertGreaterEqual(len(months), 10)
        self.assertGreater(len(closed.filtered(lambda report: report.state == "done")), 12)
        self.assertEqual(len(closed.filtered("repeated")), 3)
        last = closed.step_ids.filtered(lambda step: step.discipline == "d8")
        self.assertIn("missed", last.mapped("deadline_state"))
        for report in closed:
            self.assertLess(report.received_at, report.closed_on, report.name)
            self.assertTrue(
                all(signoff.signed_at for signoff in report.sudo().signoff_ids), report.name
            )

    def test_8d_supplier_answers(self):
        """The supplier has answered what he was asked, up to the actions."""
        report = self.reports(("kind", "=", "supplier"), ("state", "=", "open"))
        answered = report.step_ids.filtered("submitted_by_name")
        self.assertEqual(set(answered.mapped("discipline")), {"d1", "d3", "d4", "d5"})
