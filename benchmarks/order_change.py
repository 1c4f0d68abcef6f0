"""What a change of an order reaches; carrying it out against doing the same by hand."""

from oa import scene

from benchmarks.common import Result, interleaved, milliseconds, report, sides

LINES = 100
ORDERS = 20
WARM = 4
LESS, MORE = 12, 30


def impact(env, change_id):
    """What the system does when a request is sent round, or looked at again."""
    env["sale.order.change"].browse(change_id)._collect_impact()


def hundred_lines(side):
    """The impact of cancelling an order with 100 products, 200 manufacturing orders."""
    with side.env() as env:
        order = scene.made_orders(env, 1, lines=LINES)
        change = env["sale.order.change"].create(
            {
                "order_id": order.id,
                "origin": "internal",
                "reason": "Measured",
                "line_ids": [(0, 0, {"kind": "cancel_order"})],
            }
        )
        change_id = change.id
    side.measure(impact, change_id)
    samples = [side.measure(impact, change_id) for _turn in range(5)]
    with side.env() as env:
        found = len(env["sale.order.change"].browse(change_id).impact_ids)
    queries = max(queries for queries, _seconds in samples)
    seconds = sorted(seconds for _queries, seconds in samples)[len(samples) // 2]
    return Result(
        f"Impact of a change of an order with {LINES} lines: SQL", "–",
        f"{queries} queries, {milliseconds(seconds)}", f"{queries} queries", "40", queries <= 40,
        f"{found} documents found",
    )


def by_hand(env, order_id):
    """What people do without us: the lines, then the manufacturing orders that Odoo leaves."""
    order = env["sale.order"].browse(order_id)
    first, second = order.order_line
    order.write(
        {
            "order_line": [
                (1, first.id, {"product_uom_qty": LESS}),
                (1, second.id, {"product_uom_qty": MORE}),
            ]
        }
    )
    made = order.stock_reference_ids.production_ids
    damper = made.filtered(lambda production: production.product_id == first.product_id)
    part = damper.move_raw_ids.product_id
    rod = made.filtered(lambda production: production.product_id == part)
    for production, quantity in ((damper, LESS), (rod, 2 * LESS)):
        env["change.production.qty"].create(
            {"mo_id": production.id, "product_qty": quantity}
        ).change_prod_qty()


def by_request(env, change_id):
    """What the button of an approved change does."""
    env["sale.order.change"].browse(change_id).action_apply()


def prepare(side):
    """Confirmed orders; approved changes of them where our add-ons are."""
    with side.env() as env:
        orders = scene.made_orders(env, ORDERS)
        if side.kind == "vanilla":
            return by_hand, orders.ids, scene.user(env, "management", False).id
        changes = [
            scene.approved_change(env, order, *zip(order.order_line, (LESS, MORE), strict=True))
            for order in orders
        ]
        return by_request, [change.id for change in changes], scene.user(env, "sales", True).id


def check(side, ids):
    """Both ways must end the same."""
    with side.env() as env:
        orders = env["sale.order"].browse(ids)
        if side.kind == "ours":
            orders = env["sale.order.change"].browse(ids).order_id
        for order in orders:
            made = order.stock_reference_ids.production_ids
            made = made.filtered(lambda production: production.state != "cancel")
            by_product = made.grouped("product_id").values()
            found = sorted(sum(productions.mapped("product_qty")) for productions in by_product)
            assert found == sorted([LESS, MORE, 2 * LESS, 2 * MORE]), (side.kind, found)


def run():
    """Two lines of an order: one becomes smaller, one larger."""
    pair = vanilla, ours = sides()
    with vanilla.env() as env:
        scene.people(env, with_us=False)
        env["res.users"].browse(scene.user(env, "management", False).id).group_ids += env.ref(
            "mrp.group_mrp_user"
        )
    with ours.env() as env:
        scene.people(env)
        scene.switch_changes_on(env)
    results = [hundred_lines(ours)]
    ready = {side: prepare(side) for side in pair}
    for side, (work, ids, uid) in ready.items():
        for document_id in ids[:WARM]:
            side.measure(work, document_id, uid=uid)
    figures = interleaved(
        {
            side: lambda turn, side=side: side.measure(
                ready[side][0], ready[side][1][WARM + turn], uid=ready[side][2]
            )
            for side in pair
        },
        ORDERS - WARM,
    )
    for side, (__, ids, __) in ready.items():
        check(side, ids)
    (base_queries, base), (our_queries, our) = (figures[side] for side in pair)
    ratio = our / base
    report(
        [
            *results,
            Result(
                "Two lines changed, two levels made: SQL",
                f"{base_queries:.0f}", f"{our_queries:.0f}",
                f"{our_queries - base_queries:+.0f} queries", "none", True, "for information",
            ),
            Result(
                "Two lines changed, two levels made: time",
                milliseconds(base), milliseconds(our), f"{ratio:.3f} ×", "2.00 ×", ratio <= 2,
                "vanilla: the same by hand through Odoo's methods",
            ),
        ]
    )


if __name__ == "__main__":
    run()
