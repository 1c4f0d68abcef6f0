"""Ways to get an order confirmed, coded or signed that must not work, as each role."""

from .base import say
from .serving import Refused

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


# ----------------------------------------------------------------------
# Confirming without a review
# ----------------------------------------------------------------------


@slip("sales", "confirm without a review")
def _(world, order):
    world.users["sales"].call("sale.order", "action_confirm", [order])


@slip("management", "confirm without a review")
def _(world, order):
    world.users["management"].call("sale.order", "action_confirm", [order])


@slip("administrator", "confirm without a review")
def _(world, order):
    world.admin.call("sale.order", "action_confirm", [order])


@slip("outsider", "a sales manager without our groups confirms")
def _(world, order):
    world.users["outsider"].call("sale.order", "action_confirm", [order])


@slip("sales", "confirm with context keys that switch checks off")
def _(world, order):
    keys = ("skip_review", "no_gate", "install_mode", "import_file", "tracking_disable",
            "sale_order_review.gate_passed", "_force_unlink", "test_mode", "disable_review")
    world.users["sales"].call(
        "sale.order", "action_confirm", [order], context=dict.fromkeys(keys, True)
    )


@slip("sales", "write the state")
def _(world, order):
    world.users["sales"].call("sale.order", "write", [order], {"state": "sale"})


@slip("administrator", "write the state")
def _(world, order):
    world.admin.call("sale.order", "write", [order], {"state": "sale"})


@slip("sales", "save the state as the web client does")
def _(world, order):
    world.users["sales"].call("sale.order", "web_save", [order], {"state": "sale"}, {"state": {}})


@slip("sales", "call the private confirmation")
def _(world, order):
    world.users["sales"].call("sale.order", "_action_confirm", [order])


@slip("sales", "create an order that is already confirmed")
def _(world, order):
    values = world.users["sales"].call("sale.order", "copy_data", [order])[0]
    made = world.users["sales"].call("sale.order", "create", {**values, "state": "sale"})
    raise AssertionError(f"order {made} was created confirmed")


@slip("sales", "create a confirmed order by a context default")
def _(world, order):
    partner = world.customers[0].id
    made = world.users["sales"].call(
        "sale.order", "create", {"partner_id": partner}, context={"default_state": "sale"}
    )
    _only_quotation(world, made)


@slip("sales", "import a confirmed order from a file")
def _(world, order):
    answer = world.users["sales"].call(
        "sale.order", "load", ["id", "partner_id/.id", "state"],
        [["push.slip", str(world.customers[0].id), "sale"]],
    )
    if answer.get("ids"):
        for made in answer["ids"]:
            _only_quotation(world, made)


@slip("sales", "confirm a reviewed and an unreviewed order together")
def _(world, order):
    good = world.accepted()
    try:
        world.users["sales"].call("sale.order", "action_confirm", [good, order])
    finally:
        _only_quotation(world, good)


@slip("sales", "cancel, set back to quotation, confirm", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    sales.call("sale.order", "action_cancel", [order])
    sales.call("sale.order", "action_draft", [order])
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "confirm a pre-sale order", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    sales.call("sale.order", "write", [order], {"order_kind": "presale"})
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "confirm while departments are still signing", HALF)
def _(world, order):
    world.users["sales"].call("sale.order", "action_confirm", [order])


@slip("sales", "make a line claim that it is confirmed")
def _(world, order):
    sales = world.users["sales"]
    line = sales.call("sale.order.line", "search", [("order_id", "=", order)])[:1]
    sales.call("sale.order.line", "write", line, {"state": "sale"})
    raise AssertionError("a line was confirmed by itself")


# ----------------------------------------------------------------------
# Changing what was accepted, then confirming
# ----------------------------------------------------------------------


def _edit_line(world, order, values):
    sales = world.users["sales"]
    line = sales.call("sale.order.line", "search", [("order_id", "=", order)])[0]
    sales.call("sale.order.line", "write", [line], values)
    sales.call("sale.order", "action_confirm", [order])


def _edit(world, order, values):
    sales = world.users["sales"]
    sales.call("sale.order", "write", [order], values)
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "raise a quantity after acceptance", ACCEPTED)
def _(world, order):
    _edit_line(world, order, {"product_uom_qty": 900})


@slip("sales", "change a price after acceptance", ACCEPTED)
def _(world, order):
    _edit_line(world, order, {"price_unit": 1})


@slip("sales", "give a discount after acceptance", ACCEPTED)
def _(world, order):
    _edit_line(world, order, {"discount": 60})


@slip("sales", "change a product after acceptance", ACCEPTED)
def _(world, order):
    _edit_line(world, order, {"product_id": world.products["C"][0]})


@slip("sales", "rewrite a specification after acceptance", ACCEPTED)
def _(world, order):
    _edit_line(world, order, {"name": "Shock absorber, chrome-plated"})


@slip("sales", "add a line after acceptance", ACCEPTED)
def _(world, order):
    line = {"product_id": world.products["P"][0], "product_uom_qty": 5}
    _edit(world, order, {"order_line": [(0, 0, line)]})


@slip("sales", "delete a line after acceptance", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    line = sales.call("sale.order.line", "search", [("order_id", "=", order)])[:1]
    sales.call("sale.order.line", "unlink", line)
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "move a line of another order into an accepted one", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    other = world.order()
    line = sales.call("sale.order.line", "search", [("order_id", "=", other)])[:1]
    sales.call("sale.order.line", "write", line, {"order_id": order})
    sales.call("sale.order", "action_confirm", [order])


@slip("sales", "change the delivery date after acceptance", ACCEPTED)
def _(world, order):
    _edit(world, order, {"commitment_date": "2030-01-01 04:00:00"})


@slip("sales", "change the customer after acceptance", ACCEPTED)
def _(world, order):
    _edit(world, order, {"partner_id": world.customers[1].id})


@slip("sales", "change the destination after acceptance", ACCEPTED)
def _(world, order):
    _edit(world, order, {"partner_shipping_id": world.customers[2].id})


@slip("sales", "choose another destination region after acceptance", ACCEPTED)
def _(world, order):
    region = world.admin.call("sale.order.destination", "search", [("code", "=", "AF")])[0]
    _edit(world, order, {"destination_id": region})


@slip("sales", "change the payment term after acceptance", ACCEPTED)
def _(world, order):
    _edit(
        world, order, {"payment_term_id": world.ref("account.account_payment_term_advance_60days")}
    )


@slip("sales", "change a line and the state in one call", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    line = sales.call("sale.order.line", "search", [("order_id", "=", order)])[0]
    sales.call(
        "sale.order", "write", [order],
        {"order_line": [(1, line, {"product_uom_qty": 7})], "state": "sale"},
    )


@slip("sales", "confirm a copy of an accepted order", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    copy = sales.call("sale.order", "copy", [order])
    copy = copy[0] if isinstance(copy, list) else copy
    try:
        sales.call("sale.order", "action_confirm", [copy])
    finally:
        _only_quotation(world, copy)


@slip("sales", "copy with reviews and code as defaults", ACCEPTED)
def _(world, order):
    sales = world.users["sales"]
    copy = sales.call(
        "sale.order", "copy", [order],
        {"review_ids": [(6, 0, [world.review(order)])], "order_code": "CNS111030801"},
    )
    copy = copy[0] if isinstance(copy, list) else copy
    try:
        sales.call("sale.order", "action_confirm", [copy])
    finally:
        _only_quotation(world, copy)


def _only_quotation(world, order):
    """The order must not have become more than a quotation."""
    row = world.admin.call("sale.order", "read", [order], ["state", "order_code", "name"])[0]
    if row["state"] == "sale" or row["order_code"]:
        raise AssertionError(f"{row['name']} is {row['state']} with code {row['order_code']}")


# ----------------------------------------------------------------------
# Forging signatures and reviews
# ----------------------------------------------------------------------


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
        _only_quotation(world, other)


@slip("administrator", "delete the review, then confirm", REVIEW)
def _(world, order):
    world.admin.call("sale.order.review", "unlink", [world.review(order)])
    world.admin.call("sale.order", "action_confirm", [order])


# ----------------------------------------------------------------------
# Changing the rules
# ----------------------------------------------------------------------


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


# ----------------------------------------------------------------------
# Codes
# ----------------------------------------------------------------------


@slip("sales", "write an order code")
def _(world, order):
    world.users["sales"].call("sale.order", "write", [order], {"order_code": "EUS001261101"})


@slip("administrator", "write an order code")
def _(world, order):
    world.admin.call("sale.order", "write", [order], {"order_code": "EUS001261101"})


@slip("sales", "enter a code in the register")
def _(world, order):
    world.users["sales"].call(
        "sale.order.code", "create",
        {"order_id": order, "code": "EUS001261101", "company_id": world.company},
    )


# ----------------------------------------------------------------------
# The customer
# ----------------------------------------------------------------------


def _link(world, order):
    """Send the quotation, as sales does, and return its access token."""
    world.admin.call("sale.order", "write", [order], {"state": "sent", "require_signature": True})
    row = world.admin.call("sale.order", "read", [order], ["access_url", "access_token"])[0]
    if not row["access_token"]:
        world.admin.call("sale.order", "action_preview_sale_order", [order])
        row = world.admin.call("sale.order", "read", [order], ["access_token"])[0]
    return row["access_token"]


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@slip("customer", "sign the quotation on the portal")
def _(world, order):
    token = _link(world, order)
    world.portal.post(
        f"/my/orders/{order}/accept",
        {"access_token": token, "name": "Buyer", "signature": PIXEL},
    )


@slip("public", "sign the quotation with the link of the mail")
def _(world, order):
    token = _link(world, order)
    world.server.browser().post(
        f"/my/orders/{order}/accept",
        {"access_token": token, "name": "Anybody", "signature": PIXEL},
    )


@slip("customer", "sign while departments are still signing", REVIEW)
def _(world, order):
    token = _link(world, order)
    world.portal.post(
        f"/my/orders/{order}/accept",
        {"access_token": token, "name": "Buyer", "signature": PIXEL},
    )


@slip("customer", "pay an unreviewed quotation")
def _(world, order):
    token = _link(world, order)
    world.admin.call("sale.order", "write", [order], {"require_payment": True})
    world.portal.post(
        f"/my/orders/{order}/transaction",
        {
            "access_token": token,
            "provider_id": 1,
            "payment_method_id": 1,
            "token_id": None,
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": "/my",
        },
    )


@slip("customer", "confirm over RPC")
def _(world, order):
    world.server.user("push_customer").call("sale.order", "action_confirm", [order])
