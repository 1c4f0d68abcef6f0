"""Databases: prepared templates, quick clones, and what each holds."""

import json
import os
import re
import subprocess
import uuid
from pathlib import Path

from . import odoo, postgres, source
from .base import HOME, LOGS, Failure, digest, lock, progress, run

# The Odoo apps our add-ons build on; installed once, then cloned for every run.
APPS = [
    "account",
    "crm",
    "hr",
    "mrp",
    "portal",
    "purchase_stock",
    "repair",
    "report_xlsx",
    "sale_management",
    "sale_mrp",
    "sale_stock",
    "spreadsheet_dashboard",
    "stock",
    "survey",
]
LANGUAGE = "zh_CN"
# Kinds of databases that never stay; the name tells the process that made it.
PASSING = ("test", "suite", "life", "trial", "shots", "suites", "push", "concurrency")
PASSING_NAME = re.compile(rf"oa_(?:{'|'.join(PASSING)})(?:_[a-z]+)?_(\d+)_[0-9a-f]{{6}}")
RECIPE = "1"  # raise it when the way a template is made changes
FINISH = """
env["ir.attachment"].force_storage()
env.cr.commit()
"""


def exists(name):
    """Whether the server has this database."""
    return bool(postgres.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def starting_with(prefix):
    """Names of the databases that begin so."""
    return [
        row[0]
        for row in postgres.query(
            f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}')"
        )
    ]


def broken(name):
    """What to raise when add-ons could not be installed in a database."""
    return Failure(f"The add-ons could not be installed, see {LOGS / name}.log.")


def drop(name):
    """Remove a database, also one still in use."""
    postgres.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def clone(template, name):
    """Copy a database; its attachments live inside, so no files are copied."""
    postgres.query(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def add(name, addons):
    """Install add-ons in a database."""
    with progress(f"Add-ons into {name}"):
        run(
            odoo.command("-d", name, "-i", ",".join(addons), "--stop-after-init", "--no-http"),
            "The add-ons could not be installed",
            log="install",
            env=odoo.environment(),
        )


def make(name, addons):
    """Make a database that has these add-ons, without demo data."""
    clone(template(), name)
    add(name, addons)


def unique(prefix):
    """A name no other run uses; it tells the process that made it."""
    return f"oa_{prefix}_{os.getpid()}_{uuid.uuid4().hex[:6]}"


def sweep():
    """Drop what runs that were killed have left."""
    for name in starting_with("oa_"):
        found = PASSING_NAME.fullmatch(name)
        if found and not Path(f"/proc/{found[1]}").exists():
            drop(name)


def template(demo=False):
    """Name of the template, made on first use."""
    kind = "demo" if demo else "base"
    package = os.environ.get("ODOO_HOME") or (HOME / "stamps" / "odoo").read_text()
    key = digest(RECIPE, kind, LANGUAGE, source.version(), package, *APPS)
    name = f"oa_{kind}_{key}"
    with lock(name):
        if not exists(name):
            _make_template(name, demo)
    return name


def _make_template(name, demo):
    """Install Odoo's apps into a new database; it gets its name when complete."""
    draft = f"{name}_draft"
    drop(draft)
    odoo_run = _in(draft)
    with progress(f"Database {name}"):
        odoo_run("db", "init", draft, *(["--with-demo"] if demo else []))
    postgres.query(
        "INSERT INTO ir_config_parameter (key, value) VALUES ('ir_attachment.location', 'db')",
        draft,
    )
    with progress(f"Odoo's apps in it, with {LANGUAGE}"):
        odoo_run("i18n", "loadlang", "-d", draft, "-l", LANGUAGE)
        odoo_run("-d", draft, "-i", ",".join(APPS), "--no-http", "--stop-after-init")
        shell(draft, FINISH)
    postgres.query(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def _in(name):
    """A runner of Odoo commands whose failures name the database."""

    def odoo_run(*arguments):
        run(
            odoo.command(*arguments),
            f"Odoo could not prepare the database {name}",
            log=f"{name}-{arguments[0].strip('-')}",
            env=odoo.environment(),
        )

    return odoo_run


def shell(name, script):
    """Run a Python script in Odoo's shell on a database; return what it printed."""
    done = subprocess.run(
        odoo.command("shell", "-d", name, "--no-http", "--log-level=warn"),
        input=script,
        capture_output=True,
        text=True,
        env=odoo.environment(),
    )
    log = LOGS / f"shell-{name}.log"
    log.write_text(done.stdout + done.stderr)
    if done.returncode or "Traceback (most recent call last)" in done.stderr:
        raise Failure(f"A script failed in the database {name}, see {log}.")
    return done.stdout


def installed(name):
    """Names of the installed add-ons."""
    return {row[0] for row in postgres.query(
        "SELECT name FROM ir_module_module WHERE state = 'installed'", name
    )}


def content(addon):
    """Hash of all files of one of our add-ons."""
    folder = odoo.find_addon(addon)
    files = sorted(
        path for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    return digest(*(part for path in files for part in (str(path.relative_to(folder)), path)))


def remember(name, addons):
    """Note in the database's comment which contents of the add-ons it holds."""
    held = {**recall(name), **{addon: content(addon) for addon in addons}}
    postgres.query(f"COMMENT ON DATABASE \"{name}\" IS '{json.dumps(held)}'")


def recall(name):
    """The contents noted by `remember`, by add-on."""
    rows = postgres.query(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        f" WHERE datname = '{name}'"
    )
    return json.loads(rows[0][0]) if rows and rows[0][0] else {}


def outdated(name):
    """Our add-ons in this database whose files changed since they were loaded."""
    return sorted(
        addon for addon, held in recall(name).items()
        if odoo.find_addon(addon) and content(addon) != held
    )
