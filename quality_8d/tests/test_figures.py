from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import QUALITY, EightDCommon, fill_d4


@tagged("post_install", "-at_install")
class TestFigures(EightDCommon):
    """The page with the key figures, and the similar reports among many."""

    def _figures(self, **values):
        return self.env["quality.8d.figures"].with_user(self.quality).create(values)

    def _count(self, figures, action):
        """The number of records that a figure opens."""
        action = getattr(figures, f"action_view_{action}")()
        records = self.env[action["res_model"]].with_user(self.quality)
        return records.search_count(action["domain"])

    def test_figures(self):
        now = fields.Datetime.now()
        self._report()
        late = self._report(received_at=now - timedelta(days=20))
        self._report(received_at=now - timedelta(days=500), title="Long ago")
        again = self._report(repeated=True)
        closed = self._closed()
        closed.with_user(self.quality).cost_ids = [
            fields.Command.create({"name": "Sorting", "amount": 700}),
            fields.Command.create({"name": "Paid", "cost_type": "recovery", "amount": 200}),
        ]
        figures = self._figures()
        self.assertEqual(figures.open_count, 4)
        self.assertEqual(figures.late_count, 2)
        self.assertEqual(figures.received_count, 4, "what is long ago does not count")
        self.assertEqual(figures.repeated_share, "25%")
        self.assertEqual(figures.closed_count, 1)
        self.assertEqual(figures.closed_in_time, "100%")
        self.assertEqual(figures.cost_net, 500)
        self.assertEqual(closed.with_user(self.quality).cost_total, 500)
        self.assertIn("of which late: 2", figures.open_chart)
        self.assertIn("100% in time", figures.days_chart)
        self.assertIn("Method", figures.category_chart)
        self.assertFalse(figures.failure_chart)
        self.assertIn("Leak at the seal", figures.defect_chart)
        for action, count in (
            ("open", 4),
            ("late", 2),
            ("received", 4),
            ("repeated", 1),
            ("closing", 1),
            ("days", 9),
            ("cost", 2),
            ("categories", 4),
            ("defects", 4),
        ):
            self.assertEqual(self._count(figures, action), count, action)
        # What waits for the customer is not late.
        late._wait("Parts")
        late.step_ids.sudo().write({"hold_since": now - timedelta(days=19, hours=20)})
        self.assertEqual(self._figures().late_count, 1)
        self.assertIn(again, self.env["quality.8d"].search(figures._repeated_domain()))

    def test_filters(self):
        self._report()
        self._report(kind="internal", partner_id=False, product_id=False)
        other = self.env["res.partner"].create({"name": "Else"})
        self._report(partner_id=other.id, title="Cracks")
        figures = self._figures(kind="internal")
        self.assertEqual(figures.open_count, 1)
        self.assertEqual(self._figures(partner_id=other.id).open_count, 1)
        family = self.env["product.category"].create({"name": "Dampers"})
        self.product.categ_id = family
        self.assertEqual(self._figures(product_categ_id=family.id).received_count, 2)
        today = fields.Date.today()
        own = self._figures(
            period="own",
            date_from=today - timedelta(days=90),
            date_to=today - timedelta(days=60),
        )
        self.assertEqual((own.received_count, own.open_count), (0, 3))
        self.assertFalse(own.repeated_chart)
        self.assertEqual(own.repeated_share, "–")

    def test_causes_by_vda_category(self):
        report = self._report()
        failure = self.env.ref("quality_8d.quality_8d_failure_production_set_up")
        fill_d4(report, failure_id=failure.id)
        figures = self._figures()
        self.assertIn("Set-up", figures.failure_chart)
        self.assertEqual(self._count(figures, "failures"), 4)
        self.assertEqual(
            report.cause_ids.failure_group_id,
            self.env.ref("quality_8d.quality_8d_failure_production"),
        )

    def test_as_many_statements_for_many_reports(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._figures().mapped("open_count")
            return self.cr.sql_log_count - before

        self._report()
        statements()
        few = statements()
        for _number in range(6):
            fill_d4(self._report(received_at=fields.Datetime.now() - timedelta(days=40)))
        self.assertLessEqual(statements(), few + 1, "the names of kinds of defects")
        self.assertLessEqual(few, 30)

    def test_only_quality_managers(self):
        with self.assertRaises(AccessError):
            self.env["quality.8d.figures"].with_user(self.leader).create({})

    def test_other_companies_do_not_count(self):
        self._report()
        other = self.env["res.company"].create({"name": "Other"})
        leader = new_test_user(
            self.env,
            "eightd_other",
            QUALITY,
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        figures = self.env["quality.8d.figures"].with_user(leader)
        figures = figures.with_context(allowed_company_ids=other.ids)
        self.assertEqual(figures.create({}).open_count, 0)
        # Whoever names a company he does not work in counts nothing either.
        self.assertEqual(figures.create({"company_id": self.company.id}).open_count, 0)

    def test_categories_are_kept_by_managers(self):
        failure = self.env.ref("quality_8d.quality_8d_failure_production_set_up")
        self.assertTrue(failure.with_user(self.leader).has_access("read"))
        self.assertFalse(failure.with_user(self.quality).has_access("write"))
        self.assertEqual(failure.display_name, "Component production process / Set-up")

    def test_page_opens(self):
        action = self.env["quality.8d.figures"].with_user(self.quality).action_open()
        figures = self.env["quality.8d.figures"].browse(action["res_id"])
        self.assertEqual(figures.display_name, "8D Key Figures")
        self.assertEqual(figures.date_to, self.company._order_today())
        self.assertEqual(figures.date_from.day, 1)

    def test_days_over_the_limit(self):
        report = self._report(received_at=fields.Datetime.now() - timedelta(days=3))
        self._pass(report, "d0")
        self.assertAlmostEqual(report._step("d0").days_over, 2, places=1)
        self.assertEqual(report._step("d1").days_over, 0)

    def test_similar_reports_in_five_statements(self):
        for number in range(4):
            self._report(title=f"Leak {number}")
        report = self._report()
        self.env.flush_all()
        self.env.invalidate_all()
        report.mapped("product_categ_id.name"), report.defect_id.name
        self.env["quality.8d"].check_access("read")
        before = self.cr.sql_log_count
        self.assertEqual(len(report._find_similar()), 4)
        self.assertLessEqual(self.cr.sql_log_count - before, 5)
