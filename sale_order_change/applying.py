"""Which change of an order is being carried out in a transaction.

Known from the calls themselves, by cursor: nothing a caller can put into his context changes
it, and savepoints, which run the hooks before a commit, do not lose it.
"""

from contextlib import contextmanager
from weakref import WeakKeyDictionary

_changes = WeakKeyDictionary()


@contextmanager
def applying(change):
    """What runs inside carries out ``change``."""
    cursor = change.env.cr
    before = _changes.get(cursor)
    _changes[cursor] = change
    try:
        yield
    finally:
        if before is None:
            del _changes[cursor]
        else:
            _changes[cursor] = before


def change_of(env):
    """Return the change that is being carried out, None where none is."""
    return _changes.get(env.cr)
