def post_init_hook(env):
    """Give every existing company its number series of 8D reports."""
    env["res.company"]._ensure_all_order_sequences()


def uninstall_hook(env):
    """Take the number series of 8D reports away with them."""
    env["res.company"]._remove_order_sequences("quality.8d")
    # Reports, which go with their tables, do not keep master data from being deleted before.
    env.cr.execute("UPDATE quality_8d_cause SET failure_id = NULL, failure_group_id = NULL")
    env.cr.execute("UPDATE quality_8d_step SET profile_id = NULL")
    env.cr.execute("UPDATE quality_8d SET profile_id = NULL, defect_id = NULL")
