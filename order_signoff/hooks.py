def uninstall_hook(env):
    """Take our activities along: their type could not be deleted otherwise."""
    activity_type = env.ref("order_signoff.mail_activity_type_signoff", raise_if_not_found=False)
    if activity_type:
        env["mail.activity"].with_context(active_test=False).search(
            [("activity_type_id", "=", activity_type.id)]
        ).unlink()
