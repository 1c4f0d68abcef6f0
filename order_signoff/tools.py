from odoo.exceptions import UserError


def refuse_protected(records, vals_list, names):
    """Refuse values that only the system keeps.

    Not for the superuser: the methods that keep these values write with his rights, and a
    caller from outside can neither become superuser nor name a context key that opens a door.
    """
    if records.env.su:
        return
    for vals in vals_list:
        if forbidden := names & vals.keys():
            fields_get = records.fields_get(sorted(forbidden), ["string"])
            raise UserError(
                records.env._(
                    "%(fields)s of %(document)s cannot be entered: the system keeps it. Use the "
                    "buttons of the document instead.",
                    fields=", ".join(field["string"] for field in fields_get.values()),
                    document=records.env["ir.model"]._get(records._name).name,
                )
            )
