"""Run Odoo's own suites on two copies of one database and compare the failures."""

import argparse
import re
import subprocess

from . import databases, odoo, setup, source
from .base import LOGS, Failure, say

SUITES = ["sale", "sale_stock", "sale_management", "portal"]
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+)")
LIMIT = 2 * 3600  # seconds; the suite of accounting alone takes most of an hour
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")


def suites(arguments):
    """`dev/odoo_suites [ADDON[:CLASS]…]`: exit status 1 when the two runs differ."""
    parser = argparse.ArgumentParser(prog="dev/odoo_suites", description=__doc__)
    parser.add_argument("suites", nargs="*", default=SUITES, help="Odoo add-ons to test")
    parser.add_argument("--demo", action="store_true", help="with demo data")
    options = parser.parse_args(arguments)
    setup.prepare()
    databases.sweep()
    for suite in options.suites:
        addon = suite.partition(":")[0]
        if not any((folder / addon / "__manifest__.py").is_file() for folder in source.addons()):
            raise Failure(f"Odoo has no add-on {addon}.")
    template = databases.template(demo=options.demo)
    runs = {}
    names = {kind: databases.unique(f"suites_{kind}") for kind in ("without", "with")}
    try:
        for name in names.values():
            databases.clone(template, name)
        # All features stay switched off.
        databases.add(names["with"], odoo.shipped_addons())
        say(f"Tests of {', '.join(options.suites)} on both copies (about 10 minutes) …")
        for kind, name in names.items():
            runs[kind] = _start(name, kind, options.suites)
        results = {kind: _finish(kind, process) for kind, process in runs.items()}
    finally:
        for process in runs.values():
            process.kill()  # only after a failure or Ctrl-C one of them is still running
            process.wait()
        for name in names.values():
            databases.drop(name)
    return _compare(results)


def _start(name, kind, tested):
    """Begin a test run in the background."""
    # What runs while Odoo installs sees neither all of Odoo's apps nor our add-ons.
    tags = ",".join([*(f"/{suite}" for suite in tested), "-at_install"])
    with (LOGS / f"suites-{kind}.log").open("w") as log:
        return subprocess.Popen(
            odoo.test_command(
                "-d", name, "--test-tags", tags, "--stop-after-init", "--http-port=0"
            ),
            env=odoo.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _finish(kind, process):
    """Wait for a run; return the number of tests and the names of those that failed."""
    log = LOGS / f"suites-{kind}.log"
    try:
        process.wait(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        limit = f"{LIMIT // 60} minutes"
        raise Failure(f"The run {kind} our add-ons took over {limit}, see {log}.") from None
    text = log.read_text(errors="replace")
    totals = TOTAL.findall(text)
    if not totals or not sum(int(total[2]) for total in totals):
        raise Failure(f"The run {kind} our add-ons executed no test, see {log}.")
    failed = sorted(set(FAILED.findall(text)))
    count = sum(int(total[2]) for total in totals)
    say(f"{kind:>8} our add-ons: {count} tests, {len(failed)} failed  ({log})")
    for name in failed:
        say(f"{'':>10}{name}")
    return count, failed


def _compare(results):
    """Print what differs; return the exit status."""
    (count_without, without), (count_with, with_) = results["without"], results["with"]
    for name in sorted(set(with_) - set(without)):
        say(f"fails only with our add-ons:    {name}")
    for name in sorted(set(without) - set(with_)):
        say(f"fails only without our add-ons: {name}")
    if count_without != count_with:
        say(f"number of tests differs: {count_without} without, {count_with} with")
    same = without == with_ and count_without == count_with
    say("The same result with and without our add-ons." if same else "The results differ.")
    return 0 if same else 1
