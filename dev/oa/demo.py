"""`make demo`: one database with every add-on and its demo data, served on this machine."""

import argparse
import csv
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import databases, odoo, postgres, setup, testing
from .base import LOGS, ROOT, Failure, progress, say

NAME = os.environ.get("OA_DEMO_DB") or "order_assurance_demo"
LOGINS = ROOT / "order_assurance" / "demo" / "logins.csv"
START_SECONDS = 180
# No mail leaves a demo, and nothing calls home.
QUIET = (
    "mail.ir_cron_mail_scheduler_action",
    "mail.ir_cron_module_update_notification",
)


def demo(arguments):
    """`dev/demo`: prepare what changed, serve, and say who can sign in."""
    parser = argparse.ArgumentParser(prog="dev/demo", description=__doc__)
    parser.add_argument("--port", type=_port, default=8069)
    parser.add_argument("--fresh", action="store_true", help="begin with a new database")
    parser.add_argument("--prepare", action="store_true", help="prepare only, do not serve")
    options = parser.parse_args(arguments)
    if not options.prepare:
        _require_free(options.port)
    setup.prepare()
    prepare(options.fresh)
    if options.prepare:
        return 0
    set_address(NAME, options.port)
    return _serve(options.port)


def prepare(fresh=False):
    """Bring the demo database up to the files of the checkout."""
    addons = odoo.shipped_addons()
    if not addons:
        raise Failure("This repository holds no add-on.")
    if fresh:
        databases.drop(NAME)
    if not databases.exists(NAME):
        template = databases.template(demo=True)
        with progress(f"Database {NAME}"):
            databases.clone(template, NAME)
            _quiet()
    install, update = testing.plan(NAME, addons)
    held = databases.recall(NAME)
    update = [addon for addon in update if held.get(addon) != databases.content(addon)]
    if install or update:
        with progress(f"Add-ons: {', '.join([*install, *update])}"):
            status, report = testing.run_tests(NAME, None, install=install, update=update)
        if status:
            testing.explain(NAME, status, report)
            raise Failure(f"The demo database could not be prepared, see {LOGS / NAME}.log.")
        databases.remember(NAME, addons)


def set_address(name, port):
    """Links and printed forms point at the server that is about to run."""
    url = f"http://127.0.0.1:{port}"
    for key in ("web.base.url", "report.url", "web.base.url.freeze"):
        value = "True" if key.endswith("freeze") else url
        postgres.query(
            f"INSERT INTO ir_config_parameter (key, value) VALUES ('{key}', '{value}')"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
            name,
        )


def logins():
    """Rows of the table of people: role, login, password."""
    if not LOGINS.is_file():
        return [{"role": "Administrator", "login": "admin", "password": "admin"}]
    with LOGINS.open(newline="") as source:
        return list(csv.DictReader(source))


def _quiet():
    """Switch off the scheduled actions that reach out of this machine."""
    for external_id in QUIET:
        module, _dot, name = external_id.partition(".")
        postgres.query(
            "UPDATE ir_cron SET active = false FROM ir_model_data AS data"
            f" WHERE data.module = '{module}' AND data.name = '{name}'"
            " AND data.model = 'ir.cron' AND data.res_id = ir_cron.id",
            NAME,
        )


def _port(text):
    """A port number from the command line."""
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; take one from 1024 to 65535")
    return int(text)


def _require_free(port):
    """Say so at once when another program has the port."""
    with socket.socket() as probe:
        probe.settimeout(2)
        if not probe.connect_ex(("127.0.0.1", port)):
            raise Failure(f"Port {port} is in use; choose another one: make demo PORT={port + 1}")


def _serve(port):
    """Run Odoo until interrupted; print the table when it answers."""
    log = LOGS / f"{NAME}-server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            odoo.command(
                "-d", NAME, "--db-filter", f"^{NAME}$", f"--http-port={port}",
                "--max-cron-threads=1", "--no-database-list",
            ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=odoo.environment(),
        )
    try:
        with progress("Odoo"):
            _wait(server, port, log)
        _announce(port, log)
        return server.wait()
    except KeyboardInterrupt:
        say("\nstopped")
        return 0
    finally:
        server.terminate()
        server.wait()


def _wait(server, port, log):
    """Return when the login page appears."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/login", timeout=60):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise Failure(f"Odoo did not start, see {log}.")


def _announce(port, log):
    """The address and who can sign in."""
    rows = logins()
    width = max(len(row["role"]) for row in rows)
    say(f"\nOdoo with Order Assurance: http://127.0.0.1:{port}   (Ctrl-C ends it, log {log})\n")
    say(f"  {'role':<{width}}  {'login':<14}password")
    for row in rows:
        say(f"  {row['role']:<{width}}  {row['login']:<14}{row['password']}")
