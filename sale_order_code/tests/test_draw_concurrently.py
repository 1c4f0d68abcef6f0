import threading
from contextlib import contextmanager, suppress

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.orm.environments import Transaction
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from .common import OrderCodeCase


class TestConflict(OrderCodeCase):
    """What happens when another transaction was first, seen from this one."""

    def _competitor(self, *codes, counters):
        """Let somebody else draw these just before we insert."""
        register = type(self.env["sale.order.code"])
        number = register._number
        done = []

        def number_first(model, *args):
            rows = number(model, *args)
            if not done:
                done.append(True)
                self._register(*codes, counters=counters)
            return rows

        self.patch(register, "_number", number_first)

    def _today(self, number, region="CN"):
        day = self._create_order()._order_code_day()
        return f"{region}S111{day:%y%m}{number:02}"

    def test_only_the_customer_in_conflict_moves_on(self):
        orders = self._create_order() | self._create_order(self.other) | self._create_order()
        # the competitor's codes differ by their region: only the counter tells
        self._competitor(self._today(1, "EU"), self._today(2, "EU"), counters=[1, 2])
        orders.action_confirm()
        self.assertEqual([order.order_code[-2:] for order in orders], ["03", "01", "04"])

    def test_used_code(self):
        orders = self._create_order() | self._create_order()
        self._competitor(self._today(2), counters=[50])
        orders.action_confirm()
        self.assertEqual([order.order_code[-2:] for order in orders], ["01", "03"])

    def test_same_order_twice(self):
        order = self._create_order()
        order.action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET order_code = NULL WHERE id = %s", [order.id]
        )
        order.invalidate_recordset()
        with self.assertRaises(ConcurrencyError), self.cr.savepoint():
            order._draw_order_codes()

    def test_other_errors_are_not_swallowed(self):
        register = self.env["sale.order.code"].sudo()
        order = self._create_order()
        request = order._order_code_request()
        request["company_id"] = -1
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            register._draw([request])
        self.assertNotIsInstance(caught.exception, UniqueViolation)


@tagged("post_install", "-at_install")
class TestConnections(TransactionCase):
    """Several connections at once, on committed rows that are removed at the end."""

    WORKERS = 4
    DRAWS = 15

    def setUp(self):
        super().setUp()
        self.company_id = self.env.ref("base.main_company").id
        self.scheme_id = self.env.ref("sale_order_code.sale_order_code_scheme_default").id
        with self._session() as env:
            partners = env["res.partner"].create([{"name": f"Racer {n}"} for n in range(3)])
            self.partner_ids = partners.ids
        self.addCleanup(self._clean_up)

    @contextmanager
    def _session(self):
        """An environment on a connection of its own, committed at the end."""
        with db_connect(self.env.cr.dbname).cursor() as cr:
            # not by looking the registry up: the thread that runs the tests has locked it
            cr.transaction = Transaction(self.registry)
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _clean_up(self):
        with self._session() as env:
            for table in ("sale_order_code", "res_partner_order_code"):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE partner_id IN %s",
                        SQL.identifier(table),
                        tuple(self.partner_ids),
                    )
                )
            env["res.partner"].browse(self.partner_ids).unlink()

    def _draw(self, env, partner_ids, region="CN"):
        env["sale.order.code"]._draw(
            [
                {
                    "order_id": None,
                    "company_id": self.company_id,
                    "partner_id": partner_id,
                    "scheme": env["sale.order.code.scheme"].browse(self.scheme_id),
                    "scope": "",
                    "values": {
                        "destination": region,
                        "product_type": "S",
                        "year": 2026,
                        "month": 1,
                    },
                }
                for partner_id in partner_ids
            ]
        )

    def _race(self, work):
        """Run the work of every worker at the same time; no error may show."""
        errors = []

        def run(worker):
            try:
                for turn in range(self.DRAWS):
                    self._until_done(work, worker, turn)
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=run, args=(n,)) for n in range(self.WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertEqual(errors, [])

    def _until_done(self, work, worker, turn):
        """Start again as Odoo does when another request was quicker."""
        for _try in range(5):
            with suppress(ConcurrencyError), self._session() as env:
                return work(env, worker, turn)
        raise AssertionError("The request failed five times.")

    def _counters(self):
        """Running numbers by customer, as committed."""
        with self._session() as env:
            env.cr.execute(
                "SELECT partner_id, array_agg(counter ORDER BY counter) FROM sale_order_code"
                " WHERE partner_id IN %s GROUP BY partner_id",
                [tuple(self.partner_ids)],
            )
            return dict(env.cr.fetchall())

    def test_one_customer(self):
        """No number twice, none left out, no error; the customer's code is drawn once."""
        (customer, *_others) = self.partner_ids
        self._race(
            lambda env, worker, _turn: self._draw(env, [customer], ("CN", "EU")[worker % 2])
        )
        total = self.WORKERS * self.DRAWS
        self.assertEqual(self._counters(), {customer: list(range(1, total + 1))})
        with self._session() as env:
            codes = env["res.partner.order.code"].search([("partner_id", "=", customer)])
            self.assertEqual(len(codes), 1)

    def test_several_customers_in_any_order(self):
        """Batches that name the same customers in different orders do not block each other."""
        with self._session() as env:
            self._draw(env, self.partner_ids)
        self._race(
            lambda env, worker, turn: self._draw(
                env, self.partner_ids[:: 1 if (worker + turn) % 2 else -1]
            )
        )
        total = self.WORKERS * self.DRAWS + 1
        self.assertEqual(
            self._counters(),
            {partner: list(range(1, total + 1)) for partner in self.partner_ids},
        )

    def test_rolled_back_number_is_drawn_again(self):
        (customer, *_others) = self.partner_ids
        with self._session() as env:
            self._draw(env, [customer])
        with self._session() as env:
            self._draw(env, [customer])
            env.cr.rollback()
        with self._session() as env:
            self._draw(env, [customer])
        self.assertEqual(self._counters(), {customer: [1, 2]})
