from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

# A working Friday in Shanghai (UTC+8, no daylight saving).
FRIDAY = "2026-01-09"
MONDAY = "2026-01-12"
TUESDAY = "2026-01-13"


class DeadlineCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        cls.company = cls.env["res.company"].create({"name": "Limits"})
        cls.calendar = cls._create_calendar("Asia/Shanghai", cls.company)
        cls.company.resource_calendar_id = cls.calendar
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.company.ids))
        cls.Limit = cls.env["test.order.limit"]
        cls.owner = cls._create_user("limit_owner")
        cls.leader = cls._create_user("limit_leader")
        cls.manager = cls._create_user("limit_manager", "order_signoff.group_manager")
        cls.rule = cls._create_rule(
            hours=4, due_soon_hours=1, escalate_leader_hours=2, escalate_management_hours=8
        )

    @classmethod
    def _create_user(cls, login, groups="order_signoff.group_user"):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Shanghai",
        )

    @classmethod
    def _create_calendar(cls, tz, company):
        return cls.env["resource.calendar"].create(
            {
                "name": f"8 to 17, {tz}",
                "tz": tz,
                "company_id": company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"{day} {start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": period,
                        }
                    )
                    for day in range(5)
                    for start, end, period in ((8, 12, "morning"), (13, 17, "afternoon"))
                ],
            }
        )

    @classmethod
    def _create_rule(cls, **values):
        return cls.env["order.deadline.rule"].create(
            {
                "name": "Limit",
                "res_model": "test.order.limit",
                "stage": "test",
                "hours": 4,
                "due_soon_hours": 0,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _create_limits(cls, count=1, **values):
        return cls.Limit.create(
            [
                {
                    "name": f"L{number}",
                    "company_id": cls.company.id,
                    "owner_id": cls.owner.id,
                    "leader_id": cls.leader.id,
                    "manager_id": cls.manager.id,
                    **values,
                }
                for number in range(count)
            ]
        )
