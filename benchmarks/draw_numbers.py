"""Numbers for one customer drawn by four processes: our register against `no_gap`."""

import functools
import json
import subprocess
import sys
import time

from oa import scene

from odoo.service.model import retrying
from odoo.tools import mute_logger

from benchmarks.common import Result, Side, milliseconds, report, sides

PROCESSES = 4
DRAWS = 150
SEQUENCE = "bench.no_gap"


def main():
    """Run the race, or be one of the processes in it."""
    if sys.argv[1:]:
        worker(sys.argv[1], json.loads(sys.argv[2]))
    else:
        run()


# ----------------------------------------------------------------------
# One process
# ----------------------------------------------------------------------


def worker(kind, work):
    """Draw one number after the other, each in a transaction of its own."""
    side = Side(kind)
    draw = draw_ours if kind == "ours" else draw_no_gap
    if kind == "ours":
        with side.env() as env:
            work = [prepare(env, order_id) for order_id in work]
    persist(side, draw, work[0])  # warm; counted by nobody
    print("ready", flush=True)
    sys.stdin.readline()
    failures, longest, begin = 0, 0.0, time.perf_counter()
    for item in work[1:]:
        start = time.perf_counter()
        failures += persist(side, draw, item)
        longest = max(longest, time.perf_counter() - start)
    print(json.dumps([time.perf_counter() - begin, failures, longest]), flush=True)


def persist(side, draw, item):
    """Draw until there is a number; return how often Odoo gave up, as a user would see."""
    failures = 0
    while True:
        with side.registry.cursor() as cursor:
            env = side.environment(cursor)
            try:
                with mute_logger("odoo.service.model", "odoo.sql_db"):
                    retrying(functools.partial(draw, env, item), env)
                return failures
            except Exception:  # noqa: BLE001
                failures += 1


def prepare(env, order_id):
    """What the order says; only the drawing itself is measured, on both sides."""
    request = env["sale.order"].browse(order_id)._order_code_request()
    return {**request, "scheme": request["scheme"].id}


def draw_ours(env, request):
    """A number of our register."""
    scheme = env["sale.order.code.scheme"].browse(request["scheme"])
    env["sale.order.code"]._draw(
        [{**request, "scheme": scheme, "values": dict(request["values"])}]
    )


def draw_no_gap(env, _item):
    """A number of Odoo's sequence without gaps."""
    env["ir.sequence"].next_by_code(SEQUENCE)


# ----------------------------------------------------------------------
# The race
# ----------------------------------------------------------------------


def race(kind, shares):
    """Let the processes start together; return (numbers per second, failures, longest wait)."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.draw_numbers", kind, json.dumps(share)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    for process in processes:
        while process.stdout.readline().strip() != "ready":
            if process.poll() is not None:
                raise SystemExit("a process could not start")
    start = time.perf_counter()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.communicate()[0].strip().splitlines() for process in processes]
    answers = [json.loads(lines[-1]) for lines in printed]
    elapsed = time.perf_counter() - start
    drawn = sum(len(share) - 1 for share in shares)
    return (
        drawn / elapsed,
        sum(failures for _seconds, failures, _longest in answers),
        max(longest for _seconds, _failures, longest in answers),
    )


def run():
    """Odoo's sequence, then our register, on databases of the same kind."""
    vanilla, ours = sides()
    with vanilla.env() as env:
        if not env["ir.sequence"].search([("code", "=", SEQUENCE)]):
            env["ir.sequence"].create(
                {"name": SEQUENCE, "code": SEQUENCE, "implementation": "no_gap"}
            )
    with ours.env() as env:
        scene.switch_on(env)
        # More numbers in one month than two digits count.
        env["sale.order.code.segment"].search([("type", "=", "counter")]).length = 5
        orders = scene.quotations(
            env, scene.customers(env, 1, "Numbers"), PROCESSES * (DRAWS + 1), 1
        ).ids
    share = DRAWS + 1
    no_gap = race("vanilla", [list(range(share)) for _process in range(PROCESSES)])
    register = race(
        "ours", [orders[number * share : (number + 1) * share] for number in range(PROCESSES)]
    )
    with ours.env() as env:
        env.cr.execute(
            "SELECT count(*), count(DISTINCT counter), max(counter) FROM sale_order_code"
            " WHERE order_id IN %s",
            [tuple(orders)],
        )
        whole = env.cr.fetchone() == (len(orders),) * 3
    faster = register[0] / no_gap[0]
    report(
        [
            Result(
                f"Numbers for one customer drawn by {PROCESSES} processes",
                f"no_gap {no_gap[0]:.0f}/s, {no_gap[1]} failures, longest"
                f" {milliseconds(no_gap[2])}",
                f"{register[0]:.0f}/s, {register[1]} failures, longest"
                f" {milliseconds(register[2])}",
                f"{faster:.1f} ×", "3 ×, no failure, no gap",
                faster >= 3 and not register[1] and whole,
                "" if whole else "numbers missing or twice",
            )
        ]
    )


if __name__ == "__main__":
    main()
