def post_init_hook(env):
    """Give the companies that exist already the numbering of our documents."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the numbering of our documents away with them."""
    env["res.company"]._remove_order_sequences(
        "sale.framework.contract",
        "sale.order.handover",
        "sale.order.proof",
        "sale.order.phone.record",
        "sale.order.stock",
        "sale.order.customer",
    )
