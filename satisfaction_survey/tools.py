from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError


@contextmanager
def begun_once(env):
    """Where somebody else begins the same answer in this moment, begin the request again.

    The unique index lets only one of two clicks make it; Odoo repeats the other request, which
    then finds what the first has made.
    """
    try:
        with env.cr.savepoint():
            yield
    except UniqueViolation as error:
        raise ConcurrencyError("another transaction began this answer") from error
