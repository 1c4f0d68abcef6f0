from datetime import date

from odoo import SUPERUSER_ID, Command, fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.order_signoff.tests.race_case import RaceCase

from .common import OFFICER

MONTH = date(2001, 3, 1)


@tagged("post_install", "-at_install")
class TestComplaintConcurrency(RaceCase):
    """Two do the same at the same moment."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            company = env.ref("base.main_company")
            users = [
                new_test_user(
                    env,
                    login=f"complaint_race{index}",
                    groups=OFFICER,
                    name=f"Race {index}",
                    company_id=company.id,
                    company_ids=[Command.set(company.ids)],
                )
                for index in range(2)
            ]
            customer = env["res.partner"].create({"name": "Race", "email": "race@example.com"})
            self.company_id, self.customer_id = company.id, customer.id
            self.user_ids = [user.id for user in users]
        self.addCleanup(self._clean)

    def _clean(self):
        """What is evidence cannot be deleted, except as when the add-on is removed."""
        with self.transaction() as env, mute_logger("odoo.models.unlink"):
            env = env(context={MODULE_UNINSTALL_FLAG: True})
            complaints = env["customer.complaint"].search(
                [("partner_id", "=", self.customer_id)]
            )
            reports = env["quality.8d"].search([("partner_id", "=", self.customer_id)])
            for records in (complaints, reports):
                domain = [("model", "=", records._name), ("res_id", "in", records.ids)]
                env["mail.message"].search(domain).unlink()
            complaints.unlink()
            reports.unlink()
            users = env["res.users"].browse(self.user_ids)
            env["order.digest"].search([("user_id", "in", users.ids)]).unlink()
            partners = users.partner_id | env["res.partner"].browse(self.customer_id)
            users.unlink()
            partners.unlink()
            env["ir.sequence.date_range"].search([("date_from", "=", MONTH)]).unlink()

    def _make(self, *states, **values):
        """Complaints that have come so far; return their numbers in the database."""
        with self.transaction() as env:
            return env["customer.complaint"].create(
                [
                    {
                        "title": "It leaks",
                        "company_id": self.company_id,
                        "partner_id": self.customer_id,
                        "user_id": self.user_ids[0],
                        "state": state,
                        **values,
                    }
                    for state in states
                ]
            ).ids

    def _race(self, *jobs):
        """Run the functions of an environment at once, the first one as the first user."""
        return self.race(
            "customer.complaint",
            *(
                (self.user_ids[index % len(self.user_ids)], job)
                for index, job in enumerate(jobs)
            ),
            context={"allowed_company_ids": [self.company_id]},
        )

    def _read(self, ids, *names):
        with self.transaction() as env:
            return [
                tuple(complaint[name] for name in names)
                for complaint in env["customer.complaint"].browse(ids)
            ]

    def test_both_close(self):
        """Whoever comes second finds it closed, and is not scolded for it."""
        ids = self._make("verification", validity="valid", prevention="New tool", effect="Seen")
        with self.transaction() as env:
            env["customer.complaint"].browse(ids).evidence_ids.write(
                {"state": "not_needed", "note": "Seen"}
            )

        def close(env):
            return env["customer.complaint"].browse(ids).action_close()

        self.assertEqual(self._race(close, close), [True, True])
        self.assertEqual(self._read(ids, "state"), [("closed",)])

    def test_both_judge(self):
        """The second one is told what the first has found."""
        ids = self._make("acknowledged")
        with self.transaction() as env:
            dialogs = [
                env(user=user)["customer.complaint.judge"]
                .create({"complaint_id": ids[0], "validity": validity, "reason": validity})
                .id
                for user, validity in zip(self.user_ids, ("valid", "invalid"), strict=True)
            ]

        def judge(dialog):
            return lambda env: bool(
                env["customer.complaint.judge"].browse(dialog).action_judge()
            )

        results = self._race(*map(judge, dialogs))
        self.assertEqual(results.count(True), 1)
        first = results.index(True)
        self.assertRegex(results[1 - first], f"Race {first} has judged .* meanwhile")
        [(validity, judge_id)] = self._read(ids, "validity", "judged_by_id")
        self.assertEqual(validity, ("valid", "invalid")[first])
        self.assertEqual(judge_id.id, self.user_ids[first])

    def test_last_two_remedies(self):
        """Warehouse and accounting end their part at once: the complaint goes on."""
        ids = self._make("execution", validity="valid")
        with self.transaction() as env:
            remedies = env["customer.complaint.remedy"].create(
                [{"complaint_id": ids[0], "kind": kind} for kind in ("compensation", "rework")]
            )

        def carry_out(number):
            return lambda env: env["customer.complaint.remedy"].browse(number).action_done()

        self.assertEqual(self._race(*map(carry_out, remedies.ids)), [True, True])
        self.assertEqual(self._read(ids, "state"), [("verification",)])

    def test_both_demand_an_8d(self):
        """One report, which both see."""
        ids = self._make("assessed", validity="valid", severity="critical")

        def demand(env):
            return env["customer.complaint"].browse(ids).action_open_8d()["res_id"]

        first, second = self._race(demand, demand)
        self.assertEqual(first, second)
        with self.transaction() as env:
            reports = env["quality.8d"].search([("partner_id", "=", self.customer_id)])
            self.assertEqual(reports.ids, [first])

    def test_duplicates_of_each_other(self):
        """Two officers mark the same pair, each the other one: one of them stays."""
        ids = self._make("registered", "registered")

        def mark(double, main):
            return lambda env: (
                env["customer.complaint"]
                .with_context(complaint_id=main)
                .browse(double)
                .action_is_duplicate()
            )

        results = self._race(mark(*ids), mark(*reversed(ids)))
        self.assertEqual(results.count(True), 1, results)
        self.assertEqual(
            sorted(self._read(ids, "state")), [("cancelled",), ("registered",)]
        )

    def test_page_sent_twice(self):
        """A double click of the customer is one complaint; other words are another one."""

        def send(**values):
            def register(env):
                complaints = env["customer.complaint"].sudo()
                partner = env["res.partner"].browse(self.customer_id)
                words = {"title": "It leaks", "qty_complained": 4.0, **values}
                key = complaints._page_key(partner, words, "page")
                known = complaints._sent_before(key)
                return (known or complaints._register_from_portal(partner, words, key)).id

            return register

        first, second, third = self._race(send(), send(), send(title="It knocks"))
        self.assertEqual(first, second)
        self.assertNotEqual(first, third)

    def test_numbers(self):
        """The first complaints of a month come at once: each has a number of its own."""

        def register(env):
            complaint = env["customer.complaint"].create(
                {
                    "title": "It leaks",
                    "company_id": self.company_id,
                    "partner_id": self.customer_id,
                    "received_at": fields.Datetime.to_datetime(MONTH),
                }
            )
            return complaint.name

        self.assertEqual(
            sorted(self._race(register, register, register)),
            [f"CC-2001-03-{number:03}" for number in (1, 2, 3)],
        )

    def test_both_escalate(self):
        """Two workers find the same limits late: each is told of once."""
        ids = self._make("registered", received_at="2001-03-05 08:00:00")

        def escalate(env):
            limits = env(user=SUPERUSER_ID)["customer.complaint.limit"]
            return limits._deadline_escalate(fields.Datetime.now(), 1000)

        self.assertNotIn(None, self._race(escalate, escalate))
        with self.transaction() as env:
            limits = env["customer.complaint.limit"].search(
                [("complaint_id", "in", ids), ("escalation_level", ">", 0)]
            )
            told = env["order.digest"].search(
                [("user_id", "=", self.user_ids[0]), ("topic", "=", "late_owner")]
            )
            self.assertTrue(limits)
            self.assertEqual(sum(told.mapped("total")), len(limits))
