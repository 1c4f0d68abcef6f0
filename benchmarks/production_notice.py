"""Confirm orders that are made to order; the list of manufacturing orders among 100,000.

The manufacturing orders of the list have no components: what Odoo forecasts about 100,000 open
components takes minutes on both sides.
"""

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

ORDERS = 25
WARM = 5
PRODUCTIONS = 100_000
SOLD = 1_000
REPETITIONS = 15
OWN_VALUES = {
    "sale_order": {
        "name": "'N' || n",
        "access_token": "NULL",
        "order_code": "'EUS002' || lpad(n::text, 8, '0')",
    },
    "stock_reference": {"name": "'N' || n"},
    "mrp_production_group": {"name": "'N' || n"},
    "mrp_production": {"name": "'N' || n", "sale_line_id": "NULL"},
}


def quotations(env, count):
    """Quotations of two lines that are made to order."""
    seller = scene.user(env, "sales", False)
    partners = scene.customers(env, WARM, "Made")
    return env["sale.order"].create(
        [
            {
                "partner_id": partners[number % WARM].id,
                "user_id": seller.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 20})
                    for product in scene.made_to_order(env)
                ],
            }
            for number in range(count)
        ]
    )


def confirm(env, ids):
    """What the button does."""
    env["sale.order"].browse(ids).action_confirm()


def prepare(side):
    """Quotations, the notices switched on where our add-ons are; nothing else is."""
    with side.env() as env:
        ours = side.kind == "ours"
        scene.people(env, with_us=ours)
        if ours:
            env.company.order_notice_enabled = True
        return quotations(env, ORDERS).ids, scene.user(env, "sales", ours).id


def confirmation(pair):
    """Confirm one order after the other."""
    ready = {side: prepare(side) for side in pair}
    for side, (ids, uid) in ready.items():
        for order_id in ids[:WARM]:
            side.measure(confirm, [order_id], uid=uid)
    figures = interleaved(
        {
            side: lambda turn, side=side: side.measure(
                confirm, [ready[side][0][WARM + turn]], uid=ready[side][1]
            )
            for side in pair
        },
        ORDERS - WARM,
    )
    (base_queries, base), (our_queries, our) = (figures[side] for side in pair)
    ratio = our / base
    return [
        Result(
            "Confirm an order of two lines made to order, notices on: SQL",
            f"{base_queries:.0f}", f"{our_queries:.0f}",
            f"{our_queries - base_queries:+.0f} queries", "none", True, "for information",
        ),
        Result(
            "Confirm an order of two lines made to order, notices on: time",
            milliseconds(base), milliseconds(our), f"{ratio:.3f} ×", "1.00 ×", ratio <= 1,
        ),
    ]


def fill(side):
    """100,000 manufacturing orders of 1,000 orders; with our add-ons of issued notices."""
    with side.env() as env:
        ours = side.kind == "ours"
        uid = scene.user(env, "production", ours).id
        order = quotations(env, 1)
        order.action_confirm()
        if ours:
            notice = env["mrp.production.notice"]._prepare_for(order)
            notice._issue()
        production = order.stock_reference_ids.production_ids.filtered("sale_line_id")[0]
        reference = order.stock_reference_ids[0]
        env.flush_all()
        copy_rows(env, "sale_order", order.id, f"generate_series(1, {SOLD}) n", OWN_VALUES)
        copy_rows(
            env, "stock_reference", reference.id, f"generate_series(1, {SOLD}) n", OWN_VALUES
        )
        numbers = f"generate_series(1, {PRODUCTIONS}) n"
        group = production.production_group_id
        copy_rows(env, "mrp_production_group", group.id, numbers, OWN_VALUES)
        copy_rows(env, "mrp_production", production.id, numbers, OWN_VALUES)
        env.cr.execute(
            "UPDATE mrp_production p SET production_group_id = g.id"
            " FROM mrp_production_group g WHERE g.name = p.name AND g.name ~ '^N[0-9]+$'"
        )
        env.cr.execute(
            "INSERT INTO stock_reference_sale_rel (reference_id, sale_id)"
            " SELECT r.id, o.id FROM stock_reference r JOIN sale_order o ON o.name = r.name"
            " WHERE r.name ~ '^N[0-9]+$'"
        )
        env.cr.execute(
            "INSERT INTO stock_reference_production_rel (reference_id, production_id)"
            " SELECT r.id, p.id FROM mrp_production p JOIN stock_reference r"
            " ON r.name = 'N' || (1 + substr(p.name, 2)::int %% %s)"
            " WHERE p.name ~ '^N[0-9]+$'",
            [SOLD],
        )
    vacuum(
        side,
        [*OWN_VALUES, "stock_reference_sale_rel", "stock_reference_production_rel"],
    )
    return uid


def list_fields(env):
    """What the list of the menu Manufacturing Orders asks for."""
    action = env["ir.actions.act_window"]._for_xml_id("mrp.mrp_production_action")
    view = next(view for view in action["views"] if view[1] == "list")
    answer = env["mrp.production"].get_views([view], {"toolbar": True})
    arch = etree.fromstring(answer["views"]["list"]["arch"])
    return specification(answer["models"], "mrp.production", arch)


def first_page(env, fields):
    """The list, with the number of records."""
    env["mrp.production"].web_search_read(
        [("state", "in", ["draft", "confirmed", "progress", "to_close"])],
        fields,
        limit=80,
        count_limit=10001,
    )


def listing(pair):
    """Read the first page in turns."""
    ready = {}
    for side in pair:
        uid = fill(side)
        with side.env(uid) as env:
            ready[side] = uid, list_fields(env)
    for side, (uid, fields) in ready.items():
        side.measure(first_page, fields, uid=uid)
    figures = interleaved(
        {
            side: lambda _turn, side=side: side.measure(
                first_page, ready[side][1], uid=ready[side][0]
            )
            for side in pair
        },
        REPETITIONS,
    )
    (base_queries, base), (our_queries, our) = (figures[side] for side in pair)
    ratio = our / base
    name = f"First page of the manufacturing orders among {PRODUCTIONS:,}"
    return [
        Result(
            f"{name}: SQL", f"{base_queries:.0f}", f"{our_queries:.0f}",
            f"{our_queries - base_queries:+.0f} queries", "none", True, "for information",
        ),
        Result(
            f"{name}: time", milliseconds(base), milliseconds(our), f"{ratio:.3f} ×", "1.10 ×",
            ratio <= 1.10,
        ),
    ]


def run():
    """Confirm, then fill and read."""
    pair = sides()
    report(confirmation(pair) + listing(pair))


if __name__ == "__main__":
    run()
