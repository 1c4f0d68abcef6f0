"""Two databases in one process, and how work on them is measured."""

import contextlib
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

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
