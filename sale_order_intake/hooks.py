def post_init_hook(env):
    """Give the companies that exist already the numbering of handovers."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the numbering of handovers away with them."""
    env["ir.sequence"].with_context(active_test=False).search(
        [("code", "=", "sale.order.handover")]
    ).unlink()
