"""Two databases in one process, and how work on them is measured."""

import contextlib
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

config.parse_config(["--no-http", "--log-level=error"], setup_logging=True)


@dataclass
class Result:
    """One line of the table: a figure, its limit, and what it was measured against."""

    name: str
    vanilla: str
    ours: str
    figure: str
    limit: str
    reached: bool
    note: str = ""


class Side:
    """One database: vanilla Odoo, or Odoo with our add-ons."""

    def __init__(self, kind):
        self.kind = kind
        self.database = os.environ[f"OA_BENCH_{kind.upper()}"]
        self.registry = Registry(self.database)

    @staticmethod
    def environment(cursor, uid=SUPERUSER_ID):
        """An environment on a cursor."""
        return api.Environment(cursor, uid, {"lang": "en_US", "tz": "Asia/Shanghai"})

    @contextlib.contextmanager
    def env(self, uid=SUPERUSER_ID):
        """An environment with a transaction of its own, committed at the end."""
        with self.registry.cursor() as cursor:
            env = self.environment(cursor, uid)
            yield env
            env.flush_all()

    def measure(self, work, *arguments, uid=SUPERUSER_ID):
        """Do the work in a transaction of its own; return (SQL statements, seconds).

        Writing what is pending and the hooks before the commit count; they are part of it.
        """
        with self.registry.cursor() as cursor:
            env = self.environment(cursor, uid)
            before, start = cursor.sql_log_count, time.perf_counter()
            work(env, *arguments)
            env.flush_all()
            cursor.flush()
            seconds = time.perf_counter() - start
            queries = cursor.sql_log_count - before
        return queries, seconds


def sides():
    """Vanilla Odoo and ours."""
    return Side("vanilla"), Side("ours")


def medians(samples):
    """Medians of the queries and of the seconds."""
    return (
        statistics.median(queries for queries, _seconds in samples),
        statistics.median(seconds for _queries, seconds in samples),
    )


def interleaved(jobs, repetitions):
    """Run the jobs in turns, so that what else the machine does meets all of them.

    :param jobs: {key: callable(repetition) -> (queries, seconds)}
    :return: {key: (median queries, median seconds)}
    """
    samples = {key: [] for key in jobs}
    for repetition in range(repetitions):
        keys = list(jobs)
        for key in keys if repetition % 2 else reversed(keys):
            samples[key].append(jobs[key](repetition))
    return {key: medians(values) for key, values in samples.items()}


def milliseconds(seconds):
    """Seconds as a readable text."""
    return f"{seconds * 1000:.1f} ms"


def report(results):
    """Print the results and hand them to `dev/bench`."""
    for result in results:
        mark = "reached" if result.reached else "NOT REACHED"
        print(
            f"{result.name}: vanilla {result.vanilla}, ours {result.ours}, {result.figure}"
            f" (limit {result.limit}) {mark} {result.note}".rstrip(),
            flush=True,
        )
    if os.environ.get("OA_BENCH_RESULTS"):
        with open(os.environ["OA_BENCH_RESULTS"], "a") as target:
            target.writelines(
                json.dumps({"benchmark": os.environ["OA_BENCH_NAME"], **asdict(result)}) + "\n"
                for result in results
            )
    sys.exit(0 if all(result.reached for result in results) else 1)


def copy_rows(env, table, row_id, source, own_values):
    """Copy a row many times by SQL.

    :param source: SQL that yields `n` and, for rows of orders, the `target` order
    :param own_values: {table: {column: SQL}}, what makes a copied row a record of its own
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND column_name != 'id'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = [own_values.get(table, {}).get(name, f'model."{name}"') for name in names]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s model, %s WHERE model.id = %s",
            SQL.identifier(table),
            SQL(", ").join(SQL.identifier(name) for name in names),
            SQL(", ").join(SQL(value) for value in values),
            SQL.identifier(table),
            SQL(source),
            row_id,
        )
    )


def specification(models, model, arch):
    """The fields a view asks for, as the web client writes them down."""
    result = {}
    for node in arch.iter("field"):
        parents = [parent.tag for parent in node.iterancestors()]
        if "field" in parents[: parents.index(arch.tag) if arch.tag in parents else None]:
            continue
        field = models[model]["fields"].get(node.get("name"))
        if not field:
            continue
        if node.get("invisible") in ("1", "True"):
            # Of what is never shown the web client asks for no more than the number.
            result[node.get("name")] = {"fields": {}} if field["type"] == "many2one" else {}
        elif field["type"] == "many2one":
            result[node.get("name")] = {"fields": {"display_name": {}}}
        elif field["type"] in ("one2many", "many2many"):
            inner = next((child for child in node if child.tag in ("list", "kanban", "form")), None)
            known = field.get("relation") in models
            result[node.get("name")] = {
                "fields": specification(models, field["relation"], inner)
                if inner is not None and known
                else {"display_name": {}}
            }
        else:
            result[node.get("name")] = {}
    return result


def read_views(env, model):
    """Specifications of what the menu of a model shows: its list and its form."""
    chosen = [(False, "list"), (False, "form")]
    answer = env[model].get_views(chosen, {"toolbar": True})
    return {
        view: specification(
            answer["models"], model, etree.fromstring(answer["views"][view]["arch"])
        )
        for _id, view in chosen
    }


def read_view(env, model, xml_id):
    """Specification of one form."""
    answer = env[model].get_views([(env.ref(xml_id).id, "form")], {"toolbar": True})
    return specification(
        answer["models"], model, etree.fromstring(answer["views"]["form"]["arch"])
    )


def slowest(side, title, works, uid):
    """What the slowest of several pieces of work costs; for information.

    :param dict works: {name: (callable, *arguments)}
    """
    figures = {}
    for name, work in works.items():
        side.measure(*work, uid=uid)
        figures[name] = medians([side.measure(*work, uid=uid) for _turn in range(5)])
    name = max(figures, key=lambda key: figures[key][1])
    queries, seconds = figures[name]
    return Result(
        title, "–", milliseconds(seconds), milliseconds(seconds), "none", True,
        f"{name}, SQL {queries:.0f}; for information",
    )


def read_page(env, model, domain, fields):
    """The list, with the number of records."""
    env[model].web_search_read(domain, fields, limit=80, count_limit=10001)


def read_groups(env, model, name):
    """The list grouped, nothing unfolded."""
    env[model].web_read_group([], [name], ["__count"])


def read_form(env, model, fields, record_id):
    """One record on the form."""
    env[model].browse(record_id).web_read(fields)


def reading(pair, title, fill, models, searched, groups, repetitions=15):
    """Read lists and forms of two models in turns, as the web client asks.

    :param str title: what the results are called, with ``%s`` for what is read
    :param fill: callable(side) -> (user id, record id), which fills the database on first use
    :param dict models: {kind of side: model}
    :param dict searched: {kind of side: domain of what is typed into the search box}
    :param dict groups: {kind of side: field}
    """
    ready = {}
    for side in pair:
        uid, chosen = fill(side)
        with side.env(uid) as env:
            ready[side] = uid, chosen, read_views(env, models[side.kind])
    model = {side: models[side.kind] for side in pair}
    works = {
        "first page": lambda side: (read_page, model[side], [], ready[side][2]["list"]),
        "search": lambda side: (
            read_page, model[side], searched[side.kind], ready[side][2]["list"],
        ),
        "grouping": lambda side: (read_groups, model[side], groups[side.kind]),
        "form": lambda side: (read_form, model[side], ready[side][2]["form"], ready[side][1]),
    }
    results = []
    for name, work in works.items():
        for side in pair:
            side.measure(*work(side), uid=ready[side][0])
        figures = interleaved(
            {
                side: lambda _turn, side=side, work=work: side.measure(
                    *work(side), uid=ready[side][0]
                )
                for side in pair
            },
            repetitions,
        )
        (base_queries, base), (our_queries, our) = (figures[side] for side in pair)
        results.append(
            Result(
                title % name, milliseconds(base), milliseconds(our), f"{our / base:.3f} ×",
                "1.00 ×", our <= base, f"SQL {base_queries:.0f} and {our_queries:.0f}",
            )
        )
    return results


def vacuum(side, tables):
    """Clean up tables that were filled by SQL, so that the planner knows them."""
    with side.registry.cursor() as cursor:
        cursor._cnx.commit()
        cursor._cnx.autocommit = True
        for table in tables:
            cursor.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
        cursor._cnx.autocommit = False
