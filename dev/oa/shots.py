"""Pictures of screens and printed forms: `make shots` and `dev/shot`."""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import databases, demo, postgres, serving, setup
from .base import DEV, HOME, ROOT, Failure, run, say, step

PLAYWRIGHT = "playwright-core@1.64.1"
NODE = HOME / "node"
LIST = DEV / "shots.json"
FOLDER = ROOT / "shots"
SCRIPT = Path(__file__).with_name("shoot.js")
PLACE = re.compile(r"\{([^{}]+)\}")


def shots(arguments):
    """`dev/shots [NAME…]`: the pictures of dev/shots.json, from a copy of the demo database."""
    parser = argparse.ArgumentParser(prog="dev/shots", description=__doc__)
    parser.add_argument("names", nargs="*", help="only those whose name contains one of these")
    options = parser.parse_args(arguments)
    jobs = [job for job in _listed() if _wanted(job, options.names)]
    if not jobs:
        raise Failure("dev/shots.json lists no such picture.")
    setup.prepare()
    demo.prepare()
    name = databases.unique("shots")
    databases.clone(demo.NAME, name)
    try:
        with served(name) as url:
            return take(jobs, name, url, FOLDER)
    finally:
        databases.drop(name)


def shot(arguments):
    """`dev/shot --db DB OUT.png`: one picture, from a running server or one started for it."""
    parser = argparse.ArgumentParser(prog="dev/shot", description=__doc__)
    parser.add_argument("out", type=Path, help="OUT.png; with --pdf its pages are OUT-1.png …")
    parser.add_argument("--db", required=True)
    parser.add_argument("--url", help="a running server; without it one is started")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--password", help="the login where not given")
    parser.add_argument("--lang")
    parser.add_argument("--path", default="/odoo")
    parser.add_argument("--pdf", help="path of a report, such as /report/pdf/NAME/ID")
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int)
    parser.add_argument("--full", action="store_true", help="the whole page, not the window")
    parser.add_argument("--steps", type=json.loads, help='JSON: [{"click": "…"}, {"wait": "…"}]')
    options = parser.parse_args(arguments)
    job = {
        name: value
        for name, value in vars(options).items()
        if value and name not in ("db", "out", "url")
    }
    job["name"] = options.out.stem
    setup.prepare()
    running = contextlib.nullcontext(options.url) if options.url else served(options.db)
    with running as url:
        return take([job], options.db, url, options.out.resolve().parent)


def take(jobs, name, url, folder):
    """Let the browser do the jobs; return the exit status."""
    step("playwright", "playwright-core", PLAYWRIGHT, _playwright)
    folder.mkdir(parents=True, exist_ok=True)
    order = {
        "url": url.rstrip("/"),
        "db": name,
        "folder": str(folder),
        "chromium": shutil.which("chromium") or "/usr/bin/chromium",
        "jobs": [_resolved(job, name) for job in jobs],
    }
    done = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps(order),
        text=True,
        env={**os.environ, "NODE_PATH": str(NODE / "node_modules")},
    )
    for job in jobs:
        _pages(folder / f"{job['name']}.pdf", job)
    say(f"pictures in {folder}")
    return done.returncode


@contextlib.contextmanager
def served(name):
    """A server of our own on this database; its printed forms find their styles."""
    port = serving.free_port()
    demo.set_address(name, port)
    server = serving.Server(name, "shots", port)
    try:
        server.wait()
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def _listed():
    """The pictures of dev/shots.json, one for each of a job's languages."""
    for job in json.loads(LIST.read_text()):
        for lang in job.pop("langs", [job.get("lang")]):
            name = f"{job['name']}-{lang[:2]}" if lang else job["name"]
            yield {**job, "lang": lang, "name": name}


def _wanted(job, names):
    return not names or any(name in job["name"] for name in names)


def _playwright():
    """The browser driver; Debian's chromium is the browser."""
    NODE.mkdir(parents=True, exist_ok=True)
    run(
        ["npm", "install", "--prefix", NODE, "--no-audit", "--no-fund", PLAYWRIGHT],
        "npm could not install playwright-core",
        env={**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"},
    )


def _resolved(job, name):
    """The job with the record numbers its paths ask for put in."""
    return {
        key: PLACE.sub(lambda found: _number(found[1], name), value)
        if key in ("path", "pdf")
        else value
        for key, value in job.items()
    }


def _number(place, name):
    """Number of a record: {module.external_id}, or {table?condition} for the first one."""
    table, condition, where = place.partition("?")
    if condition:
        rows = postgres.query(f"SELECT id FROM {table} WHERE {where} ORDER BY id LIMIT 1", name)
    else:
        module, _dot, external_id = place.partition(".")
        rows = postgres.query(
            f"SELECT res_id FROM ir_model_data WHERE module = '{module}'"
            f" AND name = '{external_id}'",
            name,
        )
    if not rows:
        raise Failure(f"There is no record {{{place}}} in the database {name}.")
    return rows[0][0]


def _pages(pdf, job):
    """Pages of a printed form as pictures beside it."""
    if job.get("pdf") and pdf.is_file():
        run(
            ["pdftoppm", "-r", "80", "-png", pdf, pdf.with_suffix("")],
            f"pdftoppm could not read {pdf}",
        )
