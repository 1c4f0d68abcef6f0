"""Make a machine ready to run Odoo; every step is done once."""

import sys
import time

from . import libraries, postgres, source, system
from .base import HOME, lock, say


def prepare():
    """Everything that running Odoo needs; quick when it is already there."""
    start = time.monotonic()
    with lock("setup"):
        system.install_packages()
        source.prepare()
        libraries.prepare()
    postgres.prepare()
    return time.monotonic() - start


def setup(_arguments):
    """`dev/setup`: prepare and say so."""
    say(f"Workbench in {HOME}")
    seconds = prepare()
    say(f"Ready in {seconds:.0f} s: Odoo {source.version()}, Python {sys.version.split()[0]}.")
