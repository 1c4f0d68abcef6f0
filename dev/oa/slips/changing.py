"""Changing what was accepted, then confirming."""

from .attempts import ACCEPTED, only_quotation, slip


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
        only_quotation(world, copy)


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
        only_quotation(world, copy)
