def post_init_hook(env):
    """Give every existing company its number series for order changes."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the number series of order changes away with them."""
    env["res.company"]._remove_order_sequences("sale.order.change")
