"""Confirming without a review."""

from .attempts import ACCEPTED, HALF, only_quotation, slip


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
    only_quotation(world, made)


@slip("sales", "import a confirmed order from a file")
def _(world, order):
    answer = world.users["sales"].call(
        "sale.order", "load", ["id", "partner_id/.id", "state"],
        [["push.slip", str(world.customers[0].id), "sale"]],
    )
    if answer.get("ids"):
        for made in answer["ids"]:
            only_quotation(world, made)


@slip("sales", "confirm a reviewed and an unreviewed order together")
def _(world, order):
    good = world.accepted()
    try:
        world.users["sales"].call("sale.order", "action_confirm", [good, order])
    finally:
        only_quotation(world, good)


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
