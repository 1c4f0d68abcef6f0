def post_init_hook(env):
    """Give every existing company its number series for reviews and refusals."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the number series of reviews and refusals away with them."""
    env["res.company"]._remove_order_sequences("sale.order.review", "sale.order.refusal")
