"""`make test`: every test of every add-on, and the life of each add-on, on all cores."""

import ast
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

from . import databases, lifecycle, odoo, setup, stamps, testing
from .base import HOME, LOGS, Failure, say

DURATIONS = HOME / "durations.json"
GUESS = 5.0  # seconds of a test class never seen
WORTH_SPLITTING = 150.0  # seconds of tests that pay for a second installation
CORES = os.cpu_count() or 2


def full(arguments):
    """`dev/suite [ADDON…]`: all add-ons of the repository, or the named ones."""
    addons = testing.known(arguments) if arguments else odoo.own_addons()
    start = time.monotonic()
    shipped = [addon for addon in addons if not addon.startswith("test_")]
    if not addons:
        say("This repository holds no add-on.")
        return testing.closing(0, 0)
    setup.prepare()
    databases.sweep()
    template = databases.template()
    untested = _untested(addons, template)
    tests = _test_jobs(addons, untested, template)
    jobs = [*tests, (_demo_job, shipped)]
    jobs += [(_lifecycle_job, addon, template) for addon in lifecycle.ordered(addons)]
    say(f"{len(addons)} add-ons, {len(jobs)} runs, logs in {LOGS}")
    with ThreadPoolExecutor(max(2, min(4, CORES))) as pool:
        totals = [job.result() for job in [pool.submit(_guarded, *job) for job in jobs]]
    if not any(failed for _passed, failed, _skipped in totals[: len(tests)]):
        for addon in untested:
            stamps.remember_good("tests", addon, template)
    say(f"{len(addons)} add-ons in {(time.monotonic() - start) / 60:.1f} minutes")
    return testing.closing(*(sum(numbers) for numbers in zip(*totals, strict=True)))


def _guarded(function, *arguments):
    """A job whose own breakdown counts as one failure and stops no other job."""
    try:
        return function(*arguments)
    except Failure as failure:
        say(f"  {failure}")
        return 0, 1, 0


def _untested(addons, template):
    """Those whose tests have not passed with these very files of theirs and of what they use."""
    untested = [addon for addon in addons if not stamps.already_good("tests", addon, template)]
    if known := len(addons) - len(untested):
        say(f"  tests of {known} add-ons: passed, unchanged since")
    return untested


def _test_jobs(addons, untested, template):
    """No, one or two runs of the test classes, of equal length as far as known."""
    known = json.loads(DURATIONS.read_text()) if DURATIONS.is_file() else {}
    lengths = {name: known.get(name, GUESS) for addon in untested for name in _classes(addon)}
    everything = [f"/{addon}" for addon in untested]
    if not untested:
        return []
    if sum(lengths.values()) < WORTH_SPLITTING:
        return [(_test_job, "tests", addons, everything, template)]
    first = [f"/{name}" for name in _half(lengths)]
    rest = [*everything, *(f"-{tag}" for tag in first)]
    return [
        (_test_job, "tests, first half", addons, first, template),
        (_test_job, "tests, second half", addons, rest, template),
    ]


def _classes(addon):
    """Names of the test classes of an add-on, as addon:Class."""
    for path in sorted((odoo.find_addon(addon) / "tests").glob("**/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield f"{addon}:{node.name}"


def _half(lengths):
    """Classes that together take about half of the time, longest first."""
    chosen, left, right = [], 0.0, 0.0
    for name in sorted(lengths, key=lengths.get, reverse=True):
        if left <= right:
            chosen.append(name)
            left += lengths[name]
        else:
            right += lengths[name]
    return chosen


def _test_job(label, addons, tags, template):
    """Install all add-ons in a clone and run the tests that have these tags."""
    start = time.monotonic()
    name = databases.unique("suite")
    databases.clone(template, name)
    try:
        status, report = testing.run_tests(name, ",".join(tags), install=addons)
    finally:
        databases.drop(name)
    testing.explain(name, status, report)
    failed = testing.verdict(status, report)
    _learn(report.seconds)
    minutes = (time.monotonic() - start) / 60
    say(f"  {label}: {report.passed} passed, {failed} failed in {minutes:.1f} minutes")
    return report.passed, failed, report.skipped


def _learn(seconds):
    """Keep how long each class took, to split the next run evenly."""
    known = json.loads(DURATIONS.read_text()) if DURATIONS.is_file() else {}
    DURATIONS.write_text(json.dumps({**known, **seconds}, indent=1))


def _demo_job(addons):
    """All add-ons install with demo data, without a word of complaint."""
    name = databases.unique("trial")
    databases.clone(databases.template(demo=True), name)
    try:
        status, report = testing.run_tests(name, None, install=addons)
    finally:
        databases.drop(name)
    failed = int(bool(status or report.complaints))
    if failed:
        testing.explain(name, status, report)
    say(f"  installed together with demo data: {'failed' if failed else 'passed'}")
    return 1 - failed, failed, 0


def _lifecycle_job(addon, template):
    """Installs, upgrades and uninstalls alone."""
    if stamps.already_good("lifecycle", addon, template):
        say(f"  life of {addon}: passed, unchanged since")
        return len(lifecycle.CHECKS), 0, 0
    results = lifecycle.check(addon, template)
    bad = {name: complaints for name, complaints in results.items() if complaints}
    for name, complaints in bad.items():
        say("\n".join([f"\n{addon}, {name}:", *complaints[:40]]))
    if not bad:
        stamps.remember_good("lifecycle", addon, template)
    good = len(results) - len(bad)
    say(f"  life of {addon}: {good} passed, {len(bad)} failed")
    return good, len(bad), 0
