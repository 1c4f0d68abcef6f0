from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class SatisfactionCommon(TransactionCase):
    """A company, a survey officer, a team, customers with contacts, and a programme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.company = cls.env["res.company"].create({"name": "Probe Works"})
        cls.officer = new_test_user(
            cls.env,
            "sat_officer",
            groups="satisfaction_survey.group_officer",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.member = new_test_user(
            cls.env,
            "sat_member",
            groups="order_signoff.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.team = cls.env["order.team"].create(
            {
                "name": "Service Probe",
                "function": "service",
                "company_id": cls.company.id,
                "member_ids": [Command.set(cls.member.ids)],
            }
        )
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "is_company": True, "email": f"c{number}@x.example"}
                for number in range(1, 4)
            ]
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ms Lin", "parent_id": cls.customers[0].id, "email": "lin@x.example"}
        )
        cls.surveys = cls.env["survey.survey"].browse(
            cls.env.ref(f"satisfaction_survey.survey_{key}").id
            for key in ("overall", "service", "quality")
        )
        cls.program = cls._new_program()

    @classmethod
    def _new_program(cls, **values):
        """A programme of the three default questionnaires (40, 30, 30), as the officer."""
        return (
            cls.env["satisfaction.program"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Programme of the Test",
                    "audience_domain": f"[('id', 'in', {cls.customers.ids})]",
                    "module_ids": [
                        Command.create(
                            {
                                "name": key.title(),
                                "key": key,
                                "survey_id": survey.id,
                                "weight": weight,
                                "team_id": cls.team.id,
                            }
                        )
                        for key, survey, weight in zip(
                            ("overall", "service", "quality"),
                            cls.surveys,
                            (40, 30, 30),
                            strict=True,
                        )
                    ],
                    **values,
                }
            )
        )
