def without_defaults(records, names):
    """The records with a context that brings in no default for these fields.

    Whoever calls from outside chooses his context; what he may not enter, he may not enter by
    a ``default_`` key either.
    """
    keys = {f"default_{name}" for name in names}
    if keys.isdisjoint(records.env.context):
        return records
    context = {key: value for key, value in records.env.context.items() if key not in keys}
    return records.with_env(records.env(context=context))
