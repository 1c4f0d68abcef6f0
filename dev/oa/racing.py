"""What the checks with several Odoo processes share: database, servers, verdict."""

import contextlib
import json

from . import databases, setup
from .base import Failure, progress, say
from .serving import Server


@contextlib.contextmanager
def arena(name, count, prepare):
    """Yield a database, what was prepared in it, and Odoo processes; take all away afterwards.

    :param str name: of the database and the logs
    :param int count: of the processes
    :param prepare: function of the database's name
    """
    setup.prepare()
    databases.sweep()
    database = databases.unique(name)
    servers = []
    try:
        prepared = prepare(database)
        with progress(f"{count} Odoo processes"):
            for number in range(count):
                servers.append(Server(database, f"{name}-{number}"))
            for server in servers:
                server.wait()
        yield database, prepared, servers
    finally:
        for server in servers:
            server.stop()
        databases.drop(database)


def prepared(database, what, script, mark):
    """Run a script in the database; return what it printed as JSON behind the mark."""
    with progress(what):
        output = databases.shell(database, script)
    for line in output.splitlines():
        if line.startswith(f"{mark} "):
            return json.loads(line.removeprefix(f"{mark} "))
    raise Failure(f"{what}: they could not be prepared.")


def verdict(problems, good):
    """Print what went wrong; return the exit status."""
    for problem in problems[:40]:
        say(f"  {problem}")
    say(f"{len(problems)} wrong." if problems else good)
    return int(bool(problems))
