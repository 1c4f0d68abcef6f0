from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

REVIEW_FUNCTIONS = [
    "sales",
    "engineering",
    "planning",
    "purchasing",
    "production",
    "quality",
    "logistics",
    "finance",
]


class GateCommon(TransactionCase):
    """A company that reviews its orders: eight departments, management, sales people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "no_reset_password": True, "lang": "en_US"}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.company = cls.env["res.company"].create({"name": "Gate Works"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.company.order_review_enabled = True
        # One line for each item; the tests of items per product set their own limit.
        cls.company.order_review_part_limit = 0
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.sales_user = new_test_user(
            cls.env,
            "gate_sales",
            "sales_team.group_sale_salesman_all_leads,order_signoff.group_user",
            name="Sara Sales",
            **in_company,
        )
        cls.plain_user = new_test_user(
            cls.env,
            "gate_plain",
            "sales_team.group_sale_salesman_all_leads",
            name="Paul Plain",
            **in_company,
        )
        cls.manager = new_test_user(
            cls.env,
            "gate_manager",
            "sales_team.group_sale_manager,order_signoff.group_manager",
            name="Max Manager",
            **in_company,
        )
        cls.teams = {}
        cls.signers = {}
        for function in [*REVIEW_FUNCTIONS, "management"]:
            cls._make_team(function, in_company)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Gate Customer", "country_id": cls.env.ref("base.de").id}
        )
        cls.products = cls.env["product.product"].create(
            [
                {"name": f"Damper {number}", "type": "consu", "list_price": 10.0 * number}
                for number in range(1, 6)
            ]
        )

    @classmethod
    def _make_team(cls, function, in_company):
        if function == "sales":
            user = cls.sales_user
        else:
            user = new_test_user(
                cls.env,
                f"gate_{function}",
                "order_signoff.group_user",
                name=f"{function.capitalize()} Head",
                **in_company,
            )
        cls.signers[function] = user
        cls.teams[function] = cls.env["order.team"].create(
            {
                "name": function.capitalize(),
                "function": function,
                "company_id": cls.company.id,
                "leader_id": user.id,
            }
        )

    @classmethod
    def _make_order(cls, **vals):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "user_id": cls.sales_user.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": 2, "tax_ids": False}
                    )
                    for product in cls.products
                ],
                **vals,
            }
        )

    @classmethod
    def _request(cls, order):
        order.with_user(cls.sales_user).action_request_review()
        return order.review_ids

    @classmethod
    def _sign_all(cls, review, skip=()):
        """Let every department answer "met" and accept, then management where it is asked."""
        for _turn in range(3):
            pending = review.signoff_ids.filtered(
                lambda signoff: signoff.state == "pending"
                and signoff.team_id.function not in skip
            )
            for signoff in pending:
                signoff = signoff.with_user(cls.signers[signoff.team_id.function])
                signoff.action_answer_all()
                signoff.action_accept()
        return review

    @classmethod
    def _accepted_order(cls, **vals):
        order = cls._make_order(**vals)
        cls._sign_all(cls._request(order))
        return order
