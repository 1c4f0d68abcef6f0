"""Sales orders' first page and one form among 100,000 orders, as the web client asks for them."""

from lxml import etree
from oa import scene

from benchmarks.common import (
    Result,
    copy_rows,
    interleaved,
    milliseconds,
    report,
    sides,
    specification,
    vacuum,
)

ORDERS = 100_000
REPETITIONS = 15
# What makes a copied row a record of its own.
OWN_VALUES = {
    "sale_order": {
        "name": "'M' || n",
        "access_token": "NULL",
        "order_code": "'EUS001' || lpad(n::text, 8, '0')",
    },
    "sale_order_line": {"order_id": "target.id"},
    "sale_order_review": {"order_id": "target.id", "name": "'M' || n"},
}


def fill(side):
    """100,000 confirmed orders with a line each; with our add-ons reviewed and coded ones."""
    with side.env() as env:
        ours = side.kind == "ours"
        uid = scene.people(env, with_us=ours)["sales"].id
        partner = scene.customers(env, 1, "Many")
        if ours:
            scene.switch_on(env)
        order = (scene.reviewed if ours else scene.quotations)(env, partner, 1)
        order.with_user(uid).action_confirm()
        env.flush_all()
        copy_rows(env, "sale_order", order.id, f"generate_series(1, {ORDERS}) n", OWN_VALUES)
        targets = (
            "(SELECT id, substr(name, 2) AS n FROM sale_order WHERE name ~ '^M[0-9]+$') target"
        )
        copy_rows(env, "sale_order_line", order.order_line[0].id, targets, OWN_VALUES)
        if ours:
            copy_rows(env, "sale_order_review", order.review_ids.id, targets, OWN_VALUES)
        env.cr.execute("SELECT max(id) - 7 FROM sale_order")
        chosen = env.cr.fetchone()[0]
    vacuum(side, [table for table in OWN_VALUES if ours or table != "sale_order_review"])
    return uid, chosen


def views(env):
    """Specifications of what the menu Sales Orders shows: its list and its form."""
    action = env["ir.actions.act_window"]._for_xml_id("sale.action_orders")
    chosen = [view for view in action["views"] if view[1] in ("list", "form")]
    answer = env["sale.order"].get_views(chosen, {"toolbar": True})
    models = answer["models"]
    return {
        kind: specification(
            models, "sale.order", etree.fromstring(answer["views"][kind]["arch"])
        )
        for _view_id, kind in chosen
    }


def first_page(env, fields):
    """The list, with the number of records."""
    env["sale.order"].web_search_read([], fields, limit=80, count_limit=10001)


def form(env, fields, order_id):
    """One record on the form."""
    env["sale.order"].browse(order_id).web_read(fields)


def run():
    """Fill both databases, then read in turns."""
    pair = sides()
    ready = {}
    for side in pair:
        uid, chosen = fill(side)
        with side.env(uid) as env:
            ready[side] = (uid, chosen, views(env))
    works = {
        "First page of the list": lambda side: (first_page, ready[side][2]["list"]),
        "Form of one order": lambda side: (form, ready[side][2]["form"], ready[side][1]),
    }
    results = []
    for name, work in works.items():
        for side in pair:
            side.measure(*work(side), uid=ready[side][0])
        jobs = {
            side: lambda _turn, side=side, work=work: side.measure(
                *work(side), uid=ready[side][0]
            )
            for side in pair
        }
        figures = interleaved(jobs, REPETITIONS)
        (base_queries, base), (our_queries, our) = (figures[side] for side in pair)
        queries, ratio = our_queries / base_queries, our / base
        name = f"{name} among {ORDERS:,}"
        results += [
            Result(
                f"{name}: SQL", f"{base_queries:.0f}", f"{our_queries:.0f}",
                f"{queries:.3f} ×", "1.05 ×", queries <= 1.05,
            ),
            Result(
                f"{name}: time", milliseconds(base), milliseconds(our),
                f"{ratio:.3f} ×", "1.10 ×", ratio <= 1.10,
            ),
        ]
    report(results)


if __name__ == "__main__":
    run()
