"""Ways to get an order confirmed, coded or signed that must not work, as each role."""

from ..base import say
from ..serving import Refused

DRAFT, REVIEW, HALF, ACCEPTED = "draft", "in review", "half signed", "accepted"
SLIPS = []


def slip(who, label, stage=DRAFT):
    """Register an attempt: who tries, in words, and on what kind of order."""

    def register(attempt):
        SLIPS.append((who, label, stage, attempt))
        return attempt

    return register


def attempt_all(world):
    """Try everything; return (table, number of attempts that worked)."""
    rows, misses = [], 0
    portal = _portal_user(world)
    for who, label, stage, attempt in SLIPS:
        order = _order(world, stage, portal)
        before = _state(world, order)
        worked = ""
        try:
            attempt(world, order)
            said = "nothing happened"
        except Refused as refusal:
            said = str(refusal)
        except AssertionError as failure:
            worked = said = str(failure)
        worked = worked or _got_through(before, _state(world, order), stage)
        misses += bool(worked)
        rows.append((who, label, "SLIPPED: " + worked if worked else "refused", said))
    say(f"  {len(rows)} attempts, {misses} got through")
    width = max(len(f"{who}: {label}") for who, label, *_rest in rows)
    lines = [
        f"  {f'{who}: {label}':<{width}}  {result}  {_short(said)}"
        for who, label, result, said in rows
    ]
    return "\n".join(lines), misses


def _short(said):
    """The beginning of a message, on one line."""
    return " ".join(said.split()).removeprefix("- ")[:90]


def _portal_user(world):
    """A portal user of the first customer."""
    customer = world.customers[0].id
    if not world.admin.call("res.users", "search", [("login", "=", "push_customer")]):
        contact = world.admin.call(
            "res.partner", "create",
            {"name": "Buyer", "parent_id": customer, "email": "buyer@example.com"},
        )
        world.admin.call(
            "res.users", "create",
            {
                "partner_id": contact,
                "login": "push_customer",
                "password": "push_customer",
                "group_ids": [(6, 0, [world.ref("base.group_portal")])],
            },
        )
    return world.server.browser("push_customer")


def _order(world, stage, portal):
    """A fresh order in the stage the attempt needs."""
    world.portal = portal
    make = {
        DRAFT: world.order,
        REVIEW: world.requested,
        HALF: world.half_signed,
        ACCEPTED: world.accepted,
    }
    return make[stage](kind="S", lines=2)


def _state(world, order):
    """What an attempt may have changed."""
    row = world.admin.call("sale.order", "read", [order], ["state", "order_code"])[0]
    reviews = world.admin.call(
        "sale.order.review", "search_read", [("order_id", "=", order)], ["state", "decided_at"]
    )
    signoffs = world.admin.call(
        "order.signoff", "search_read",
        [
            ("res_model", "=", "sale.order.review"),
            ("res_id", "in", [review["id"] for review in reviews]),
        ],
        ["state", "user_id", "signed_at", "comment", "fingerprint", "voided_at"],
    )
    return {
        "state": row["state"],
        "code": row["order_code"],
        "review": reviews and reviews[0]["state"],
        "signatures": {
            line["id"]: (line["state"], line["user_id"] and line["user_id"][0], line["signed_at"])
            for line in signoffs
            if line["signed_at"] and not line["voided_at"]
        },
    }


def _got_through(before, after, stage):
    """What the attempt has reached, or an empty text."""
    if after["state"] == "sale":
        return "confirmed"
    if after["code"]:
        return "coded"
    if stage != ACCEPTED and after["review"] in ("accepted", "conditional"):
        return "review accepted"
    if any(
        after["signatures"].get(key) != value and key in after["signatures"]
        for key, value in before["signatures"].items()
    ):
        return "signature changed"
    if set(after["signatures"]) - set(before["signatures"]):
        return "signed"
    return ""


def only_quotation(world, order):
    """The order must not have become more than a quotation."""
    row = world.admin.call("sale.order", "read", [order], ["state", "order_code", "name"])[0]
    if row["state"] == "sale" or row["order_code"]:
        raise AssertionError(f"{row['name']} is {row['state']} with code {row['order_code']}")
