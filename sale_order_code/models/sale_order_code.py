from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ..tools.conflict import UniqueViolation, conflicting_key

# Parts of a code, besides customer and order sequence, that are kept in a column of that name.
VARYING = ("destination", "product_type", "year", "month", "day", "kind")


class SaleOrderCode(models.Model):
    """Register of issued order codes: written by drawing and importing only, never changed."""

    _name = "sale.order.code"
    _description = "Issued Order Code"
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    code = fields.Char(required=True, readonly=True, index="trigram")
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    scheme_id = fields.Many2one(
        comodel_name="sale.order.code.scheme",
        string="Structure",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    origin = fields.Selection(
        selection=[("drawn", "Drawn"), ("imported", "Imported")],
        required=True,
        readonly=True,
    )
    counter = fields.Integer(
        string="Running Number",
        required=True,
        readonly=True,
        aggregator=None,
        help="Counts on without limit; the code shows its last digits.",
    )
    counter_key = fields.Char(required=True, readonly=True)
    destination = fields.Char(readonly=True)
    product_type = fields.Char(readonly=True)
    customer_code = fields.Char(required=True, readonly=True)
    year = fields.Integer(required=True, readonly=True, aggregator=None)
    month = fields.Integer(required=True, readonly=True, aggregator=None)
    day = fields.Integer(required=True, readonly=True, aggregator=None)
    kind = fields.Char(string="Order Kind", readonly=True)
    number = fields.Integer(string="Order Sequence", required=True, readonly=True, aggregator=None)

    # PostgreSQL checks unique indexes in the order they were made: this one first, so that two
    # who draw at once learn of it by the counter and need not read the codes issued so far.
    _counter_unique = models.UniqueIndex(
        "(company_id, counter_key, counter) WHERE origin = 'drawn'",
        "This running number has already been drawn.",
    )
    _code_unique = models.UniqueIndex(
        "(company_id, code)", "This order code has already been issued."
    )
    _order_unique = models.UniqueIndex(
        "(order_id) WHERE order_id IS NOT NULL", "This order already has an order code."
    )
    _counter_index = models.Index("(company_id, counter_key, counter)")
    _customer_code_index = models.Index("(company_id, customer_code)")

    # === CRUD ===#

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Order codes are issued when an order is confirmed; they cannot be entered.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An issued order code cannot be changed."))

    # At any time: a caller from outside can pretend to uninstall by the context, and tables are
    # dropped without asking.
    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self.env._("An issued order code cannot be deleted."))

    # === DRAWING ===#

    @api.model
    def _draw(self, requests):
        """Draw a code for each request and enter them in the register, all or none.

        Nothing is locked: what competing transactions drew meanwhile shows as a broken
        unique index, whereupon only the customer in conflict moves on to the next number.
        The rows are inserted in the same order by everybody, so that nobody waits for one
        who waits for him.

        :param requests: list of dicts with ``order_id``, ``company_id``, ``partner_id``,
            ``scheme`` (record), ``scope`` (what follows the customer code in the name of the
            counter) and ``values`` (parts of the code, without customer and counter)
        :return: the rows that were entered, by order id
        """
        # Nothing of the ORM is written below and nothing else read: what is pending stays
        # pending, so that state, code and what follows from them reach the order in one UPDATE.
        self.env["res.partner.order.code"].flush_model()
        self._find_counters(requests)
        requests = sorted(
            requests, key=lambda r: (r["company_id"], r["counter_key"], r["order_id"] or 0)
        )
        taken = defaultdict(set)  # running numbers by (company, counter key)
        used = defaultdict(set)  # codes by company
        while True:
            rows = self._number(requests, taken, used)
            try:
                # One statement instead of three: confirming an order may cost seven more than
                # vanilla Odoo's (benchmarks/confirm.py), and the gate needs the others.
                self.env.cr.execute(
                    SQL(
                        "SAVEPOINT draw_code; %s; RELEASE SAVEPOINT draw_code",
                        self._insert_query(rows),
                    ),
                    log_exceptions=False,
                )
            except UniqueViolation as error:
                self.env.cr.execute("ROLLBACK TO SAVEPOINT draw_code")
                self._learn(error, rows, taken, used)
            else:
                return {row["order_id"]: row for row in rows}

    def _find_counters(self, requests):
        """Add customer code and last running number to each request, drawing customer codes."""
        missing = self._look_up(requests)
        if not missing:
            return
        for company_id in sorted({request["company_id"] for request in missing}):
            self.env["res.partner.order.code"]._draw(
                self.env["res.partner"].browse(
                    {r["partner_id"] for r in missing if r["company_id"] == company_id}
                ),
                self.env["res.company"].browse(company_id),
            )
        self._look_up(missing)

    def _look_up(self, requests):
        """One query for customer codes and last running numbers.

        :return: the requests of customers without a code
        """
        wanted = {(r["company_id"], r["partner_id"], r["scope"]) for r in requests}
        found = {
            tuple(key): (code, last)
            for *key, code, last in self.env.execute_query(
                SQL(
                    """
                SELECT wanted.company_id, wanted.partner_id, wanted.scope, customer.code,
                       GREATEST(
                           0,
                           CASE WHEN wanted.scope = '' THEN customer.counter_start ELSE 0 END,
                           (SELECT issued.counter
                              FROM sale_order_code issued
                             WHERE issued.company_id = wanted.company_id
                               AND issued.counter_key = customer.code || wanted.scope
                          ORDER BY issued.counter DESC
                             LIMIT 1)
                       )
                  FROM (VALUES %s) AS wanted (company_id, partner_id, scope)
                  JOIN res_partner_order_code customer
                    ON customer.company_id = wanted.company_id
                   AND customer.partner_id = wanted.partner_id
                   AND customer.active
                    """,
                    SQL(", ").join(
                        SQL("(%s::int, %s::int, %s::text)", *key) for key in sorted(wanted)
                    ),
                )
            )
        }
        missing = []
        for request in requests:
            key = (request["company_id"], request["partner_id"], request["scope"])
            if key not in found:
                missing.append(request)
                continue
            customer_code, request["last"] = found[key]
            request["values"]["customer"] = customer_code
            request["counter_key"] = customer_code + request["scope"]
        return missing

    def _number(self, requests, taken, used):
        """Number the requests from their counters, passing over what is taken."""
        rows = []
        reached = {}
        in_batch = set()
        for request in requests:
            key = (request["company_id"], request["counter_key"])
            capacity = request["scheme"]._capacity()
            counter = reached.get(key, request["last"])
            passed = 0
            while True:
                counter += 1
                if counter in taken[key]:
                    continue
                values = {**request["values"], "counter": (counter - 1) % capacity + 1}
                code = request["scheme"]._format(values)
                known = (request["company_id"], code)
                if code not in used[request["company_id"]] and known not in in_batch:
                    break
                passed += 1
                if passed >= capacity:
                    self._raise_exhausted(request, capacity)
            reached[key] = counter
            in_batch.add(known)
            rows.append(self._row(request, values, code, counter, "drawn"))
        return rows

    def _raise_exhausted(self, request, capacity):
        raise UserError(
            self.env._(
                "All %(capacity)s order codes like %(code)s are used up for customer %(customer)s."
                " A sales manager has to give the order sequence more digits in the structure"
                " of order codes.",
                capacity=capacity,
                code=request["scheme"]._format({**request["values"], "counter": capacity}),
                # sudo: the name is told to whoever may confirm the customer's order
                customer=self.env["res.partner"].browse(request["partner_id"]).sudo().name,
            )
        )

    @api.model
    def _row(self, request, values, code, counter, origin):
        """A row of the register."""
        return {
            "code": code,
            "company_id": request["company_id"],
            "partner_id": request["partner_id"],
            "order_id": request["order_id"],
            "scheme_id": request["scheme"].id,
            "origin": origin,
            "counter": counter,
            "counter_key": request["counter_key"],
            "destination": values.get("destination") or None,
            "product_type": values.get("product_type") or None,
            "customer_code": values["customer"],
            "year": values.get("year") or 0,
            "month": values.get("month") or 0,
            "day": values.get("day") or 0,
            "kind": values.get("kind") or None,
            "number": values["counter"],
        }

    @api.model
    def _import(self, entries):
        """Enter codes of earlier orders in the register; the customers' counters follow them.

        :param entries: list of dicts like the requests of ``_draw``, with ``counter_key``,
            ``code``, complete ``values`` and ``counter`` (0: found by the code)
        :return: the rows with an order, by order id
        """
        self.env.flush_all()
        rows = []
        series = defaultdict(list)
        for entry in entries:
            series[entry["company_id"], entry["counter_key"]].append(entry)
        for (company_id, counter_key), of_series in sorted(series.items()):
            last = self._last_imported(company_id, counter_key)
            months = defaultdict(list)
            for entry in of_series:
                months[entry["values"].get("year"), entry["values"].get("month")].append(entry)
            for _month, of_month in sorted(months.items(), key=lambda item: str(item[0])):
                last = self._count_month(of_month, last)
            rows.extend(
                self._row(entry, entry["values"], entry["code"], entry["counter"], "imported")
                for entry in of_series
            )
        if rows:
            self.env.cr.execute(self._insert_query(rows), log_exceptions=False)
        return {row["order_id"]: row for row in rows if row["order_id"]}

    def _count_month(self, entries, last):
        """Give the codes of one month the running numbers that follow the last one.

        Their two digits begin again after the highest: the one that comes next is the one
        that lies closest ahead of the last.
        """
        reached = last
        for entry in entries:
            if not entry["counter"]:
                capacity = entry["scheme"]._capacity()
                ahead = (entry["values"]["counter"] - 1 - last) % capacity
                entry["counter"] = last + 1 + ahead
            reached = max(reached, entry["counter"])
        return reached

    def _last_imported(self, company_id, counter_key):
        return self.search(
            [
                ("company_id", "=", company_id),
                ("counter_key", "=", counter_key),
                ("origin", "=", "imported"),
            ],
            order="counter desc",
            limit=1,
        ).counter

    def _insert_query(self, rows):
        columns = list(rows[0])
        return SQL(
            "INSERT INTO sale_order_code (%s, create_uid, create_date) VALUES %s",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(
                SQL(
                    "(%s, %s, now() AT TIME ZONE 'UTC')",
                    SQL(", ").join(SQL("%s", row[column]) for column in columns),
                    self.env.uid,
                )
                for row in rows
            ),
        )

    def _learn(self, error, rows, taken, used):
        """Remember what a competitor, or an import, has taken."""
        constraint = error.diag.constraint_name
        if constraint == self._counter_unique.full_name(self):
            company_id, counter_key, counter = conflicting_key(error)
            taken[int(company_id), counter_key].add(int(counter))
        elif constraint == self._code_unique.full_name(self):
            company_id, code = conflicting_key(error)
            company_id = int(company_id)
            row = next(r for r in rows if r["company_id"] == company_id and r["code"] == code)
            used[company_id].add(code)
            used[company_id].update(self._used_like(row))
        elif constraint == self._order_unique.full_name(self):
            raise ConcurrencyError("another transaction coded this order") from error
        else:
            raise error

    def _used_like(self, row):
        """Issued codes of the customer that differ from this one in the order sequence only."""
        scheme = self.env["sale.order.code.scheme"].browse(row["scheme_id"])
        parts = {segment.type for segment in scheme._segments()} & set(VARYING)
        conditions = [
            SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier(part), row[part]) for part in parts
        ]
        return {
            code
            for (code,) in self.env.execute_query(
                SQL(
                    "SELECT code FROM sale_order_code"
                    " WHERE company_id = %s AND customer_code = %s AND %s",
                    row["company_id"],
                    row["customer_code"],
                    SQL(" AND ").join(conditions) if conditions else SQL("TRUE"),
                )
            )
        }
