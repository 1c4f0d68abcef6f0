"""Changing the rules, or going round them."""

from .attempts import REVIEW, slip


@slip("sales", "switch the review off for the company")
def _(world, order):
    sales = world.users["sales"]
    sales.call("res.company", "write", [world.company], {"order_review_enabled": False})
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "switch the review off in the settings")
def _(world, order):
    sales = world.users["sales"]
    settings = sales.call("res.config.settings", "create", {"order_review_enabled": False})
    sales.call("res.config.settings", "execute", [settings])
    sales.call("sale.order", "action_confirm", [order])


@slip("engineering", "become a member of quality", REVIEW)
def _(world, order):
    engineering = world.users["engineering"]
    engineering.call(
        "order.team.membership", "create",
        {"team_id": world.teams["quality"], "user_id": engineering.uid},
    )
    engineering.call("order.signoff", "action_accept", world.signoffs(order, "quality"))


@slip("planning", "make himself leader of management", REVIEW)
def _(world, order):
    planning = world.users["planning"]
    planning.call(
        "order.team", "write", [world.teams["management"]], {"leader_id": planning.uid}
    )
    planning.call("order.signoff", "action_accept", world.signoffs(order, "management"))


@slip("sales", "write a rule that exempts every order")
def _(world, order):
    sales = world.users["sales"]
    sales.call(
        "sale.order.review.rule", "create",
        {"name": "All", "rule_type": "exemption", "check": "always", "effect": "none"},
    )
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "empty the published checklist", REVIEW)
def _(world, order):
    sales = world.users["sales"]
    items = sales.call(
        "sale.order.review.template.line", "search", [("template_id.state", "=", "published")]
    )
    sales.call("sale.order.review.template.line", "unlink", items)


@slip("sales", "release the order himself")
def _(world, order):
    sales = world.users["sales"]
    wizard = sales.call(
        "sale.order.review.release", "create", {"order_id": order, "reason": "urgent"}
    )
    sales.call("sale.order.review.release", "action_release", [wizard])
    sales.call("sale.order", "action_confirm", [order])


@slip("management", "release an order without a reason")
def _(world, order):
    boss = world.users["management"]
    wizard = boss.call("sale.order.review.release", "create", {"order_id": order, "reason": " "})
    boss.call("sale.order.review.release", "action_release", [wizard])
    boss.call("sale.order", "action_confirm", [order])


@slip("sales", "write an entry of the release log")
def _(world, order):
    sales = world.users["sales"]
    sales.call(
        "sale.order.review.override", "create",
        {
            "order_id": order,
            "kind": "override",
            "reason": "x",
            "company_id": world.company,
            "user_id": sales.uid,
            "decided_at": "2026-01-01 00:00:00",
        },
    )
    sales.call("sale.order", "action_confirm", [order])
