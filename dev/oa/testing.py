"""`dev/test`: install add-ons in a clone of the template and run their tests."""

import argparse
import subprocess

from . import databases, odoo, setup
from . import log as logs
from .base import LOGS, Failure, progress, say

LIMIT = 45 * 60  # seconds; a run that takes longer hangs


def run_tests(name, tags, *, install=(), update=()):
    """Run Odoo's test runner on a database; return its exit status and report."""
    log = LOGS / f"{name}.log"
    arguments = ["-d", name, "--http-port=0", "--max-cron-threads=0", "--stop-after-init"]
    if install:
        arguments += ["-i", ",".join(install)]
    if update:
        arguments += ["-u", ",".join(update)]
    if tags:
        arguments += [f"--test-tags={tags}", f"--log-handler={logs.STATISTICS}:DEBUG"]
    with log.open("wb") as output:
        try:
            status = subprocess.run(
                odoo.test_command(*arguments),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=odoo.environment(),
                timeout=LIMIT,
            ).returncode
        except subprocess.TimeoutExpired:
            raise Failure(f"Odoo was stopped after {LIMIT // 60} minutes, see {log}.") from None
    return status, logs.read(log)


def verdict(status, report):
    """Number of failures, counting once a run that broke or whose log complains."""
    broke = status != 0 and not report.failed
    return report.failed + bool(broke or logs.unexpected(report))


def explain(name, status, report):
    """Print what went wrong in a run."""
    for text in report.complaints:
        say(f"\n{text}")
    if status and not report.complaints:
        say("\n".join((LOGS / f"{name}.log").read_text(errors="replace").splitlines()[-30:]))
    if status:
        say(f"Odoo ended with exit status {status}.")


def closing(passed, failed, skipped=0):
    """The plain last line of every test run."""
    if not passed + failed:
        say("no test ran")
    say(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(failed > 0 or not passed)


def known(addons):
    """The names, checked."""
    for addon in addons:
        if not odoo.find_addon(addon):
            raise Failure(f"There is no add-on {addon} in this repository (or in OA_ADDONS).")
    return addons


def plan(name, addons):
    """What a kept database must install and update to test the add-ons as they are now."""
    have = databases.installed(name)
    stale = [addon for addon in databases.outdated(name) if addon in have]
    install = [addon for addon in addons if addon not in have]
    update = sorted({*stale, *(addon for addon in addons if addon in have)})
    return install, update


def test(arguments):
    """`dev/test ADDON…`: one run, in a database of its own."""
    parser = argparse.ArgumentParser(prog="dev/test", description=test.__doc__)
    parser.add_argument("addons", nargs="+", metavar="ADDON")
    parser.add_argument("--tags", help="Odoo test tags instead of all tests of the add-ons")
    parser.add_argument("--keep", action="store_true", help="keep the database")
    parser.add_argument("--db", help="work in this database and keep it: later runs only update")
    options = parser.parse_args(arguments)
    addons = known(options.addons)
    setup.prepare()
    template = databases.template()
    name = options.db or databases.unique("kept" if options.keep else "test")
    if not databases.exists(name):
        databases.clone(template, name)
    kept = bool(options.keep or options.db)
    try:
        return _run(name, addons, options.tags, kept)
    finally:
        if not kept:
            databases.drop(name)


def _run(name, addons, tags, kept):
    """Run the tests and print the result."""
    install, update = plan(name, addons)
    with progress(f"testing {', '.join(addons)} (log {LOGS / name}.log)"):
        status, report = run_tests(
            name, tags or ",".join(f"/{addon}" for addon in addons), install=install, update=update
        )
    explain(name, status, report)
    if kept:
        say(f"database {name} kept")
    if kept and status in (0, 1):
        databases.remember(name, [a for a in databases.installed(name) if odoo.find_addon(a)])
    return closing(report.passed, verdict(status, report), report.skipped)
