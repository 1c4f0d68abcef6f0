"""Four Odoo servers confirm reviewed orders at once, one is killed: nothing may be half done."""

import argparse
import collections
import functools
import http.client
import statistics
import threading
import time

from . import databases, odoo, postgres, racing
from .base import DEV, say
from .serving import Refused, Server

SERVERS = 4
PREPARE = """
import json
scene.people(env)
scene.switch_on(env)
# Odoo's own reservation gives up when four processes reserve the same goods at once, with or
# without us; goods made to order are not reserved at confirmation.
env["stock.picking.type"].search([("code", "=", "outgoing")]).reservation_method = "manual"
# One customer confirms more orders in a month than two digits count.
env["sale.order.code.segment"].search([("type", "=", "counter")]).length = 4
same = scene.quotations(env, scene.customers(env, 1, "Same"), {total})
different = scene.quotations(env, scene.customers(env, {total}, "Other"), {total})
for orders in (same, different):
    for start in range(0, len(orders), 50):
        scene.sign(env, scene.request(env, orders[start : start + 50]))
        env.cr.commit()
    assert scene.states(orders) == {{"accepted": len(orders)}}, scene.states(orders)
print("ORDERS", json.dumps([same.ids, different.ids]))
"""
# What one confirmation leaves behind, all of it or nothing.
CHECK = """
SELECT o.id, o.state, o.order_code, count(DISTINCT c.id), count(DISTINCT p.id)
  FROM sale_order o
  LEFT JOIN sale_order_code c ON c.order_id = o.id
  LEFT JOIN stock_picking p ON p.sale_id = o.id
 WHERE o.id IN ({ids})
 GROUP BY o.id
"""


def check(arguments):
    """`dev/concurrency_check`: exit status 1 on a duplicate, a gap, half an order, an error."""
    parser = argparse.ArgumentParser(prog="dev/concurrency_check", description=__doc__)
    parser.add_argument("--orders", type=int, default=100, help="orders of each process")
    options = parser.parse_args(arguments)
    prepare = functools.partial(_prepare, each=options.orders)
    with racing.arena("concurrency", SERVERS, prepare) as (database, orders, servers):
        problems = []
        titles = ("the same customer", "different customers")
        for title, ids in zip(titles, orders, strict=True):
            problems += Trial(database, servers, title, ids).run()
    return racing.verdict(problems, "Nothing lost, nothing twice, nothing half.")


def _prepare(database, each):
    """A database with reviewed orders, ready to be confirmed."""
    databases.make(database, odoo.shipped_addons())
    total = SERVERS * each
    script = f"import sys; sys.path.insert(0, {str(DEV)!r})\nfrom oa import scene\n"
    return racing.prepared(
        database,
        f"{2 * total} orders through their reviews",
        script + PREPARE.format(total=total),
        "ORDERS",
    )


class Trial:
    """One race: every process confirms its share, one of them dies in the middle."""

    def __init__(self, database, servers, title, ids):
        self.database, self.servers, self.title, self.ids = database, servers, title, ids
        self.errors, self.seconds, self.redone = [], [], 0
        self.confirmed = 0
        self.lock = threading.Lock()

    def run(self):
        """Race, then look at what is in the database; return the problems."""
        shares = [self.ids[number::SERVERS] for number in range(SERVERS)]
        start = time.monotonic()
        threads = [
            threading.Thread(target=self._work, args=(number, share))
            for number, share in enumerate(shares)
        ]
        for thread in threads:
            thread.start()
        self._kill_midway(threads)
        for thread in threads:
            thread.join()
        elapsed = time.monotonic() - start
        problems = [f"{self.title}: error shown: {error}" for error in self.errors]
        problems += self._look()
        self.seconds.sort()
        say(
            f"  {self.title}: {len(self.ids)} orders in {elapsed:.0f} s by {SERVERS} processes"
            f" ({len(self.ids) / elapsed:.1f}/s); one click: median"
            f" {statistics.median(self.seconds) * 1000:.0f} ms, 95 %"
            f" {self.seconds[int(len(self.seconds) * 0.95)] * 1000:.0f} ms, longest"
            f" {self.seconds[-1] * 1000:.0f} ms; errors shown {len(self.errors)};"
            f" clicked again after the kill {self.redone}; wrong {len(problems)}"
        )
        return problems

    def _work(self, number, share):
        """One user confirms one order after the other; after a crash, on the next process."""
        server = self.servers[number]
        user = server.user("bench_sales")
        for order in share:
            begin = time.monotonic()
            try:
                user.call("sale.order", "action_confirm", [order])
            except Refused as refusal:
                self.errors.append(str(refusal))
            except (OSError, http.client.HTTPException):
                # The process died: the user is served by another one, and clicks again
                # if the order is not confirmed.
                server = self.servers[(number + 1) % SERVERS]
                user = server.user("bench_sales")
                self.redone += 1
                try:
                    if user.call("sale.order", "read", [order], ["state"])[0]["state"] != "sale":
                        user.call("sale.order", "action_confirm", [order])
                except (Refused, OSError, http.client.HTTPException) as failure:
                    self.errors.append(f"after the kill: {failure}")
            with self.lock:
                self.seconds.append(time.monotonic() - begin)
                self.confirmed += 1

    def _kill_midway(self, threads):
        """SIGKILL to the last process when half is done; a new one for the next trial."""
        half = len(self.ids) // 2
        while self.confirmed < half and any(thread.is_alive() for thread in threads):
            time.sleep(0.002)
        victim = self.servers[-1]
        victim.stop(kill=True)
        self.servers[-1] = Server(self.database, "concurrency-new").wait()

    def _look(self):
        """What is wrong in the database."""
        problems = []
        rows = postgres.query(
            CHECK.format(ids=",".join(map(str, self.ids))), self.database
        )
        codes = collections.Counter()
        for order, state, code, registered, pickings in rows:
            codes[code] += 1
            whole = (state, bool(code), registered, pickings) == ("sale", True, "1", "1")
            if not whole:
                problems.append(
                    f"{self.title}: order {order} is {state}, code {code or 'none'},"
                    f" {registered} in the register, {pickings} transfers"
                )
        if len(rows) != len(self.ids):
            problems.append(f"{self.title}: {len(rows)} of {len(self.ids)} orders are left")
        problems += [
            f"{self.title}: {code} given {count} times"
            for code, count in codes.items()
            if count > 1
        ]
        counters = collections.defaultdict(list)
        for partner, counter in postgres.query(
            "SELECT c.partner_id, c.counter FROM sale_order_code c"
            f" WHERE c.order_id IN ({','.join(map(str, self.ids))})",
            self.database,
        ):
            counters[partner].append(int(counter))
        for partner, numbers in counters.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
                problems.append(f"{self.title}: customer {partner} misses {missing[:10]}")
        return problems


