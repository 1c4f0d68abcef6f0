"""50,000 order lines as a sheet, against one plain SQL statement and xlsxwriter."""

import os
import tempfile
import threading
import time

import xlsxwriter
from oa import scene

from odoo.tools import SQL

from benchmarks.common import Result, report, sides
from benchmarks.many_orders import OWN_VALUES, copy_rows

LINES = 50_000
FEW = 5_000
LINES_OF_ORDER = 5
COLUMNS = {
    "Order": "o.name", "Order Code": "o.order_code", "Customer's Order Number":
    "o.client_order_ref", "Order Date": "o.date_order", "Status": "o.state",
    "Order Kind": "o.order_kind", "Customer": "c.name",
    "Customer Part Number": "l.customer_part_no", "Drawing Revision": "l.drawing_revision",
    "Our Product Code": "p.default_code", "Product": "t.name->>'en_US'", "Description": "l.name",
    "Quantity": "l.product_uom_qty", "Delivered": "l.qty_delivered",
    "Invoiced": "l.qty_invoiced", "Unit": "u.name->>'en_US'", "Unit Price": "l.price_unit",
    "Discount (%)": "l.discount", "Amount": "l.price_subtotal", "Currency": "m.name",
    "Delivery Date": "o.commitment_date",
}  # fmt: skip


class Memory(threading.Thread):
    """The highest memory of this process above the one at the start, in MB."""

    def __init__(self):
        super().__init__(daemon=True)
        self.start_mb = self.peak_mb = self.now()
        self.over = threading.Event()

    @staticmethod
    def now():
        with open("/proc/self/statm") as source:
            return int(source.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def run(self):
        while not self.over.wait(0.02):
            self.peak_mb = max(self.peak_mb, self.now())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        self.join()
        self.growth = self.peak_mb - self.start_mb


def fill(side):
    """50,000 lines on 10,000 orders, copied by SQL."""
    with side.env() as env:
        uid = scene.people(env)["sales"].id
        env.company.order_intake_enabled = True
        partner = scene.customers(env, 1, "Exporter")
        order = scene.quotations(env, partner, 1, lines=1)
        order.client_order_ref = "00042"
        env.user.browse(uid).group_ids |= env.ref("base.group_allow_export")
        env.flush_all()
        count = LINES // LINES_OF_ORDER
        copy_rows(env, "sale_order", order.id, f"generate_series(1, {count}) n", OWN_VALUES)
        targets = (
            "(SELECT id FROM sale_order WHERE name ~ '^M[0-9]+$') target,"
            f" generate_series(1, {LINES_OF_ORDER}) n"
        )
        copy_rows(env, "sale_order_line", order.order_line.id, targets, OWN_VALUES)
        env.cr.execute("SELECT id FROM sale_order WHERE name ~ '^M[0-9]+$' ORDER BY id")
        ids = [row[0] for row in env.cr.fetchall()]
    with side.registry.cursor() as cursor:
        cursor._cnx.commit()
        cursor._cnx.autocommit = True
        for table in ("sale_order", "sale_order_line"):
            cursor.execute(SQL("VACUUM ANALYZE %s", SQL.identifier(table)))
        cursor._cnx.autocommit = False
    return uid, ids


def plain(env, ids):
    """What a programmer would write who knows no rights and no languages."""
    with tempfile.TemporaryFile() as target:
        book = xlsxwriter.Workbook(target, {"constant_memory": True})
        page = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.write_row(0, 0, COLUMNS)
        env.cr.execute(
            SQL(
                "SELECT %s FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
                " JOIN res_partner c ON c.id = o.partner_id"
                " JOIN product_product p ON p.id = l.product_id"
                " JOIN product_template t ON t.id = p.product_tmpl_id"
                " JOIN uom_uom u ON u.id = l.product_uom_id"
                " JOIN res_currency m ON m.id = o.currency_id"
                " WHERE o.id = ANY(%s) ORDER BY o.date_order DESC, o.id DESC, l.sequence, l.id",
                SQL(", ").join(SQL(column) for column in COLUMNS.values()),
                ids,
            )
        )
        line = 0
        while rows := env.cr.fetchmany(2000):
            for row in rows:
                line += 1
                for place, value in enumerate(row):
                    if value is None:
                        continue
                    if isinstance(value, str):
                        page.write_string(line, place, value)
                    elif isinstance(value, int | float):
                        page.write_number(line, place, value)
                    elif hasattr(value, "year"):
                        page.write_datetime(line, place, value, day)
                    else:
                        page.write_number(line, place, float(value))
        book.close()
    assert line == len(ids) * LINES_OF_ORDER, line


def sheet(env, ids):
    """Our export, with the rights of the user."""
    export = env["sale.order.line.export"].create({"order_list": ids})
    with tempfile.TemporaryFile() as target:
        export._write_sheet(target)
        assert target.tell() > len(ids) * 10


def timed(side, work, ids, uid):
    """Seconds and the memory it took in MB."""
    with Memory() as memory:
        start = time.perf_counter()
        queries, _seconds = side.measure(work, ids, uid=uid)
        seconds = time.perf_counter() - start
    return seconds, memory.growth, queries


def run():
    """Twice each in turns; the memory of few lines and of all."""
    _vanilla, ours = sides()
    uid, ids = fill(ours)
    few = ids[: FEW // LINES_OF_ORDER]
    timed(ours, plain, few, uid)
    timed(ours, sheet, few, uid)
    few_memory = timed(ours, sheet, few, uid)[1]
    samples = {plain: [], sheet: []}
    for turn in range(2):
        for work in (plain, sheet) if turn else (sheet, plain):
            samples[work].append(timed(ours, work, ids, uid))
    base = min(seconds for seconds, _memory, _queries in samples[plain])
    our = min(seconds for seconds, _memory, _queries in samples[sheet])
    memory = max(sample[1] for sample in samples[sheet])
    base_memory = max(sample[1] for sample in samples[plain])
    queries = samples[sheet][0][2]
    name = f"Export of {LINES:,} order lines"
    report(
        [
            Result(
                f"{name}: time against plain SQL and xlsxwriter",
                f"{base:.1f} s", f"{our:.1f} s", f"{our / base:.3f} ×", "1.30 ×",
                our <= 1.3 * base, f"{len(COLUMNS)} columns, {queries} SQL statements",
            ),
            Result(
                f"{name}: memory",
                f"+{base_memory:.0f} MB", f"+{memory:.0f} MB",
                f"{FEW:,} lines: +{few_memory:.0f} MB", "flat: at most 10 MB more",
                memory <= few_memory + 10, "plain SQL fetches all rows at once",
            ),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    run()
