from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tools import float_compare

# Figures are shown with so many decimals.
DECIMALS = 1
# Sums of shares are not exact: so little is not less.
TOLERANCE = 1e-6


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


def reaches(figure, limit):
    """Whether a figure, as people are shown it, reaches a target or limit.

    84.96 stands everywhere as 85.0: it meets a target of 85.
    """
    return float_compare(figure, limit, precision_digits=DECIMALS) >= 0
