"""A company built over RPC: its people, departments, goods and customers."""

import itertools
import re
import threading
from dataclasses import dataclass

CODE = re.compile(
    r"^(CN|NA|LA|EU|SE|AU|ME|AF|UN)([SPC])(?!000)(\d{3})(\d{2})(0[1-9]|1[0-2])(?!00)(\d{2})$"
)
DEPARTMENTS = (
    "sales", "engineering", "planning", "purchasing", "production", "quality", "logistics",
    "finance",
)  # fmt: skip
# One country per destination; Japan belongs to none of them.
DESTINATIONS = {
    "CN": "CN", "NA": "US", "LA": "PE", "EU": "DE", "SE": "TH", "AU": "AU", "ME": "AE",
    "AF": "ZA", "UN": "JP",
}  # fmt: skip
GROUPS = {
    "sales": ["sales_team.group_sale_salesman_all_leads"],
    "clerk": ["sales_team.group_sale_salesman_all_leads"],
    "engineering": ["mrp.group_mrp_user"],
    "planning": ["mrp.group_mrp_manager"],
    "purchasing": ["stock.group_stock_user"],
    "production": ["mrp.group_mrp_user"],
    "quality": ["stock.group_stock_user"],
    "logistics": ["stock.group_stock_manager"],
    "finance": ["account.group_account_invoice"],
    "management": ["sales_team.group_sale_manager"],
    "outsider": ["sales_team.group_sale_manager"],
}
# How many sign-offs a department takes up at once.
AT_ONCE = 10


@dataclass
class Customer:
    """A customer and where its goods go."""

    id: int
    destination: str


class World:
    """What the scripts need to know of the company on the server."""

    def __init__(self, server):
        self.server = server
        self.admin = server.user("admin")
        self.users, self.teams, self.products = {}, {}, {}
        self.customers, self.by_id, self.types = [], {}, {}
        self._cache, self._lock = {}, threading.Lock()

    # ------------------------------------------------------------------
    # Building
    # ------------------------------------------------------------------

    def build(self, customers):
        """Everything, as an administrator sets it up."""
        self.company = self.admin.call("res.users", "read", [self.admin.uid], ["company_id"])[0][
            "company_id"
        ][0]
        self.admin.call(
            "res.company", "write", [self.company],
            {
                "order_intake_enabled": True,
                "order_code_enabled": True,
                "order_code_tz": "Asia/Shanghai",
                "order_review_enabled": True,
            },
        )
        for login, groups in GROUPS.items():
            self._make_user(login, groups)
        self._make_teams()
        self._make_products()
        self._make_customers(customers)

    def ref(self, name):
        """The database id of an XML id."""
        with self._lock:
            if name not in self._cache:
                module, _dot, key = name.partition(".")
                self._cache[name] = self.admin.call(
                    "ir.model.data", "search_read",
                    [("module", "=", module), ("name", "=", key)], ["res_id"],
                )[0]["res_id"]
            return self._cache[name]

    def _make_user(self, login, groups):
        own = []
        if login != "outsider":
            own = [f"order_signoff.group_{'manager' if login == 'management' else 'user'}"]
        groups = ["base.group_user", *groups, *own]
        self.admin.call(
            "res.users", "create",
            {
                "name": f"Push {login}",
                "login": f"push_{login}",
                "password": f"push_{login}",
                "email": f"push_{login}@example.com",
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, [self.ref(name) for name in groups])],
                "notification_type": "inbox",
            },
        )
        self.users[login] = self.server.user(f"push_{login}")
        self.users[login].name = f"Push {login}"

    def _make_teams(self):
        for name in (*DEPARTMENTS, "management"):
            self.teams[name] = self.admin.call(
                "order.team", "create",
                {
                    "name": f"Push {name}",
                    "function": name,
                    "leader_id": self.users[name].uid,
                    "company_id": self.company,
                },
            )
        self.team_functions = {team: name for name, team in self.teams.items()}

    def _make_products(self):
        for letter in "SPC":
            order_type = self.admin.call("product.order.type", "search", [("code", "=", letter)])
            category = self.admin.call(
                "product.category", "create",
                {"name": f"Push {letter}", "order_type_id": order_type[0]},
            )
            self.products[letter] = self.admin.call(
                "product.product", "create",
                [
                    {
                        "name": f"Push {letter}{number}",
                        "categ_id": category,
                        "list_price": 120 + number,
                        "type": "consu",
                        "is_storable": True,
                    }
                    for number in range(5)
                ],
            )

    def _make_customers(self, count):
        destinations = itertools.cycle(DESTINATIONS.items())
        for number, (destination, country) in zip(range(count), destinations, strict=False):
            partner = self.admin.call(
                "res.partner", "create",
                {
                    "name": f"Push customer {number}",
                    "is_company": True,
                    "email": f"buyer{number}@example.com",
                    "country_id": self.ref(f"base.{country.lower()}"),
                },
            )
            self.customers.append(Customer(partner, destination))
        self.by_id = {customer.id: customer for customer in self.customers}

    # ------------------------------------------------------------------
    # Working
    # ------------------------------------------------------------------

    def order(self, customer=None, lines=2, kind="S", role="sales", **values):
        """A quotation above the amount from which every department is asked."""
        customer = customer or self.customers[0]
        order = self.users[role].call(
            "sale.order", "create",
            {
                "partner_id": customer.id,
                "order_line": [
                    (0, 0, {"product_id": product, "product_uom_qty": 500})
                    for product in self.products[kind][:lines]
                ],
                **values,
            },
        )
        self.types[order] = kind
        return order

    def requested(self, **values):
        """A quotation whose review was requested."""
        order = self.order(**values)
        self.users["sales"].call("sale.order", "action_request_review", [order])
        return order

    def half_signed(self, **values):
        """A quotation that half of the departments have accepted."""
        order = self.requested(**values)
        for name in DEPARTMENTS[:4]:
            self.sign_all(name, [order])
        return order

    def accepted(self, **values):
        """A quotation that everybody has accepted."""
        order = self.requested(**values)
        for name in (*DEPARTMENTS, "management"):
            self.sign_all(name, [order])
        return order

    def review(self, order):
        """The review of an order."""
        return self.admin.call("sale.order.review", "search", [("order_id", "=", order)])[0]

    def signoffs(self, order, function=None):
        """The sign-offs of an order's review, of one department if asked."""
        domain = [
            ("res_model", "=", "sale.order.review"),
            ("res_id", "=", self.review(order)),
        ]
        if function:
            domain.append(("team_id", "=", self.teams[function]))
        return self.admin.call("order.signoff", "search", domain)

    def lines(self, order, function):
        """The checklist items of a department."""
        return self.admin.call(
            "sale.order.review.line", "search",
            [("review_id", "=", self.review(order)), ("team_id", "=", self.teams[function])],
        )

    def sign_all(self, name, orders):
        """A department answers and signs what waits for it on these orders."""
        user = self.users[name]
        reviews = self.admin.call("sale.order.review", "search", [("order_id", "in", orders)])
        waiting = user.call(
            "order.signoff", "search",
            [
                ("is_mine", "=", True),
                ("state", "=", "pending"),
                ("res_model", "=", "sale.order.review"),
                ("res_id", "in", reviews),
            ],
        )
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            user.call("order.signoff", "action_answer_all", some)
            user.call("order.signoff", "action_accept", some)
