from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user

USER = "order_signoff.group_user"
QUALITY = "quality_8d.group_quality_manager"


def fill_d0(report):
    report.write(
        {
            "symptom": "Dampers leak",
            "criterion": "customer",
            "emergency_action": "Shipment of the lot stopped",
        }
    )


def fill_d1(report, colleague):
    report.member_ids = [
        fields.Command.create({"user_id": colleague.id}),
        fields.Command.create({"name": "Mr Li", "role": "customer"}),
    ]


def fill_d2(report):
    report.write(
        {
            "customer_words": "5 of 200 dampers leak oil",
            "finding": "The seal is cut at its lip",
            **{
                f"{name}_text": f"about {name}"
                for name in ("what", "where", "when", "who", "why", "how", "how_many")
            },
        }
    )
    for line in report.comparison_ids[:2]:
        line.write({"is_text": "LOT-7", "is_not_text": "LOT-6"})


def fill_d3(report, colleague):
    report.containment_ids.concerned = "no"
    report.containment_ids[0].write(
        {
            "concerned": "yes",
            "action": "Sorted at the customer's",
            "user_id": colleague.id,
            "done_on": fields.Date.today(),
            "suspect_qty": 200,
            "checked_qty": 200,
            "defective_qty": 5,
        }
    )


def fill_d4(report, **values):
    report.escape_point = "Leak test"
    for branch in ("occurrence", "non_detection"):
        for level in ("technical", "system"):
            report.cause_ids = [
                fields.Command.create(
                    {
                        "name": f"{branch} {level}",
                        "branch": branch,
                        "level": level,
                        "verdict": "verified",
                        "method": "reproduce",
                        "evidence": "Tried with ten parts",
                        "why_ids": [
                            fields.Command.create({"name": f"why {number}"}) for number in (1, 2, 3)
                        ],
                        **values,
                    }
                )
            ]


def fill_d5(report, colleague, **values):
    report.action_ids = [
        fields.Command.create(
            {
                "name": f"Stop {cause.name}",
                "cause_id": cause.id,
                "user_id": colleague.id,
                "due_on": fields.Date.today(),
                "verification": "30 parts without a cut",
                "verified": "yes",
                **values,
            }
        )
        for cause in report.cause_ids
    ]


def fill_d6(report):
    report.action_ids.write(
        {
            "done_on": fields.Date.today(),
            "cut_in_lot": "LOT-9",
            "validation": "3 lots without a leak",
            "validated": "yes",
        }
    )
    report.action_ids[:1].write(
        {"measure": "Leaks in a thousand", "value_before": 25, "value_after": 0}
    )
    report.containment_ids.filtered(lambda line: line.concerned == "yes").ending = "withdrawn"


def fill_d7(report):
    report.document_ids.write({"decision": "not_applicable", "reason": "Not concerned"})
    report.document_ids[1].write(
        {"decision": "updated", "revision": "B", "revised_on": fields.Date.today()}
    )


def fill_d8(report):
    report.write(
        {"result": "No leaks", "lessons": "Deburr first", "recognition": "Thanks in the meeting"}
    )


class EightDCommon(TransactionCase):
    """A company with a quality manager, a team leader, a champion and a colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env["res.company"].create({"name": "8D Test Company"})
        cls.env.user.company_ids |= cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.company = cls.company.with_env(cls.env)
        own = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.leader = new_test_user(cls.env, "eightd_leader", USER, **own)
        cls.quality = new_test_user(cls.env, "eightd_quality", QUALITY, **own)
        cls.champion = new_test_user(cls.env, "eightd_champion", USER, **own)
        cls.colleague = new_test_user(cls.env, "eightd_colleague", USER, **own)
        cls.stranger = new_test_user(cls.env, "eightd_stranger", USER, **own)
        cls.customer = cls.env["res.partner"].create(
            {"name": "8D Customer", "is_company": True, "email": "customer@example.com"}
        )
        cls.product = cls.env["product.product"].create({"name": "Damper"})
        cls.defect = cls.env["quality.defect"].create({"name": "Leak at the seal"})

    @classmethod
    def _report(cls, **values):
        return (
            cls.env["quality.8d"]
            .with_user(cls.leader)
            .create(
                {
                    "title": "Dampers leak",
                    "partner_id": cls.customer.id,
                    "product_id": cls.product.id,
                    "defect_id": cls.defect.id,
                    "quality_id": cls.quality.id,
                    "champion_id": cls.champion.id,
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )

    def _fill(self, report, discipline):
        fill = globals()[f"fill_{discipline}"]
        if discipline in ("d1", "d3", "d5"):
            fill(report, self.colleague)
        else:
            fill(report)

    def _pass(self, report, *disciplines):
        """Fill, submit and accept disciplines."""
        for discipline in disciplines:
            self._fill(report, discipline)
            step = report._step(discipline)
            step.action_submit()
            if discipline != "d8":
                step.with_user(self.quality).action_accept()

    def _pass_all(self, report):
        self._pass(report, *(f"d{number}" for number in range(8)))

    def _sign(self, report):
        for user in (self.quality, self.champion):
            report.sudo().signoff_ids.filtered(
                lambda s, u=user: s.named_user_id == u and not s.voided_at
            ).with_user(user).action_accept()

    def _closed(self, **values):
        report = self._report(customer_acceptance=False, **values)
        self._pass_all(report)
        self._pass(report, "d8")
        self._sign(report)
        return report

    def _later(self, report, days):
        """Let the observation of a closed report have begun so many days before."""
        report = report.sudo()
        report.effect_due_on -= timedelta(days=days)

    def _run(self, cron):
        """Run a scheduled action."""
        with self.enter_registry_test_mode():
            self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def refused(self, text):
        """What happens inside is refused with these words, and undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(text, str(caught.exception))
