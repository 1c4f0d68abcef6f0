"""Reading what PostgreSQL says about a broken unique index."""

import re

from psycopg2.errors import UniqueViolation

__all__ = ["UniqueViolation", "conflicting_key"]


def conflicting_key(error):
    """The values of the key that was already there, as texts.

    PostgreSQL translates the sentence around them, not ``(columns)=(values)``.
    """
    match = re.search(r"\)\s*=\s*\((.*)\)", error.diag.message_detail or "")
    if not match:
        raise error
    return match.group(1).split(", ")
