def post_init_hook(env):
    """Give the companies that exist already the numbering of handovers."""
    env["res.company"]._ensure_all_order_sequences()
