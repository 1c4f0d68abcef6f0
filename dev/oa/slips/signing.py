"""Forging signatures and reviews."""

from .attempts import ACCEPTED, REVIEW, only_quotation, slip


@slip("sales", "sign for engineering", REVIEW)
def _(world, order):
    signoffs = world.signoffs(order, "engineering")
    world.users["sales"].call("order.signoff", "action_accept", signoffs)


@slip("quality", "sign for finance", REVIEW)
def _(world, order):
    world.users["quality"].call("order.signoff", "action_accept", world.signoffs(order, "finance"))


@slip("management", "sign before the departments", REVIEW)
def _(world, order):
    world.users["management"].call(
        "order.signoff", "action_accept", world.signoffs(order, "management")
    )


@slip("administrator", "sign for a department he is not in", REVIEW)
def _(world, order):
    world.admin.call("order.signoff", "action_accept", world.signoffs(order, "quality"))


@slip("production", "sign an unanswered checklist", REVIEW)
def _(world, order):
    world.users["production"].call(
        "order.signoff", "action_accept", world.signoffs(order, "production")
    )


@slip("quality", "accept although an item is not met", REVIEW)
def _(world, order):
    quality = world.users["quality"]
    lines = world.lines(order, "quality")
    quality.call("sale.order.review.line", "write", lines, {"result": "ok"})
    quality.call("sale.order.review.line", "write", lines[:1], {"result": "nok"})
    quality.call("order.signoff", "action_accept", world.signoffs(order, "quality"))


@slip("engineering", "accept an open item without owner and date", REVIEW)
def _(world, order):
    engineering = world.users["engineering"]
    lines = world.lines(order, "engineering")
    engineering.call("sale.order.review.line", "write", lines, {"result": "ok"})
    codes = engineering.call("sale.order.review.line", "read", lines, ["code"])
    sample = [row["id"] for row in codes if row["code"] == "E03"]
    engineering.call("sale.order.review.line", "write", sample, {"result": "open"})
    engineering.call("order.signoff", "action_accept", world.signoffs(order, "engineering"))


@slip("planning", "accept with conditions without naming them", REVIEW)
def _(world, order):
    planning = world.users["planning"]
    signoff = world.signoffs(order, "planning")
    planning.call("order.signoff", "action_answer_all", signoff)
    planning.call("order.signoff", "action_conditional", signoff, " ")


@slip("sales", "answer finance's checklist", REVIEW)
def _(world, order):
    lines = world.lines(order, "finance")
    world.users["sales"].call("sale.order.review.line", "write", lines, {"result": "ok"})
    rows = world.admin.call("sale.order.review.line", "read", lines, ["result"])
    if any(row["result"] for row in rows):
        raise AssertionError("sales answered for finance")


@slip("engineering", "write a signature by hand", REVIEW)
def _(world, order):
    world.users["engineering"].call(
        "order.signoff", "write", world.signoffs(order, "engineering"),
        {"state": "accepted", "signed_at": "2026-01-01 08:00:00"},
    )


@slip("administrator", "write a signature by hand", REVIEW)
def _(world, order):
    world.admin.call(
        "order.signoff", "write", world.signoffs(order),
        {"state": "accepted", "user_id": world.admin.uid, "signed_at": "2026-01-01 08:00:00"},
    )


@slip("administrator", "create a signed sign-off", REVIEW)
def _(world, order):
    world.admin.call(
        "order.signoff", "create",
        {
            "res_model": "sale.order.review",
            "res_id": world.review(order),
            "team_id": world.teams["quality"],
            "company_id": world.company,
            "state": "accepted",
            "signed_at": "2026-01-01 08:00:00",
        },
    )


@slip("administrator", "delete the missing sign-offs", REVIEW)
def _(world, order):
    world.admin.call("order.signoff", "unlink", world.signoffs(order))


@slip("administrator", "rewrite who signed and when", ACCEPTED)
def _(world, order):
    world.admin.call(
        "order.signoff", "write", world.signoffs(order, "finance"),
        {"user_id": world.admin.uid, "signed_at": "2020-01-01 00:00:00"},
    )


@slip("finance", "sign twice, rewriting the comment", ACCEPTED)
def _(world, order):
    world.users["finance"].call(
        "order.signoff", "action_reject", world.signoffs(order, "finance"), "changed my mind"
    )


@slip("quality", "call the private signing method", REVIEW)
def _(world, order):
    world.users["quality"].call(
        "order.signoff", "_write_signature", world.signoffs(order, "quality"),
        {"state": "accepted"},
    )


@slip("sales", "create an accepted review")
def _(world, order):
    world.users["sales"].call(
        "sale.order.review", "create",
        {
            "order_id": order,
            "partner_id": world.customers[0].id,
            "company_id": world.company,
            "name": "X",
            "kind": "full",
            "progress": "accepted",
            "template_id": world.admin.call(
                "sale.order.review.template", "search", [("state", "=", "published")]
            )[0],
        },
    )


@slip("sales", "write the review's decision", REVIEW)
def _(world, order):
    world.users["sales"].call(
        "sale.order.review", "write", [world.review(order)], {"progress": "accepted"}
    )


@slip("management", "write the review's decision", REVIEW)
def _(world, order):
    world.users["management"].call(
        "sale.order.review", "write", [world.review(order)],
        {"progress": "accepted", "state": "accepted"},
    )


@slip("administrator", "hang an accepted review under another order", ACCEPTED)
def _(world, order):
    other = world.order()
    try:
        world.admin.call(
            "sale.order.review", "write", [world.review(order)], {"order_id": other}
        )
        world.admin.call("sale.order", "action_confirm", [other])
    finally:
        only_quotation(world, other)


@slip("administrator", "delete the review, then confirm", REVIEW)
def _(world, order):
    world.admin.call("sale.order.review", "unlink", [world.review(order)])
    world.admin.call("sale.order", "action_confirm", [order])
