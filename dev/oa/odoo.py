"""Odoo with the right configuration, and psql beside it."""

import os
from pathlib import Path

from . import postgres, setup, source
from .base import BIN, HOME, OCA, PYTHON, ROOT, VENV, Failure, digest


def own_addons(root=ROOT):
    """Names of the add-ons in a folder."""
    return sorted(path.parent.name for path in root.glob("*/__manifest__.py"))


def shipped_addons():
    """Our add-ons without those that only serve the tests of others."""
    return [name for name in own_addons() if not name.startswith("test_")]


def extra_paths():
    """More folders of add-ons, from OA_ADDONS (as PATH is written)."""
    return [Path(p).resolve() for p in os.environ.get("OA_ADDONS", "").split(":") if p]


def find_addon(name):
    """Folder of one of our add-ons, or None."""
    for root in (ROOT, *extra_paths()):
        if (root / name / "__manifest__.py").is_file():
            return root / name
    return None


def addons_path():
    """All folders that hold add-ons; Odoo warns about folders that hold none."""
    folders = [*source.addons(), OCA, ROOT, *extra_paths()]
    return [folder for folder in folders if own_addons(folder)]


def config_file():
    """Write Odoo's configuration of this checkout, and return its path."""
    server = postgres.environment()
    options = {
        "addons_path": ",".join(map(str, addons_path())),
        "admin_passwd": "admin",
        "data_dir": HOME / "data",
        "db_host": server["PGHOST"],
        "db_port": server["PGPORT"],
        "db_user": server["PGUSER"],
        "db_password": server["PGPASSWORD"] or "False",
        "http_interface": "127.0.0.1",
        "limit_time_cpu": 3600,
        "limit_time_real": 3600,
        "limit_memory_soft": 6 * 2**30,
        "limit_memory_hard": 8 * 2**30,
        "max_cron_threads": 0,
        "server_wide_modules": "base,web",
    }
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items())
    path = HOME / "conf" / f"{digest(text)}.conf"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
    return path


def environment():
    """The process environment in which Odoo and its helpers run."""
    path = [str(BIN), str(VENV / "bin"), os.environ.get("PATH", "/usr/bin:/bin")]
    return {
        **os.environ,
        **postgres.environment(),
        "PATH": ":".join(path),
        "PYTHONPATH": str(source.library()),
        "PYTHONSAFEPATH": "1",
        "ODOO_RC": str(config_file()),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def command(*arguments):
    """The command line of Odoo."""
    return [str(PYTHON), "-m", "odoo", *map(str, arguments)]


def test_command(*arguments):
    """The command line of Odoo for its tests."""
    return [str(PYTHON), str(Path(__file__).parent / "patient.py"), *map(str, arguments)]


def odoo(arguments):
    """`dev/odoo ARGS…`: Odoo takes the place of this process."""
    setup.prepare()
    os.execve(PYTHON, command(*arguments), environment())


def psql(arguments):
    """`dev/psql ARGS…`: psql on the workbench's server."""
    setup.prepare()
    try:
        os.execvpe("psql", ["psql", *arguments], environment())
    except FileNotFoundError:
        raise Failure("psql is not installed.") from None
