"""What an order code is made of."""

import re
from typing import NamedTuple

CODE_PATTERN = re.compile(r"[A-Z0-9]{1,6}")
CONSTANT_PATTERN = re.compile(r"[A-Z0-9./_-]{1,10}")
DIGITS_PATTERN = re.compile(r"[0-9]+")

# Parts that hold a number, filled up with zeros.
NUMERIC = frozenset({"customer", "year", "month", "day", "counter"})

# How many years a two-digit year may lie ahead of today; older ones belong to the past.
YEARS_AHEAD = 20


class Segment(NamedTuple):
    """One part of an order code."""

    type: str
    length: int
    padding: str
    value: str

    def fill(self, text):
        """The text as it stands in the code; longer than the segment if it does not fit."""
        return str(text).rjust(self.length, self.padding)


def full_year(two_digits, today_year):
    """The year that a two-digit year means, seen from today."""
    latest = today_year + YEARS_AHEAD
    return latest - (latest - two_digits) % 100
