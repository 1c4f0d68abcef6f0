from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.order_signoff.models.res_company import ResCompany

SPECS = [
    {
        "code": "order.test.number",
        "name": "Test numbers",
        "prefix": "TN-%(range_year)s-",
        "padding": 4,
    },
    {"code": "order.test.plain", "name": "Plain numbers", "prefix": "P", "padding": 3},
]


@tagged("post_install", "-at_install")
class TestDocumentNumber(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        specs = patch.object(ResCompany, "_order_sequence_specs", lambda self: SPECS)
        cls.startClassPatcher(specs)
        cls.company = cls.env["res.company"].create({"name": "First"})
        cls.other = cls.env["res.company"].create({"name": "Second"})

    def test_own_series_per_company(self):
        day = date(2026, 3, 1)
        numbers = [
            company._next_document_number("order.test.number", day)
            for company in (self.company, self.other, self.company)
        ]
        self.assertEqual(numbers, ["TN-2026-0001", "TN-2026-0001", "TN-2026-0002"])

    def test_every_year_starts_again(self):
        numbers = [
            self.company._next_document_number("order.test.number", day)
            for day in (date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 31))
        ]
        self.assertEqual(numbers, ["TN-2026-0001", "TN-2027-0001", "TN-2026-0002"])

    def test_without_year(self):
        numbers = [
            self.company._next_document_number("order.test.plain", day)
            for day in (date(2026, 12, 31), date(2027, 1, 1))
        ]
        self.assertEqual(numbers, ["P001", "P002"])

    def test_year_where_the_company_is(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.other.resource_calendar_id.tz = "America/New_York"
        with freeze_time(datetime(2026, 12, 31, 20, 0)):
            self.assertEqual(self.company._order_today(), date(2027, 1, 1))
            self.assertEqual(
                self.company._next_document_number("order.test.number"), "TN-2027-0001"
            )
            self.assertEqual(self.other._next_document_number("order.test.number"), "TN-2026-0001")

    def test_ensured_once(self):
        domain = [("code", "in", [spec["code"] for spec in SPECS])]
        sequences = self.env["ir.sequence"].search(domain)
        self.assertEqual(
            len(sequences.filtered(lambda s: s.company_id in self.company | self.other)), 4
        )
        self.env["res.company"]._ensure_all_order_sequences()
        after = self.env["ir.sequence"].search(domain)
        self.assertFalse(sequences - after)
        self.env["res.company"]._ensure_all_order_sequences()
        self.assertEqual(self.env["ir.sequence"].search(domain), after)
        self.assertEqual(after.company_id, self.env["res.company"].search([]))

    def test_clerk_draws(self):
        user = new_test_user(
            self.env,
            "number_clerk",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )
        company = self.company.with_user(user)
        self.assertTrue(company._next_document_number("order.test.number"))

    def test_no_sequence(self):
        with self.assertRaisesRegex(UserError, "First has no numbering"):
            self.company._next_document_number("order.test.nothing")

    def test_opening_a_year_is_announced_to_the_other_process(self):
        """The first draw of a year touches the sequence, so that a second one is replayed."""
        queries = []
        execute = self.env.cr.execute

        def spy(query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kwargs)

        for expected in (1, 0):
            queries.clear()
            with patch.object(self.env.cr, "execute", spy):
                self.company._next_document_number("order.test.number", date(2030, 1, 1))
            touched = [query for query in queries if "UPDATE ir_sequence SET write_date" in query]
            self.assertEqual(len(touched), expected)
