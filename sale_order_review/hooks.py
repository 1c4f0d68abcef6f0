def post_init_hook(env):
    """Give every existing company its number series for reviews."""
    env["res.company"]._ensure_all_order_sequences()
