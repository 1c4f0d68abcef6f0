from datetime import date, datetime, time

from freezegun import freeze_time

from odoo.tests import TransactionCase, new_test_user


class TestCompanyTime(TransactionCase):
    """The day is that of the company, whoever looks and wherever he is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Company Time"})
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"

    def test_day(self):
        user = new_test_user(self.env, "company_time", tz="America/New_York")
        company = self.company.with_user(user).with_context(tz="Europe/Paris")
        moment = datetime(2026, 12, 31, 16, 0)
        self.assertEqual(company._order_local_date(moment), date(2027, 1, 1))
        with freeze_time(moment):
            self.assertEqual(company._order_today(), date(2027, 1, 1))
            self.assertEqual(self.env["order.team"]._today(company), date(2027, 1, 1))

    def test_moment(self):
        moment = self.company._order_moment(date(2027, 1, 1), time(23, 59))
        self.assertEqual(moment, datetime(2027, 1, 1, 15, 59))
        self.assertEqual(self.company._order_local_date(moment), date(2027, 1, 1))

    def test_without_working_hours(self):
        self.company.resource_calendar_id = False
        moment = datetime(2026, 12, 31, 23, 0)
        self.company.partner_id.tz = "Europe/Paris"
        self.assertEqual(self.company._order_local_date(moment), date(2027, 1, 1))
        self.company.partner_id.tz = False
        self.assertEqual(self.company._order_local_date(moment), date(2026, 12, 31))
