"""Confirm reviewed orders of five lines: one at a time, and a hundred at once."""

from oa import scene

from benchmarks.common import Result, interleaved, milliseconds, report, sides

CUSTOMERS = 10
ORDERS = CUSTOMERS + 20
BATCH = 100
BATCHES = 2


def confirm(env, ids):
    """What the button does."""
    env["sale.order"].browse(ids).action_confirm()


def prepare(side, count):
    """Quotations ready to be confirmed; reviewed where our add-ons are."""
    with side.env() as env:
        ours = side.kind == "ours"
        scene.people(env, with_us=ours)
        if ours:
            scene.switch_on(env)
        make = scene.reviewed if ours else scene.quotations
        orders = make(env, scene.customers(env, CUSTOMERS, "Confirm"), count)
        if ours:
            assert scene.states(orders) == {"accepted": count}, scene.states(orders)
        return orders.ids, scene.user(env, "sales", ours).id


def run():
    """One order, then a batch."""
    vanilla, ours = sides()
    ready = {side: prepare(side, ORDERS + BATCH * BATCHES) for side in (vanilla, ours)}
    for side, (ids, uid) in ready.items():
        # Caches warm on both, and every customer has had a first order.
        side.measure(confirm, ids[:CUSTOMERS], uid=uid)
    one = interleaved(
        {
            side: lambda turn, side=side: side.measure(
                confirm, [ready[side][0][CUSTOMERS + turn]], uid=ready[side][1]
            )
            for side in ready
        },
        ORDERS - CUSTOMERS,
    )
    many = interleaved(
        {
            side: lambda turn, side=side: side.measure(
                confirm,
                ready[side][0][ORDERS + turn * BATCH : ORDERS + (turn + 1) * BATCH],
                uid=ready[side][1],
            )
            for side in ready
        },
        BATCHES,
    )
    more, ratio = one[ours][0] - one[vanilla][0], one[ours][1] / one[vanilla][1]
    each = (many[ours][0] - many[vanilla][0]) / BATCH
    batch_ratio = many[ours][1] / many[vanilla][1]
    report(
        [
            Result(
                "Confirm a reviewed order of five lines: SQL",
                f"{one[vanilla][0]:.0f}", f"{one[ours][0]:.0f}",
                f"{more:+.0f} queries", "+7", more <= 7,
            ),
            Result(
                "Confirm a reviewed order of five lines: time",
                milliseconds(one[vanilla][1]), milliseconds(one[ours][1]),
                f"{ratio:.3f} ×", "1.05 ×", ratio <= 1.05,
            ),
            Result(
                "Confirm 100 at once: SQL per order",
                f"{many[vanilla][0] / BATCH:.1f}", f"{many[ours][0] / BATCH:.1f}",
                f"{each:+.2f} queries", "+2", each <= 2,
            ),
            Result(
                "Confirm 100 at once: time per order",
                milliseconds(many[vanilla][1] / BATCH), milliseconds(many[ours][1] / BATCH),
                f"{batch_ratio:.3f} ×", "none", True, "for information",
            ),
        ]
    )


if __name__ == "__main__":
    run()
