"""`make test`: every test of every add-on, and the life of each add-on, on all cores."""

import ast
import json
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor, wait

from . import databases, lifecycle, odoo, setup, stamps, testing
from .base import HOME, LOGS, Failure, say

DURATIONS = HOME / "durations.json"
GUESS = 5.0  # seconds of a test class never seen
WORTH_SPLITTING = 150.0  # seconds of tests that pay for a prepared database
CORES = max(2, min(4, os.cpu_count() or 2))
# What browsers ask for is made once, for all runs.
BUNDLES = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


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
    others = [(_demo_job, shipped)]
    others += [(_lifecycle_job, addon, template) for addon in lifecycle.ordered(addons)]
    say(f"{len(addons)} add-ons, logs in {LOGS}")
    with ThreadPoolExecutor(CORES) as pool:
        tests, lives = _submit(pool, addons, untested, template, others)
    totals = [job.result() for job in [*tests, *lives]]
    if not any(job.result()[1] for job in tests):
        for addon in untested:
            stamps.remember_good("tests", addon, template)
    say(f"{len(addons)} add-ons in {(time.monotonic() - start) / 60:.1f} minutes")
    return testing.closing(*(sum(numbers) for numbers in zip(*totals, strict=True)))


def _submit(pool, addons, untested, template, others):
    """Start all jobs; return those of the tests, and the others.

    Many tests run in copies of one database, which a first job prepares: it installs the add-ons
    with the tests that belong to the installation, while other cores do the other jobs.
    """
    runs = _runs(untested)
    if len(runs) < 2:
        first = [pool.submit(_guarded, _test_job, addons, tags, template) for tags in runs]
        return first, [pool.submit(_guarded, *job) for job in others]
    name = databases.unique("suite")
    first = pool.submit(_guarded, _install_job, name, addons, untested, template)
    others = [pool.submit(_guarded, *job) for job in others]
    try:
        passed, failed, _skipped = first.result()
        if not passed and failed:
            return [first], others  # nothing to copy
        rest = [
            pool.submit(_guarded, _copy_job, f"tests, part {number}", tags, name)
            for number, tags in enumerate(runs, 1)
        ]
        wait(rest)
    finally:
        databases.drop(name)
    return [first, *rest], others


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


def _runs(untested):
    """The tags of each run: none, all in one, or parts that take equally long as far as known."""
    known = json.loads(DURATIONS.read_text()) if DURATIONS.is_file() else {}
    lengths = {name: known.get(name, GUESS) for addon in untested for name in _classes(addon)}
    everything = [f"/{addon}" for addon in untested]
    if not untested:
        return []
    if sum(lengths.values()) < WORTH_SPLITTING:
        return [everything]
    *parts, _last = _parts(lengths)
    tags = [[f"/{name}" for name in part] for part in parts]
    # The last one also runs what no file told of.
    return [*tags, [*everything, *(f"-{tag}" for part in tags for tag in part)]]


def _classes(addon):
    """Names of the test classes of an add-on, as addon:Class."""
    for path in sorted((odoo.find_addon(addon) / "tests").glob("**/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield f"{addon}:{node.name}"


def _parts(lengths):
    """As many groups of classes as there are cores, of about the same length."""
    parts = [[0.0, []] for _core in range(CORES)]
    for name in sorted(lengths, key=lengths.get, reverse=True):
        shortest = min(parts, key=lambda part: part[0])
        shortest[0] += lengths[name]
        shortest[1].append(name)
    return [names for _length, names in parts if names]


def _test_job(addons, tags, template):
    """Install all add-ons in a clone and run the tests that have these tags."""
    name = databases.unique("suite")
    databases.clone(template, name)
    try:
        return _tests("tests", name, tags, install=addons)
    finally:
        databases.drop(name)


def _install_job(name, addons, untested, template):
    """Make the database to copy, with the tests that run while add-ons are installed."""
    databases.clone(template, name)
    tags = [f"/{addon}" for addon in untested]
    result = _tests("tests while installing", name, [*tags, "-post_install"], install=addons)
    databases.shell(name, BUNDLES)
    _wake_browser()
    return result


def _wake_browser():
    """Read the browser from the disk: Odoo gives it ten seconds to start, disks can be slow."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    if browser:
        # What is wrong with the browser is told by the first test that needs it.
        subprocess.run(
            [browser, *flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )


def _copy_job(label, tags, prepared):
    """Run the tests that have these tags in a copy of the prepared database."""
    name = databases.unique("suite")
    databases.clone(prepared, name)
    try:
        return _tests(label, name, [*tags, "-at_install"])
    finally:
        databases.drop(name)


def _tests(label, name, tags, install=()):
    """Run tests in a database and tell how they ended."""
    start = time.monotonic()
    status, report = testing.run_tests(name, ",".join(tags), install=install)
    testing.explain(name, status, report)
    failed = testing.verdict(status, report)
    # What runs while installing is no part of what is divided.
    _learn(dict.fromkeys(report.seconds, 0.0) if "-post_install" in tags else report.seconds)
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
