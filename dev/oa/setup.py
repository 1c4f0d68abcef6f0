"""Make a machine ready to run Odoo; every step is done once."""

import importlib
import os
import sys
import time
from pathlib import Path

from . import base, libraries, postgres, source, system
from .base import HOME, PYTHON, VENV, lock, say


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


def main_in_environment(name, function):
    """Run a command that needs the Python packages: in the virtual environment."""
    if Path(sys.prefix).resolve() != VENV.resolve():
        base.main(_enter)
    base.main(getattr(importlib.import_module(name), function))


def _enter(arguments):
    """Start this very script again with the environment's Python."""
    prepare()
    os.execve(PYTHON, [str(PYTHON), *sys.argv], os.environ)
