from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_program import ProgramCommon


@tagged("-at_install", "post_install")
class TestYearly(ProgramCommon):
    """What happens by itself, from one year to the next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.satisfaction_enabled = True
        cls.program.write(
            {
                "send_on": "2027-06-01",
                "prepare_on": "2027-05-01",
                "remind_on": "2027-06-15",
                "close_on": "2027-07-01",
                "report_on": "2027-07-16",
                "act_on": "2027-07-31",
            }
        )
        cls.programs = cls.env["satisfaction.program"].search([("company_id", "=", cls.company.id)])

    def _cron(self, day):
        with freeze_time(f"{day} 08:00:00"), self.enter_registry_test_mode():
            self.env.ref("satisfaction_survey.ir_cron_satisfaction_programs").method_direct_trigger()
        self.env.invalidate_all()

    def _programs(self):
        return self.env["satisfaction.program"].search(
            [("company_id", "=", self.company.id)], order="send_on"
        )

    def test_next_year(self):
        row = self.program.audience_ids.filtered(lambda r: r.partner_id == self.customers[0])
        row.contact_id = self.contact
        self.program.total_target = 90
        following = self.program._next_program()
        self.assertEqual(following.state, "draft")
        self.assertEqual(following.previous_id, self.program)
        self.assertEqual(str(following.send_on), "2028-06-01")
        self.assertEqual(str(following.close_on), "2028-07-01")
        self.assertEqual(following.name, "Customer Satisfaction 2028")
        self.assertEqual(following.total_target, 90)
        self.assertEqual(following.module_ids.mapped("key"), ["overall", "service", "quality"])
        self.assertEqual(following.module_ids.mapped("weight"), [40, 30, 30])
        self.assertFalse(following.audience_ids)
        following.action_suggest_audience()
        contacts = {r.partner_id: r.contact_id for r in following.audience_ids}
        self.assertEqual(contacts[self.customers[0]], self.contact)
        # Asked for again, it is the same one.
        self.assertEqual(self.program.action_next()["res_id"], following.id)

    def test_planned_in_its_month(self):
        self._cron("2027-09-30")
        self.assertEqual(len(self._programs()), 1)
        self._cron("2027-10-01")
        self._cron("2027-10-02")
        self.assertEqual(len(self._programs()), 2)
        following = self._programs()[-1]
        self.assertEqual(following.activity_ids.user_id, self.officer)
        self._cron("2028-05-02")
        self.assertEqual(following.audience_count, 3)

    def test_after_a_pause(self):
        """Of years that have passed nobody is asked any more; the last programme is compared."""
        self._running()
        self.program.action_close()
        for day in ("2030-10-05", "2030-10-06", "2030-10-07"):
            self._cron(day)
        last, late, following = self._programs()
        self.assertEqual((last, late.previous_id), (self.program, self.program))
        self.assertEqual(str(late.send_on), "2030-10-05")
        self.assertEqual(following.previous_id, late)
        self.assertEqual(str(following.send_on), "2031-10-05")

    def test_trouble_of_one_company_does_not_hold_up_the_others(self):
        """Also when it is one that nobody has thought of."""
        other = self.env["res.company"].create(
            {"name": "Second Works", "satisfaction_enabled": True}
        )
        program = self.env["satisfaction.program"].create(
            {"name": "Second", "company_id": other.id, "send_on": "2027-06-01"}
        )
        Program = self.env.registry["satisfaction.program"]
        plan = Program._plan

        def fails(program):
            if program.company_id == self.company:
                program.env.cr.execute("SELECT 1 / 0")
            return plan(program)

        with (
            patch.object(Program, "_plan", fails),
            self.assertLogs("odoo.addons.satisfaction_survey", "ERROR"),
            mute_logger("odoo.sql_db"),
        ):
            self._cron("2027-10-01")
        self.assertEqual(self._programs(), self.program)
        self.assertTrue(program.next_ids)

    def test_nothing_for_companies_that_did_not_ask(self):
        self.company.satisfaction_enabled = False
        self._cron("2027-10-01")
        self.assertEqual(self._programs(), self.program)

    def test_by_itself(self):
        self.program.automatic = True
        self.program.action_prepare()
        self._cron("2027-05-31")
        self.assertEqual(self.program.state, "prepared")
        self._cron("2027-06-01")
        self.assertEqual(self.program.state, "running")
        self.assertEqual(self.program.issued_count, 3)
        self._cron("2027-06-14")
        self.assertFalse(self._invitation().remind_count)
        self._cron("2027-06-15")
        self._cron("2027-06-16")
        self.assertEqual(self._invitation().remind_count, 1)
        self._cron("2027-06-29")
        self.assertEqual(self._invitation().remind_count, 2)
        self._cron("2027-07-01")
        self.assertEqual(self.program.state, "running")
        self._cron("2027-07-02")
        self.assertEqual(self.program.state, "closed")

    def test_not_by_itself(self):
        self.program.action_prepare()
        self._cron("2027-06-02")
        self.assertEqual(self.program.state, "prepared")

    def test_refused_step_is_pointed_out(self):
        self.program.automatic = True
        self.program.action_prepare()
        self.program.module_ids[0].weight = 10
        self._cron("2027-06-01")
        self.assertEqual(self.program.state, "prepared")
        self.assertIn("must make 100", self.program.activity_ids.note)

    def test_customers_not_asked_for_a_year(self):
        old = self.customers[0]
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2025-01-01' WHERE id IN %s",
            [tuple(self.customers.ids)],
        )
        self.env.invalidate_all()
        with freeze_time("2027-06-01 08:00:00"):
            self.program.audience_ids.filtered(lambda r: r.partner_id == old).selected = False
            self._running()
        with freeze_time("2027-06-02 08:00:00"):
            warned, overdue = self.program._unasked_customers()
            self.assertEqual((warned, overdue), (old, old))
        with freeze_time("2028-05-01 08:00:00"):
            warned, overdue = self.program._unasked_customers()
            self.assertEqual((warned, overdue), (self.customers, old))
        self._cron("2027-06-03")
        self.assertIn("1 customers", self.program.activity_ids.note)

    def test_module_contacts_stay_within_the_customer(self):
        row = self.program.audience_ids.filtered(lambda r: r.partner_id == self.customers[0])
        row.contact_ids = [
            Command.create(
                {"module_id": self.program.module_ids[0].id, "partner_id": self.contact.id}
            )
        ]
        self.assertEqual(
            row._contacts_by_module()[row][self.program.module_ids[0]], self.contact
        )

    def test_contacts_of_questionnaires_stay(self):
        """Whoever was named for one questionnaire is named again, as long as he may be asked."""
        quality = self.program.module_ids[2]
        for customer, contact in (
            (self.customers[0], self.contact),
            (self.customers[1], self.customers[1]),
            (self.customers[2], self.customers[2]),
        ):
            row = self.program.audience_ids.filtered(lambda r, c=customer: r.partner_id == c)
            row.contact_ids = [
                Command.create({"module_id": quality.id, "partner_id": contact.id})
            ]
        self.customers[2].satisfaction_opt_out = True
        following = self.program._next_program()
        following.action_suggest_audience()
        lines = following.audience_ids.contact_ids
        self.assertEqual(lines.partner_id, self.contact | self.customers[1])
        self.assertEqual(lines.module_id, following.module_ids[2])
        following.action_suggest_audience()
        self.assertEqual(len(following.audience_ids.contact_ids), 2)

    def test_contact_who_has_left_is_not_asked_for_his_old_company(self):
        row = self.program.audience_ids.filtered(lambda r: r.partner_id == self.customers[0])
        row.contact_id = self.contact
        row.contact_ids = [
            Command.create(
                {"module_id": self.program.module_ids[0].id, "partner_id": self.contact.id}
            )
        ]
        self.contact.parent_id = self.customers[1]
        following = self.program._next_program()
        following.action_suggest_audience()
        self.assertNotIn(self.contact, following.audience_ids.contact_id)
        self.assertFalse(following.audience_ids.contact_ids)
        self.program.action_suggest_audience()
        self.assertEqual(row.contact_id, self.customers[0])
