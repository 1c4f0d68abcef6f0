"""All automatic checks of an order of 100 lines, run again by a button."""

import statistics

from oa import scene

from benchmarks.common import Result, milliseconds, report, sides

REPETITIONS = 9
LINES = 100


def prepare(env):
    """A repeat order of 100 products that are made on two work centres, under review."""
    seller = scene.people(env)["sales"]
    scene.switch_on(env)
    products = scene.goods(env, LINES)
    centers = env["mrp.workcenter"].create([{"name": "Press"}, {"name": "Oven"}])
    steel = env["product.product"].create(
        {"name": "Steel", "type": "consu", "is_storable": True, "standard_price": 1.0}
    )
    for number, product in enumerate(products):
        product.write({"standard_price": 60.0, "order_minimum_qty": 10.0, "sale_delay": 7})
        env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [(0, 0, {"product_id": steel.id, "product_qty": 1})],
                "operation_ids": [
                    (0, 0, {"name": "Make", "workcenter_id": centers[number % 2].id})
                ],
            }
        )
    # nothing lies in stock, so that everything is looked up to the end
    env["stock.quant"].search([("product_id", "in", products.ids)]).sudo().unlink()
    customer = scene.customers(env, 1, "Checked Customer")
    env.company.order_review_enabled = False
    earlier, order = scene.quotations(env, customer, 2, LINES)
    earlier.action_confirm()
    env.company.order_review_enabled = True
    order.write({"order_class": "repeat", "order_class_note": "As last time"})
    order.order_line[0].product_uom_qty = 250
    reviews = env["sale.order.review"].with_user(seller)
    return reviews._request_for(order.with_user(seller), kind="full").id, seller.id


def check(env, review_id):
    """What the button "Check Again" does."""
    env["sale.order.review"].browse(review_id).action_check_again()


def run():
    """Our own work only: vanilla Odoo has no counterpart."""
    _vanilla, ours = sides()
    with ours.env() as env:
        review_id, uid = prepare(env)
    samples = [ours.measure(check, review_id, uid=uid) for _turn in range(REPETITIONS)][1:]
    with ours.env() as env:
        lines = env["sale.order.review"].browse(review_id).line_ids.filtered("auto_checked_at")
        found = ", ".join(sorted(set(lines.mapped("auto_check"))))
    queries, seconds = (statistics.median(sample[i] for sample in samples) for i in (0, 1))
    report(
        [
            Result(
                f"Automatic checks of an order of {LINES} lines", "–",
                f"{queries:.0f} queries, {milliseconds(seconds)}",
                f"at most {max(sample[0] for sample in samples)}", "40 queries",
                queries <= 40, found,
            )
        ]
    )


if __name__ == "__main__":
    run()
