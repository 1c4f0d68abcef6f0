"""Confirm a manufacturing order and change its quantity, with the history switched on."""

from oa import scene

from benchmarks.common import Result, interleaved, milliseconds, report, sides

REPETITIONS = 14
MORE_QUERIES = 10
RATIO = 1.10


def orders(env, components, count):
    """Drafts of manufacturing orders with so many components each."""
    parts = env["product.product"].create(
        [{"name": f"Part {number}", "is_storable": True} for number in range(components)]
    )
    product = env["product.product"].create({"name": "Machine", "is_storable": True})
    bom = env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "bom_line_ids": [(0, 0, {"product_id": part.id}) for part in parts],
        }
    )
    return env["mrp.production"].create(
        [{"product_id": product.id, "bom_id": bom.id, "product_qty": 10} for _ in range(count)]
    )


def confirm(env, order_id):
    """What the button does."""
    env["mrp.production"].browse(order_id).action_confirm()


def change(env, order_id):
    """What the dialog of the quantity does."""
    wizard = env["change.production.qty"].create({"mo_id": order_id, "product_qty": 12})
    wizard.change_prod_qty()


def prepare(side, components, count):
    """The orders of one side and the person who works on them."""
    with side.env() as env:
        if side.kind == "ours":
            env.company.order_history_enabled = True
        person = scene.user(env, "production", False)
        return orders(env, components, count).ids, person.id


def measured(ready, work, warm=1):
    """Medians of the work on every order but the first ones, which warm the caches."""
    for side, (ids, uid) in ready.items():
        for order_id in ids[:warm]:
            side.measure(work, order_id, uid=uid)
    count = min(len(ids) for ids, _uid in ready.values())
    return interleaved(
        {
            side: lambda turn, side=side: side.measure(
                work, ready[side][0][turn + warm], uid=ready[side][1]
            )
            for side in ready
        },
        count - warm,
    )


def results(name, vanilla, ours):
    """The lines of the table for one piece of work."""
    more, ratio = ours[0] - vanilla[0], ours[1] / vanilla[1]
    return [
        Result(
            f"{name}: SQL", f"{vanilla[0]:.0f}", f"{ours[0]:.0f}", f"{more:+.0f} queries",
            f"+{MORE_QUERIES}", more <= MORE_QUERIES,
        ),
        Result(
            f"{name}: time", milliseconds(vanilla[1]), milliseconds(ours[1]), f"{ratio:.3f} ×",
            f"{RATIO:.2f} ×", ratio <= RATIO,
        ),
    ]  # fmt: skip


def check(side, ids, components):
    """One entry for each change, however many components followed."""
    with side.env() as env:
        entries = env["mrp.production.change"].search([("production_id", "in", ids)])
        assert len(entries) == len(ids), len(entries)
        assert set(entries.mapped("cascade_count")) == {components + 1}


def run():
    """Fifty components, then a thousand, of which Odoo alone needs most of a minute."""
    vanilla, ours = sides()
    table = []
    ready = {side: prepare(side, 50, REPETITIONS + 1) for side in (vanilla, ours)}
    for title, work in (("Confirm", confirm), ("Change the quantity of", change)):
        medians = measured(ready, work)
        name = f"{title} an MO with 50 components, history on"
        table += results(name, medians[vanilla], medians[ours])
    check(ours, ready[ours][0], 50)
    ready = {side: prepare(side, 1000, 1) for side in (vanilla, ours)}
    for side, (ids, uid) in ready.items():
        side.measure(confirm, ids[0], uid=uid)
    medians = measured(ready, change, warm=0)
    name = "Change the quantity of an MO with 1,000 components, history on"
    table += results(name, medians[vanilla], medians[ours])
    check(ours, ready[ours][0], 1000)
    report(table)


if __name__ == "__main__":
    run()
