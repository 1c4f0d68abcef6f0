from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

FUNCTIONS = [
    "engineering",
    "planning",
    "purchasing",
    "production",
    "quality",
    "warehouse",
    "finance",
    "management",
]


class NoticeCommon(TransactionCase):
    """A company that produces by signed notices: departments, two workshops, sales people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "no_reset_password": True, "lang": "en_US"}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.company = cls.env["res.company"].create({"name": "Notice Works"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.company.order_notice_enabled = True
        cls.in_company = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.seller = cls._user(
            "seller", "sales_team.group_sale_salesman,order_signoff.group_user"
        )
        cls.mrp_user = cls._user("shop", "mrp.group_mrp_user")
        cls.manager = cls._user("manager", "order_signoff.group_manager")
        cls.teams = {}
        cls.signers = {}
        cls._team("sales", cls.seller)
        for function in FUNCTIONS:
            cls._team(function, cls._user(function, "order_signoff.group_user"))
        cls.workshops = cls.env["order.team"]
        cls.hands = {}
        for name in ("Turning", "Assembly"):
            head = cls._user(name.lower(), "order_signoff.group_user")
            team = cls.env["order.team"].create(
                {
                    "name": name,
                    "function": "production",
                    "parent_id": cls.teams["production"].id,
                    "company_id": cls.company.id,
                    "leader_id": head.id,
                }
            )
            cls.workshops |= team
            cls.hands[team] = head
        cls.customer = cls.env["res.partner"].create({"name": "Notice Customer"})
        cls.products = cls.env["product.product"].create(
            [{"name": f"Valve {n}", "type": "consu", "is_storable": True} for n in (1, 2)]
        )
        cls.steel = cls.env["product.product"].create({"name": "Steel", "is_storable": True})
        cls._make_known(cls.products)
        cls.Notice = cls.env["mrp.production.notice"]

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(
            cls.env, f"notice_{login}", groups, name=login.capitalize(), **cls.in_company
        )

    @classmethod
    def _make_known(cls, products):
        """Give products a bill of materials, and let them have been made before."""
        cls.env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "company_id": cls.company.id,
                    "bom_line_ids": [
                        Command.create({"product_id": cls.steel.id, "product_qty": 1})
                    ],
                }
                for product in products
            ]
        )
        cls.env["mrp.production"].create(
            [{"product_id": product.id, "product_qty": 1} for product in products]
        ).state = "done"

    @classmethod
    def _team(cls, function, user):
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
    def _order(cls, confirm=True, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "user_id": cls.seller.id,
                "commitment_date": "2026-12-18 08:00:00",
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 10})
                    for product in cls.products
                ],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _notice(cls, order=None, **vals):
        """A draft, as the salesperson sees it."""
        order = order or cls._order()
        notice = cls.Notice.with_user(cls.seller)._prepare_for(order.with_user(cls.seller))
        if vals:
            notice.write(vals)
        return notice

    @classmethod
    def _submitted(cls, order=None, **vals):
        notice = cls._notice(order, **vals)
        notice.action_submit()
        return notice

    @classmethod
    def _issued(cls, order=None, **vals):
        notice = cls._submitted(order, **vals)
        cls._sign(notice, "management")
        return notice

    @classmethod
    def _signoff(cls, notice, team):
        """The running sign-off of a department, named by its function or by itself."""
        team = cls.teams[team] if isinstance(team, str) else team
        signoffs = notice.sudo().signoff_ids.filtered(
            lambda s: s.team_id == team and not s.voided_at
        )
        user = cls.hands.get(team) or cls.signers[team.function]
        return signoffs[-1:].with_user(user)

    @classmethod
    def _sign(cls, notice, *teams):
        for team in teams:
            cls._signoff(notice, team).action_accept()

    @classmethod
    def _sign_all(cls, notice):
        while pending := notice.sudo().signoff_ids.filtered(lambda s: s.state == "pending"):
            cls._sign(notice, *pending.team_id)

    @classmethod
    def _asked(cls, notice):
        """Names of the departments that are asked to sign, and have not been told otherwise."""
        return set(
            notice.sudo().signoff_ids.filtered(lambda s: not s.voided_at).team_id.mapped("name")
        )
