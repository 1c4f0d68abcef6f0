"""Runs in Odoo's shell: install, upgrade and uninstall one add-on, and compare.

Writes to the file OA_LIFECYCLE_RESULT the complaints of each check, by its name, as JSON.
"""

import json
import logging
import os
import traceback

ADDON = os.environ["OA_LIFECYCLE_ADDON"]
BELOW = os.environ["OA_LIFECYCLE_BELOW"].split()
REMAINS = {
    "table": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'S')"
    " AND relnamespace = 'public'::regnamespace",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraint": "SELECT conrelid::regclass || ': ' || conname FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    # Odoo itself leaves external ids of other add-ons' mixins on the model behind.
    "external id": f"SELECT module || '.' || name FROM ir_model_data WHERE module = '{ADDON}'",
    "menu": "SELECT id || ' ' || (name->>'en_US') FROM ir_ui_menu",
    "view": "SELECT id || ' ' || name FROM ir_ui_view",
    "action": "SELECT id || ' ' || (name->>'en_US') FROM ir_actions",
    "scheduled action": "SELECT id || ' ' || cron_name FROM ir_cron",
    "parameter": "SELECT key FROM ir_config_parameter",
    "attachment": "SELECT res_model || '.' || res_field || ' ' || id FROM ir_attachment"
    " WHERE res_field IS NOT NULL",
}
# What is there before an add-on comes: it fills its columns of tables that are not empty.
ROWS = {"satisfaction_survey_hr": [("satisfaction.program", {"name": "Before"})]}


def modules(names):
    """Records of the named add-ons."""
    return env["ir.module.module"].search([("name", "in", names)])  # noqa: F821


def state(name):
    return modules([name]).state


def snapshot():
    """What the database holds, by kind."""
    held = {}
    for kind, query in REMAINS.items():
        env.cr.execute(query)  # noqa: F821
        held[kind] = {row[0] for row in env.cr.fetchall()}  # noqa: F821
    return held


def install():
    modules([ADDON]).button_immediate_install()
    return [] if state(ADDON) == "installed" else [f"state is {state(ADDON)}"]


def upgrade():
    modules([ADDON]).button_immediate_upgrade()
    return [] if state(ADDON) == "installed" else [f"state is {state(ADDON)}"]


def uninstall():
    modules([ADDON]).button_immediate_uninstall()
    after = snapshot()
    left = [
        f"{kind} left behind: {name}" for kind in REMAINS for name in after[kind] - before[kind]
    ]
    lost = [
        f"{kind} taken away: {name}"
        for kind in ("table", "column", "model", "field", "constraint")
        for name in before[kind] - after[kind]
    ]
    return sorted(left + lost)


results = {}
env["ir.module.module"].update_list()  # noqa: F821
# Of Odoo's own apps, too: what they bring and leave is not ours.
if missing := modules(BELOW).filtered(lambda module: module.state != "installed"):
    missing.button_immediate_install()
if state(ADDON) == "installed":
    # A bridge came by itself with what it builds on: it goes before it is looked at alone.
    modules([ADDON]).button_immediate_uninstall()
for model, values in ROWS.get(ADDON, ()):
    env[model].create(values)  # noqa: F821
before = snapshot()
env.cr.commit()  # noqa: F821
for action in (install, upgrade, uninstall):
    logging.getLogger("odoo").info("lifecycle: %s %s", action.__name__, ADDON)
    try:
        results[action.__name__] = action()
        env.cr.commit()  # noqa: F821
    except Exception:
        results[action.__name__] = [traceback.format_exc()]
        break
with open(os.environ["OA_LIFECYCLE_RESULT"], "w") as target:
    json.dump(results, target)
