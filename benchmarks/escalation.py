"""Escalation of many open time limits: the number of queries must not follow their number."""

from oa import scene

from odoo.tools import SQL

from benchmarks.common import Result, milliseconds, report, sides
from benchmarks.many_orders import copy_rows

SIZES = (1_000, 10_000, 100_000)
TEAMS = 8
OWN_VALUES = {
    "sale_order": {"name": "'L' || n", "access_token": "NULL"},
    "sale_order_review": {"order_id": "target.id", "name": "'L' || n"},
    "order_signoff": {"res_id": "target.id"},
}


def fill(side, count):
    """Orders in review, each with the open signatures of its departments."""
    with side.env() as env:
        people = scene.people(env)
        scene.switch_on(env)
        order = scene.quotations(env, scene.customers(env, 1, "Limits"), 1)
        review = scene.request(env, order)
        env.flush_all()
        signoffs = review.signoff_ids.filtered(lambda line: line.state == "pending")
        assert len(signoffs) == TEAMS, signoffs
        copy_rows(
            env, "sale_order", order.id, f"generate_series(1, {count // TEAMS}) n", OWN_VALUES
        )
        orders = "(SELECT id, substr(name, 2) AS n FROM sale_order WHERE name ~ '^L[0-9]+$') target"
        copy_rows(env, "sale_order_review", review.id, orders, OWN_VALUES)
        reviews = "(SELECT id FROM sale_order_review WHERE name ~ '^L[0-9]+$') target"
        for signoff in signoffs:
            copy_rows(env, "order_signoff", signoff.id, reviews, OWN_VALUES)
        return people["management"].id


def set_late(env, count):
    """Let this many limits be late by an hour, and no other one."""
    env.cr.execute("UPDATE order_signoff SET escalate_at = NULL")
    env.cr.execute("UPDATE sale_order_review SET escalate_at = NULL")
    env.cr.execute(
        """
        UPDATE order_signoff
           SET deadline = now() AT TIME ZONE 'UTC' - interval '1 hour',
               escalate_at = now() AT TIME ZONE 'UTC' - interval '1 hour',
               escalate_leader_at = now() AT TIME ZONE 'UTC' + interval '1 day',
               escalate_management_at = now() AT TIME ZONE 'UTC' + interval '2 days',
               escalation_level = 0
         WHERE id IN (SELECT s.id FROM order_signoff s JOIN sale_order_review r ON r.id = s.res_id
                       WHERE s.state = 'pending' AND r.name ~ '^L[0-9]+$' LIMIT %s)
        """,
        [count],
    )
    env.cr.execute("ANALYZE order_signoff")


def escalate(env):
    """What the scheduled action does."""
    env["order.deadline.mixin"]._cron_escalate()


def run():
    """Our own work only: vanilla Odoo has no counterpart."""
    _vanilla, ours = sides()
    fill(ours, SIZES[-1])
    figures = {}
    for size in (SIZES[0], *SIZES):  # the first one warms the caches
        with ours.env() as env:
            set_late(env, size)
        figures[size] = ours.measure(escalate)
        with ours.env() as env:
            env.cr.execute(
                SQL("SELECT count(*) FROM order_signoff WHERE escalation_level = 1")
            )
            raised = env.cr.fetchone()[0]
            env.cr.execute("UPDATE order_signoff SET escalation_level = 0")
            assert raised == size, (raised, size)
    small, large = figures[SIZES[0]], figures[SIZES[-1]]
    batches = SIZES[-1] // SIZES[0]
    each = (large[0] - small[0]) / (SIZES[-1] - SIZES[0])
    report(
        [
            Result(
                f"Escalation of {SIZES[-1]:,} open limits",
                "–",
                ", ".join(f"{size:,}: {figure[0]} queries" for size, figure in figures.items()),
                f"{each:.4f} queries per limit, {large[0] / batches:.1f} per batch of"
                f" {SIZES[0]:,}; {milliseconds(large[1])} in all",
                "no query per limit", each <= 0.05,
            )
        ]
    )


if __name__ == "__main__":
    run()
