"""`make lint`: everything that can be checked without running a test."""

import argparse
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from . import checks, databases, odoo, readme, terms
from .base import HOME, PYTHON, ROOT, VENV, Failure, digest, say


def lint(arguments):
    """`dev/lint [ADDON…]`: exit status 1 when anything is to be put right."""
    parser = argparse.ArgumentParser(prog="dev/lint", description=__doc__)
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    parser.add_argument("--quick", action="store_true", help="without exporting terms")
    options = parser.parse_args(arguments)
    every = options.addons or odoo.own_addons()
    shipped = [addon for addon in every if not addon.startswith("test_")]
    jobs = {
        "Python style (ruff)": lambda: _ruff(options.addons),
        "Odoo conventions (pylint-odoo)": lambda: _pylint(every),
        "Manifests and XML": lambda: _each(checks.addon, every),
        "Text files": checks.texts,
        "Translations": lambda: _each(terms.incomplete, shipped),
        "READMEs": lambda: _each(readme.complaints, shipped),
    }
    if shipped and not options.quick:
        jobs["Exported terms"] = lambda: _terms(shipped)
    with ThreadPoolExecutor(2) as pool:
        # the longest one first, so that the others run beside it
        waiting = [(name, pool.submit(_timed, job)) for name, job in reversed(jobs.items())]
        results = {name: future.result() for name, future in waiting}
    return _show({name: results[name] for name in jobs})


def _show(results):
    """Print what each check found; return the exit status."""
    for name, (complaints, seconds) in results.items():
        verdict = f"{len(complaints)} to put right" if complaints else "good"
        say(f"{name}: {verdict} ({seconds:.0f} s)")
        for text in complaints:
            say(f"  {text}")
    return int(any(complaints for complaints, _seconds in results.values()))


def _timed(job):
    """What a check found and how long it took; one that breaks down says why."""
    start = time.monotonic()
    try:
        complaints = job()
    except Failure as failure:
        complaints = [str(failure)]
    return complaints, time.monotonic() - start


def _each(check, addons):
    """Complaints of a check about each add-on."""
    return [text for addon in addons for text in check(addon)]


def _lines(*command):
    """What a checker printed when it was not content."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if not done.returncode:
        return []
    shown = [
        line
        for line in (done.stdout + done.stderr).splitlines()
        if line.strip() and not line.startswith(("*****", "Found ", "[*]"))
    ]
    return shown or [f"{command[0]} ended with exit status {done.returncode}"]


def _ruff(addons):
    return _lines(VENV / "bin" / "ruff", "check", "--output-format=concise", *(addons or ["."]))


def _pylint(addons):
    """pylint with OCA's plugin; it needs at least one add-on."""
    return _lines(PYTHON, "-m", "pylint", "--rcfile=.pylintrc", *addons) if addons else []


def _terms(addons):
    """Whether the exported terms are those of the sources; not asked twice of the same files."""
    key = digest(databases.template(), *addons, *(databases.content(name) for name in addons))
    stamp = HOME / "stamps" / f"terms-{digest(ROOT)}"
    if stamp.is_file() and stamp.read_text() == key:
        return []
    complaints = [
        text
        for addon, template in terms.export(addons).items()
        for text in terms.stale(addon, template)
    ]
    if not complaints:
        stamp.write_text(key)
    return complaints
