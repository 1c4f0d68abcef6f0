"""2,000 orders of 6,000 lines from one sheet, against one create() and Odoo's own import."""

import base64
import io

import xlsxwriter
from oa import scene

from benchmarks.common import Result, report, sides

ORDERS = 2_000
LINES = 3
CUSTOMERS = 50
# Odoo's own import takes minutes for all orders; the figure of a tenth is scaled.
SHARE_OF_IMPORT = 10
HEADER = [
    "Customer", "Customer's Order Number", "Customer Part Number", "Our Product Code",
    "Quantity", "Unit Price",
]  # fmt: skip


def prepare(side):
    """Customers, goods and the person who imports; with our add-ons intake is on."""
    with side.env() as env:
        ours = side.kind == "ours"
        people = scene.people(env, with_us=ours)
        if ours:
            env.company.order_intake_enabled = True
        partners = scene.customers(env, CUSTOMERS, "Importer")
        return people["sales"].id, partners.mapped("name"), scene.goods(env, LINES).ids


def rows(prefix, partners, count):
    """(customer, number of the order, place of the product, quantity, price) of each line."""
    return [
        (partners[number % len(partners)], f"{prefix}{number}", line, 10 + line, 50.5 + line)
        for number in range(count)
        for line in range(LINES)
    ]


def values(env, table, products, extra):
    """Values for create() of the orders of a table."""
    orders = {}
    named = {
        partner.name: partner.id
        for partner in env["res.partner"].search([("name", "in", [row[0] for row in table])])
    }
    for partner, number, line, quantity, price in table:
        order = orders.setdefault(
            number,
            {"partner_id": named[partner], "client_order_ref": number, "order_line": [], **extra},
        )
        order["order_line"].append(
            (0, 0, {
                "product_id": products[line], "product_uom_qty": quantity, "price_unit": price,
            })
        )  # fmt: skip
    return list(orders.values())


def create(env, table, products, extra):
    """One batched create()."""
    env["sale.order"].create(values(env, table, products, extra))


def load(env, table, called):
    """Odoo's own import: the first row of an order is its head.

    :param called: what the file calls the products, by their place
    """
    data, before = [], None
    for partner, number, line, quantity, price in table:
        head = [partner, number] if number != before else ["", ""]
        before = number
        data.append([*head, called[line], str(quantity), str(price)])
    fields = [
        "partner_id", "client_order_ref", "order_line/product_id",
        "order_line/product_uom_qty", "order_line/price_unit",
    ]  # fmt: skip
    result = env["sale.order"].load(fields, data)
    assert result["ids"], result["messages"][:3]


def workbook(table):
    """The table as the sheet a customer sends."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    for place, (partner, number, line, quantity, price) in enumerate(table, start=1):
        page.write_row(place, 0, [partner, number, None, f"BENCH-{line}", quantity, price])
    book.close()
    return base64.b64encode(output.getvalue())


def import_sheet(env, file):
    """The sheet, read, checked and imported."""
    wizard = env["sale.order.import"].create({"file": file, "filename": "orders.xlsx"})
    wizard.action_import()
    assert wizard.state == "done", wizard.problem_ids[:3].mapped("message")
    assert len(wizard.order_ids) == ORDERS


def run():
    """Measure once each: a run takes minutes."""
    vanilla, ours = sides()
    uid, partners, products = prepare(vanilla)
    vanilla.measure(create, rows("W", partners, 20), products, {}, uid=uid)
    base_queries, base = vanilla.measure(
        create, rows("C", partners, ORDERS), products, {}, uid=uid
    )
    with vanilla.env() as env:
        names = env["product.product"].browse(products).mapped("name")
    codes = [f"BENCH-{line}" for line in range(LINES)]
    vanilla.measure(load, rows("V", partners, 20), names, uid=uid)
    share = ORDERS // SHARE_OF_IMPORT
    loads = {}
    for word, called in (("names", names), ("codes", codes)):
        queries, seconds = vanilla.measure(load, rows(word, partners, share), called, uid=uid)
        loads[word] = queries * SHARE_OF_IMPORT, seconds * SHARE_OF_IMPORT
    uid, partners, products = prepare(ours)
    ours.measure(create, rows("W", partners, 20), products, {}, uid=uid)
    same_queries, same = ours.measure(
        create, rows("C", partners, ORDERS), products, {"intake_channel": "email"}, uid=uid
    )
    file = workbook(rows("S", partners, ORDERS))
    our_queries, our = ours.measure(import_sheet, file, uid=uid)
    name = f"Import of {ORDERS:,} orders, {ORDERS * LINES:,} lines"
    report(
        [
            Result(
                f"{name}: time against one create() of vanilla Odoo",
                f"{base:.1f} s", f"{our:.1f} s", f"{our / base:.3f} ×", "1.20 ×",
                our <= 1.2 * base, "reading and checking the sheet included",
            ),
            Result(
                f"{name}: time against one create() with our add-ons",
                f"{same:.1f} s", f"{our:.1f} s", f"{our / same:.3f} ×", "1.20 ×",
                our <= 1.2 * same, f"SQL {same_queries:,} and {our_queries:,}",
            ),
            Result(
                f"{name}: SQL against one create() of vanilla Odoo",
                f"{base_queries:,}", f"{our_queries:,}", f"{our_queries / base_queries:.3f} ×",
                "none", True, "for information",
            ),
        ]
        + [
            Result(
                f"{name}: time against Odoo's own import by {word} of products",
                f"{loading:.1f} s", f"{our:.1f} s", f"{loading / our:.2f} × faster",
                "2 × faster", loading >= 2 * our,
                f"a tenth of it, scaled; SQL {queries:,} and {our_queries:,}",
            )
            for word, (queries, loading) in loads.items()
        ]
    )  # fmt: skip


if __name__ == "__main__":
    run()
