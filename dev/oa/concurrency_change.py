"""Two Odoo servers carry out changes of the same orders at once, one is killed: nothing half."""

import argparse
import functools
import http.client
import threading
import time

from . import databases, postgres, racing
from .base import DEV, say
from .serving import Refused, Server

PREPARE = """
import json
scene.people(env)
scene.switch_changes_on(env)
def pair(order, line, other):
    return [
        scene.approved_change(env, order, (line, 12)).id,
        scene.approved_change(env, order, (other, 30)).id,
    ]
apart = [pair(o, o.order_line[0], o.order_line[1]) for o in scene.made_orders(env, {count})]
env["res.partner"].search([("name", "=like", "Changing%")]).name = "Done"
same = [pair(o, o.order_line[0], o.order_line[0]) for o in scene.made_orders(env, {count})]
env.cr.commit()
print("CHANGES", json.dumps([apart, same]))
"""
# What one change leaves behind, all of it or nothing: the order line, the deliveries and the
# manufacturing orders say the same, and the order counts as many revisions as changes.
LINES = """
SELECT l.id, l.product_uom_qty,
       (SELECT sum(m.product_uom_qty) FROM stock_move m
         WHERE m.sale_line_id = l.id AND m.state != 'cancel' AND m.production_id IS NULL),
       (SELECT sum(p.product_qty) FROM mrp_production p
         WHERE p.sale_line_id = l.id AND p.state != 'cancel' AND p.product_id = l.product_id),
       (SELECT sum(r.product_qty) FROM mrp_production r
          JOIN stock_reference_production_rel rp ON rp.production_id = r.id
          JOIN stock_reference_sale_rel rs ON rs.reference_id = rp.reference_id
          JOIN mrp_bom_line bl ON bl.product_id = r.product_id
          JOIN mrp_bom b ON b.id = bl.bom_id
          JOIN product_product pp ON pp.product_tmpl_id = b.product_tmpl_id
         WHERE rs.sale_id = l.order_id AND pp.id = l.product_id AND r.state != 'cancel')
  FROM sale_order_line l WHERE l.order_id IN ({orders})
"""
ORDERS = """
SELECT o.id, o.revision_no, array_agg(c.state ORDER BY c.id),
       array_agg(c.revision ORDER BY c.revision)
  FROM sale_order o JOIN sale_order_change c ON c.order_id = o.id
 WHERE c.id IN ({changes}) GROUP BY o.id
"""


def check(arguments):
    """`dev/change_check`: exit status 1 on half a change, a lost one, an unexpected error."""
    parser = argparse.ArgumentParser(prog="dev/change_check", description=__doc__)
    parser.add_argument("--orders", type=int, default=12, help="orders of each trial")
    options = parser.parse_args(arguments)
    prepare = functools.partial(_prepare, count=options.orders)
    with racing.arena("changes", 2, prepare) as (database, (apart, same), servers):
        problems = Trial(database, servers, "different lines", apart, 2).run()
        problems += Trial(database, servers, "the same line", same, 1).run()
    return racing.verdict(problems, "Nothing lost, nothing half.")


def _prepare(database, count):
    """A database with approved changes, two for each order."""
    databases.make(database, ["sale_order_change"])
    script = f"import sys; sys.path.insert(0, {str(DEV)!r})\nfrom oa import scene\n"
    return racing.prepared(
        database, f"{4 * count} approved changes", script + PREPARE.format(count=count), "CHANGES"
    )


class Trial:
    """Both changes of each order at the same moment; one process dies while it is at it."""

    def __init__(self, database, servers, title, pairs, wanted):
        self.database, self.servers, self.title = database, servers, title
        self.pairs, self.wanted = pairs, wanted
        self.errors, self.refused, self.killed = [], 0, 0

    def run(self):
        """Race, then look at what is in the database; return the problems."""
        start = time.monotonic()
        for number, pair in enumerate(self.pairs):
            kill = number % 4 == 3
            threads = [
                threading.Thread(target=self._apply, args=(server, change))
                for server, change in zip(self.servers, pair, strict=True)
            ]
            for thread in threads:
                thread.start()
            if kill:
                # in the middle of what takes about a second
                time.sleep(0.05 + 0.1 * (number // 4))
                self.servers[1].stop(kill=True)
                self.killed += 1
            for thread in threads:
                thread.join()
            if kill:
                self._look_half(pair)
                self.servers[1] = Server(self.database, "changes-new").wait()
                self._apply(self.servers[1], pair[1])
        problems = [f"{self.title}: {error}" for error in self.errors] + self._look()
        say(
            f"  {self.title}: {len(self.pairs)} orders in {time.monotonic() - start:.0f} s;"
            f" refused as out of date {self.refused}; killed {self.killed};"
            f" wrong {len(problems)}"
        )
        return problems

    def _apply(self, server, change):
        try:
            user = server.user("bench_sales")
            state = user.call("sale.order.change", "read", [change], ["state"])[0]["state"]
            if state == "approved":
                user.call("sale.order.change", "action_apply", [change])
        except Refused as refusal:
            if "by now" in str(refusal) or "changed meanwhile" in str(refusal):
                self.refused += 1
            else:
                self.errors.append(str(refusal))
        except (OSError, http.client.HTTPException):
            pass  # the process was killed: looked at below, and tried again

    def _look_half(self, pair):
        """Right after the kill the order may say the old or the new, nothing between."""
        self.errors += self._lines_that_differ(pair)

    def _lines_that_differ(self, changes):
        ids = ",".join(map(str, changes))
        orders = f"SELECT order_id FROM sale_order_change WHERE id IN ({ids})"
        return [
            f"line {line}: ordered {ordered}, delivered {moved}, made {made}, parts {parts}"
            for line, ordered, moved, made, parts in postgres.query(
                LINES.format(orders=orders), self.database
            )
            if not float(ordered) == float(moved) == float(made) == float(parts) / 2
        ]

    def _look(self):
        """What is wrong in the database."""
        changes = [change for pair in self.pairs for change in pair]
        problems = [f"{self.title}: {text}" for text in self._lines_that_differ(changes)]
        rows = postgres.query(
            ORDERS.format(changes=",".join(map(str, changes))), self.database
        )
        for order, revision, states, revisions in rows:
            applied = states.count("applied")
            if int(revision) != applied or applied != self.wanted:
                problems.append(
                    f"{self.title}: order {order} has revision {revision}: {states} {revisions}"
                )
        return problems
