"""Two databases from one template, with and without our add-ons, and the table of results."""

import argparse
import datetime
import json
import os
import platform
import subprocess

from . import databases, libraries, odoo, setup, source
from .base import HOME, ROOT, Failure, say

FOLDER = ROOT / "benchmarks"
RESULTS = FOLDER / "RESULTS.md"
# Benchmarks that are measured against an add-on of others, instead of plain Odoo.
AGAINST = {"complaint": "crm_claim", "quality_8d": "mgmtsystem_nonconformity"}
HEAD = """# Measured results

Written by `make bench`. Each benchmark measures both sides in the same run, repetitions of
vanilla Odoo and of Odoo with our add-ons in turns, medians. SQL is counted on the cursor,
from the call to the commit.

"""


def names():
    """The benchmarks there are."""
    return sorted(
        path.stem for path in FOLDER.glob("*.py") if path.stem not in ("__init__", "common")
    )


def bench(arguments):
    """`dev/bench [NAME…]`: exit status 1 when a limit is not reached."""
    parser = argparse.ArgumentParser(prog="dev/bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(names())}")
    parser.add_argument("--keep", action="store_true", help="keep the two databases")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(names()):
        raise Failure(f"There is no benchmark {', '.join(sorted(unknown))}.")
    setup.prepare()
    pair = {kind: databases.unique(f"bench_{kind}") for kind in ("vanilla", "ours")}
    chosen = options.names or names()
    rows = HOME / "bench.jsonl"
    keep = [row for row in _read(rows) if row["benchmark"] in set(names()) - set(chosen)]
    rows.write_text("".join(json.dumps(row) + "\n" for row in keep))
    try:
        for database in pair.values():
            databases.clone(databases.template(), database)
        databases.add(pair["ours"], odoo.shipped_addons())
        failed = [name for name in chosen if not _measure(name, pair, rows)]
    finally:
        for database in pair.values():
            if options.keep:
                say(f"kept: {database}")
            else:
                databases.drop(database)
    RESULTS.write_text(table(sorted(_read(rows), key=lambda row: row["benchmark"])))
    say(f"Table: {RESULTS.relative_to(ROOT)}")
    if failed:
        raise Failure(f"Not reached or not run: {', '.join(failed)}.")
    return 0


def _read(rows):
    """The results of earlier runs; those of the benchmarks that run now are replaced."""
    return [json.loads(line) for line in rows.read_text().splitlines()] if rows.exists() else []


def _measure(name, pair, rows):
    """Run one benchmark in a process of its own."""
    say(f"\n== {name}")
    if name in AGAINST:
        os.environ["OA_ADDONS"] = str(libraries.compared())
        databases.add(pair["vanilla"], [AGAINST[name]])
    environment = {
        **odoo.environment(),
        "PYTHONPATH": os.pathsep.join(map(str, (source.library(), ROOT, ROOT / "dev"))),
        "OA_BENCH_RESULTS": str(rows),
        "OA_BENCH_NAME": name,
        **{f"OA_BENCH_{kind.upper()}": database for kind, database in pair.items()},
    }
    done = subprocess.run(
        [odoo.PYTHON, "-m", f"benchmarks.{name}"], env=environment, stdin=subprocess.DEVNULL
    )
    return not done.returncode


def table(results):
    """The results as Markdown, with the machine and the day."""
    lines = [
        HEAD + f"{datetime.date.today():%Y-%m-%d}, {machine()}.\n",
        "| what | vanilla Odoo | with our add-ons | figure | limit | reached | remark |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        cells = [
            result["name"], result["vanilla"], result["ours"], result["figure"], result["limit"],
            "yes" if result["reached"] else "**no**", result["note"],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def machine():
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, Odoo {source.version()}"
    )
