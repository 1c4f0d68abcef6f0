"""Writing codes by hand."""

from .attempts import slip


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
