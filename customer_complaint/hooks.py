def post_init_hook(env):
    """Give every existing company its number series of complaints and service records."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the number series away with their documents."""
    env["res.company"]._remove_order_sequences("customer.complaint", "customer.service.record")
