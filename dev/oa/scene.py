"""A small company inside an Odoo database: goods, people, orders. Runs in Odoo's Python.

Used by the measured scripts, on databases with and without our add-ons.
"""

DEPARTMENTS = [
    "sales", "engineering", "planning", "purchasing", "production", "quality", "logistics",
    "finance",
]  # fmt: skip
GROUPS = {
    "sales": ["sales_team.group_sale_manager"],
    "planning": ["stock.group_stock_user"],
    "purchasing": ["stock.group_stock_user"],
    "production": ["mrp.group_mrp_user"],
    "quality": ["stock.group_stock_user"],
    "logistics": ["stock.group_stock_user"],
    "finance": ["account.group_account_invoice"],
    "management": ["sales_team.group_sale_manager"],
}


def switch_on(env):
    """Switch every feature of our add-ons on in the company."""
    env.company.write(
        {"order_intake_enabled": True, "order_code_enabled": True, "order_review_enabled": True}
    )


def user(env, login, with_us):
    """The person of that role, made on first use."""
    found = env["res.users"].search([("login", "=", f"bench_{login}")])
    if found:
        return found
    groups = ["base.group_user", *GROUPS.get(login, [])]
    if with_us:
        manager = login == "management"
        groups.append(f"order_signoff.group_{'manager' if manager else 'user'}")
    return env["res.users"].create(
        {
            "name": f"Bench {login}",
            "login": f"bench_{login}",
            "password": f"bench_{login}",
            "email": f"bench_{login}@example.com",
            "tz": "Asia/Shanghai",
            "notification_type": "inbox",
            "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
        }
    )


def people(env, with_us=True):
    """One person and, with our add-ons, one team per department."""
    persons = {
        name: user(env, name, with_us)
        for name in ([*DEPARTMENTS, "management"] if with_us else ["sales"])
    }
    if with_us:
        existing = env["order.team"]._team_by_function(list(persons), env.company)
        env["order.team"].create(
            [
                {
                    "name": name.title(),
                    "function": name,
                    "leader_id": person.id,
                    "company_id": env.company.id,
                }
                for name, person in persons.items()
                if name not in existing
            ]
        )
    return persons


def goods(env, count=5):
    """Storable products, in stock in plenty."""
    products = env["product.product"].search([("default_code", "=like", "BENCH-%")], limit=count)
    if len(products) < count:
        products |= env["product.product"].create(
            [
                {
                    "name": f"Shock absorber {number}",
                    "default_code": f"BENCH-{number}",
                    "type": "consu",
                    "is_storable": True,
                    "list_price": 100 + number,
                }
                for number in range(len(products), count)
            ]
        )
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        for product in products:
            env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1e6)
    return products


def made_to_order(env, count=2):
    """Products of two levels, made to order; the material lies in stock in plenty."""
    product = env["product.product"]
    found = product.search([("default_code", "=like", "BENCH-MTO-%")], order="id", limit=count)
    if len(found) == count:
        return found
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    mto = warehouse.mto_pull_id.route_id
    mto.active = True
    routes = mto | warehouse.manufacture_pull_id.route_id
    steel = goods(env, 1)
    result = found
    for number in range(len(found), count):
        damper, rod = product.create(
            [
                {
                    "name": f"{name} {number}",
                    "default_code": code,
                    "type": "consu",
                    "is_storable": True,
                    "route_ids": [(6, 0, routes.ids)],
                }
                for name, code in (
                    ("Damper", f"BENCH-MTO-{number}"),
                    ("Rod", f"BENCH-ROD-{number}"),
                )
            ]
        )
        for made, part in ((damper, rod), (rod, steel)):
            env["mrp.bom"].create(
                {
                    "product_tmpl_id": made.product_tmpl_id.id,
                    "bom_line_ids": [(0, 0, {"product_id": part.id, "product_qty": 2})],
                }
            )
        result |= damper
    return result


def customers(env, count=1, prefix="Customer"):
    """Customers in Germany, made on first use."""
    names = [f"{prefix} {number}" for number in range(count)]
    found = env["res.partner"].search([("name", "in", names)])
    missing = sorted(set(names) - set(found.mapped("name")))
    return found | env["res.partner"].create(
        [
            {"name": name, "is_company": True, "country_id": env.ref("base.de").id}
            for name in missing
        ]
    )


def quotations(env, partners, count, lines=5):
    """Quotations of the sales person, the partners taking turns."""
    products = goods(env, lines)
    seller = user(env, "sales", False)
    return env["sale.order"].create(
        [
            {
                "partner_id": partners[number % len(partners)].id,
                "user_id": seller.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 200})
                    for product in products
                ],
            }
            for number in range(count)
        ]
    )


def request(env, orders):
    """Ask for the review of the orders, as sales does."""
    seller = user(env, "sales", True)
    orders.with_user(seller).action_request_review()
    return orders.sudo().review_ids


def sign(env, reviews, functions=None):
    """Every department answers its checklist and accepts; management last."""
    for name in functions or [*DEPARTMENTS, "management"]:
        person = user(env, name, True)
        signoffs = env["order.signoff"].with_user(person).search(
            [
                ("res_model", "=", "sale.order.review"),
                ("res_id", "in", reviews.ids),
                ("is_mine", "=", True),
                ("state", "=", "pending"),
            ]
        )
        signoffs.action_answer_all()
        signoffs.action_accept()


def reviewed(env, partners, count, lines=5):
    """Quotations that every department has accepted."""
    orders = quotations(env, partners, count, lines)
    sign(env, request(env, orders))
    return orders


def states(orders):
    """How many orders have each review state."""
    result = {}
    for order in orders.sudo():
        result[order.review_state] = result.get(order.review_state, 0) + 1
    return result


def switch_changes_on(env):
    """Order changes, and nothing else."""
    env.company.order_change_enabled = True


def made_orders(env, count, lines=2, quantity=20):
    """Confirmed orders of products that are made to order."""
    seller = user(env, "sales", False)
    partners = customers(env, count, "Changing")
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "user_id": seller.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                    for product in made_to_order(env, lines)
                ],
            }
            for partner in partners
        ]
    )
    orders.action_confirm()
    return orders


def approved_change(env, order, *quantities):
    """A change that everybody has signed.

    :param quantities: (order line, new quantity)
    """
    team = env["order.team"]._team_by_function(["sales"], env.company)["sales"]
    change = env["sale.order.change"].with_user(user(env, "sales", True)).create(
        {
            "order_id": order.id,
            "origin": "internal",
            "requesting_team_id": team.id,
            "reason": "Measured",
            "line_ids": [
                (0, 0, {"kind": "quantity", "order_line_id": line.id, "new_quantity": quantity})
                for line, quantity in quantities
            ],
        }
    )
    change.sudo().write({"state": "review"})
    change.sudo()._approve()
    return change
