def post_init_hook(env):
    """Give every existing company its number series for the documents of this add-on."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the number series of this add-on's documents away with them."""
    env["res.company"]._remove_order_sequences(
        "mrp.material.overissue",
        "mrp.production.advance",
        "mrp.production.notice",
        "mrp.production.release",
    )
