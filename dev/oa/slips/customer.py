"""What the customer and the public can try."""

from .attempts import REVIEW, slip


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
