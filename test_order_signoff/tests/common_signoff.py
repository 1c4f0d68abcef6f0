from odoo.fields import Command
from odoo.tests import new_test_user


class SignoffCase:
    """Departments, people and a document; mixed into TransactionCase and HttpCase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "no_reset_password": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.company = cls.env.company
        cls.people = {}
        for login in (
            "s1_clerk",
            "s1_engineer",
            "s1_engineer2",
            "s1_planner",
            "s1_quality",
            "s1_deputy",
            "s1_boss",
            "s1_three",
        ):
            cls.people[login[3:]] = new_test_user(
                cls.env, login=login, password=login, name=login[3:].capitalize()
            )
        cls.clerk = cls.people["clerk"]
        cls.engineer = cls.people["engineer"]
        cls.engineer2 = cls.people["engineer2"]
        cls.planner = cls.people["planner"]
        cls.quality_leader = cls.people["quality"]
        cls.deputy = cls.people["deputy"]
        cls.boss = cls.people["boss"]
        cls.three = cls.people["three"]
        cls.plain = new_test_user(cls.env, login="s1_plain")
        cls.manager = new_test_user(
            cls.env, login="s1_manager", groups="order_signoff.group_manager"
        )
        cls.portal = new_test_user(cls.env, login="s1_portal", groups="base.group_portal")
        cls.sales = cls._create_team("Sales", "sales", cls.clerk)
        cls.engineering = cls._create_team(
            "Engineering", "engineering", cls.engineer, members=cls.engineer2 | cls.three
        )
        cls.planning = cls._create_team("Planning", "planning", cls.planner, members=cls.three)
        cls.production = cls._create_team("Production", "production", cls.three)
        cls.quality = cls._create_team("Quality", "quality", cls.quality_leader, cls.deputy)
        cls.management = cls._create_team("Management", "management", cls.boss)
        cls.customer = cls.env["res.partner"].create({"name": "Müller Dämpfer"})

    @classmethod
    def _create_team(cls, name, function, leader, deputy=None, members=None, **values):
        users = members or cls.env["res.users"]
        return cls.env["order.team"].create(
            {
                "name": name,
                "function": function,
                "leader_id": leader.id,
                "deputy_id": deputy.id if deputy else False,
                "membership_ids": [Command.create({"user_id": user.id}) for user in users],
                **values,
            }
        )

    @classmethod
    def _create_document(cls, **values):
        return (
            cls.env["test.order.document"]
            .with_user(cls.clerk)
            .create(
                {
                    "name": "T001",
                    "partner_id": cls.customer.id,
                    "date": "2030-01-01",
                    "line_ids": [
                        Command.create({"name": "Shock absorber", "quantity": 100, "price": 9.5})
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _request(cls, document, *specs):
        """Ask for the given sign-offs as the clerk; a team stands for its plain specification."""
        return document._request_signoffs(
            [spec if isinstance(spec, dict) else {"team_id": spec} for spec in specs]
        )
