from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, format_list

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


def is_uninstalling(env):
    """Whether an add-on is being removed.

    The context key alone would let any caller from outside skip what is only checked
    ``at_uninstall=False``; add-ons are removed by the superuser.
    """
    return env.uid == SUPERUSER_ID and bool(env.context.get(MODULE_UNINSTALL_FLAG))


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
                    fields=format_list(
                        records.env, [field["string"] for field in fields_get.values()]
                    ),
                    document=records.env["ir.model"]._get(records._name).name,
                )
            )


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


def check_may_add(records, vals_list, name):
    """Refuse to add to documents that the user may not change.

    To be called before the records are made: where whoever carries out a part sees the document,
    anybody could otherwise let himself in by a part of his own.

    :param str name: field that holds the document
    """
    default = records.default_get([name]).get(name)
    ids = {vals.get(name, default) for vals in vals_list} - {None, False}
    records.env[records._fields[name].comodel_name].browse(ids).check_access("write")


def one_after_the_other(records):
    """Let those who decide on the same documents at the same moment do so one after the other.

    A lock alone would not do: whoever waited for it goes on with what he has read before. Here
    each writes the rows, so that Odoo plays the second transaction once more, which then sees
    what the first has done.
    """
    if not records.ids:
        return
    table = SQL.identifier(records._table)
    records.env.cr.execute(
        SQL(
            """
            UPDATE %(table)s SET write_date = write_date
             WHERE id IN (SELECT id FROM %(table)s WHERE id IN %(ids)s
                           ORDER BY id FOR NO KEY UPDATE)
            """,
            table=table,
            ids=tuple(records.ids),
        ),
        log_exceptions=False,
    )


def mail_link(template, document, recipient=None):
    """Send somebody outside the mail that carries his link; the history keeps it without the link.

    Whoever may read the document, or has written the mail, may read what is kept of it: with the
    link he could answer in place of the person who was asked.

    :param template: of the mail, with the link in its text
    :param document: what the link leads to, with an ``access_token``
    :param recipient: the person who gets it, and nobody else; by default whom the template names
    :return: the mail, as superuser
    """
    values = recipient and {
        "recipient_ids": [Command.link(recipient.id)],
        "email_to": False,
        "email_cc": False,
    }
    # sudo: the link is made for who gets it; who sends it need not be able to read it
    letter = template.sudo()
    mail_id = letter.send_mail(
        document.id, email_layout_xmlid="mail.mail_notification_light", email_values=values or None
    )
    mail = letter.env["mail.mail"].browse(mail_id)
    message = mail.mail_message_id
    token = document.sudo().access_token
    for link in (f"?access_token={token}", token):
        message.body = message.body.replace(link, "")
    return mail


def fill_in(document, *names):
    """Say in one sentence which of these fields of a document are empty.

    :param names: names of fields
    :return: list with the sentence, or empty: sentences of several rules are shown together
    """
    empty = [name for name in names if not document[name]]
    if not empty:
        return []
    labels = document.fields_get(empty, ["string"])
    shown = format_list(document.env, [labels[name]["string"] for name in empty])
    return [document.env._("Fill in: %(fields)s.", fields=shown)]


def plain_number(number, digits=5, thousands=False):
    """Return a number as people write it: no superfluous zeros, and never with an exponent.

    :param float number: such as a quantity; empty counts as zero
    :param int digits: how many decimals are kept at most
    :param bool thousands: whether thousands are set apart
    """
    text = f"{round(number or 0.0, digits) or 0.0:{',' if thousands else ''}.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
