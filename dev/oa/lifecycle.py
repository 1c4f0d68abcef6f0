"""Each add-on alone: it installs, upgrades, and uninstalls without a trace."""

import ast
import json
import subprocess
from pathlib import Path

from . import databases, odoo
from . import log as logs
from .base import LOGS

CHECKS = ("install", "upgrade", "uninstall", "quiet log")
SCRIPT = Path(__file__).with_name("lifecycle_script.py")


def manifest(addon):
    """The manifest of one of our add-ons."""
    return ast.literal_eval((odoo.find_addon(addon) / "__manifest__.py").read_text())


def below(addon):
    """Our add-ons this one builds on, however far down."""
    found = set()
    for name in manifest(addon).get("depends", []):
        if odoo.find_addon(name):
            found |= {name, *below(name)}
    return found


def ordered(addons):
    """The add-ons, each after those it builds on."""
    return sorted(addons, key=lambda addon: (len(below(addon)), addon))


def check(addon, template):
    """Complaints of each check, by its name; empty lists are good news."""
    name = databases.unique("life")
    databases.clone(template, name)
    log = LOGS / f"lifecycle-{addon}-{name}.log"
    result = log.with_suffix(".json")
    try:
        with log.open("wb") as output:
            subprocess.run(
                odoo.command("shell", "-d", name, "--no-http"),
                input=SCRIPT.read_bytes(),
                stdout=output,
                stderr=subprocess.STDOUT,
                env={
                    **odoo.environment(),
                    "OA_LIFECYCLE_ADDON": addon,
                    "OA_LIFECYCLE_BELOW": " ".join(manifest(addon).get("depends", [])),
                    "OA_LIFECYCLE_RESULT": str(result),
                },
            )
    finally:
        databases.drop(name)
    return _results(log, result)


def _results(log, result):
    """The checks' results from the script's file and the log."""
    results = json.loads(result.read_text()) if result.is_file() else {}
    missing = [f"not reached, see {log}"]
    results = {name: results.get(name, missing) for name in CHECKS[:3]}
    return {**results, "quiet log": logs.read(log).complaints}
