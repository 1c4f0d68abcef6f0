import threading
from contextlib import closing
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

LOG = "mrp.production.change"


@tagged("post_install", "-at_install")
class TestChangeConcurrency(BaseCase):
    """Entries are committed by several processes while several try to seal: one chain."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        lock = patch.object(Registry, "_lock", DummyRLock())
        lock.start()
        self.addCleanup(lock.stop)
        with self._transaction() as env:
            self.company_id = env.company.id
            product = env["product.product"].create({"name": "Race"})
            self.order_id = env["mrp.production"].create({"product_id": product.id}).id
            self.product_id = product.id
            head = env["order.sealed.log.head"]._get(LOG, env.company)
            self.before = (head.sealed_seq, head.newest_hash or None, head.sealed_at or None)
            self.entry_ids = []
            self._add(env)
        self.addCleanup(self._clean)
        with self._transaction() as env:
            env[LOG]._seal_next(env.company)

    def _clean(self):
        """Entries cannot be deleted, so the test takes them out by hand."""
        with self._transaction() as env, mute_logger("odoo.models.unlink"):
            env.cr.execute(
                "DELETE FROM mrp_production_change WHERE production_id = %s", [self.order_id]
            )
            env.cr.execute(
                "UPDATE order_sealed_log_head SET sealed_seq = %s, newest_hash = %s,"
                " sealed_at = %s WHERE company_id = %s AND res_model = %s",
                [*self.before, self.company_id, LOG],
            )
            env["mrp.production"].browse(self.order_id).unlink()
            env["product.product"].browse(self.product_id).unlink()

    def _transaction(self):
        return _Transaction(self.registry)

    def _add(self, env):
        entry = env[LOG].create(
            {
                "production_id": self.order_id,
                "production_name": "Race",
                "company_id": self.company_id,
                "user_id": SUPERUSER_ID,
                "changed_at": fields.Datetime.now(),
                "kind": "quantity",
                "values": [{"field": "product_qty", "old": "1", "new": "2"}],
            }
        )
        env.flush_all()
        self.entry_ids.append(entry.id)
        return entry

    def _assert_one_chain(self):
        with self._transaction() as env:
            company = env["res.company"].browse(self.company_id)
            while env[LOG]._seal_next(company):
                pass
            self.assertFalse(env[LOG]._check_chain(company)[0])
            numbers = sorted(env[LOG].browse(self.entry_ids).mapped("sealed_seq"))
            first = self.before[0] + 1
            self.assertEqual(numbers, list(range(first, first + len(self.entry_ids))))

    def test_committed_late(self):
        """An entry with a lower number that is committed later gets a later seal."""
        with self._transaction() as slow:
            late = self._add(slow)
            with self._transaction() as fast:
                early = self._add(fast)
            with self._transaction() as sealer:
                self.assertEqual(sealer[LOG]._seal_next(sealer.company), 1)
        self._assert_one_chain()
        with self._transaction() as env:
            late, early = env[LOG].browse([late.id, early.id])
            self.assertGreater(late.sealed_seq, early.sealed_seq)

    def test_second_sealer_waits_for_its_turn(self):
        with self._transaction() as env:
            self._add(env)
        with self._transaction() as one:
            self.assertEqual(one[LOG]._seal_next(one.company), 1)
            with self._transaction() as two:
                self.assertEqual(two[LOG]._seal_next(two.company), 0)
        self._assert_one_chain()

    def test_writers_and_sealers(self):
        """Four write, three seal, all at once."""
        errors = []
        done = threading.Event()

        def write():
            for _turn in range(15):
                with self._transaction() as env:
                    self._add(env)


        def seal():
            while not done.is_set():
                try:
                    with self._transaction() as env:
                        env[LOG]._seal_next(env["res.company"].browse(self.company_id), 4)
                except psycopg2.errors.SerializationFailure:
                    continue  # the scheduled action comes again

        def guarded(work):
            try:
                work()
            except Exception as error:
                errors.append(error)

        writers = [threading.Thread(target=guarded, args=(write,)) for _ in range(4)]
        sealers = [threading.Thread(target=guarded, args=(seal,)) for _ in range(3)]
        with mute_logger("odoo.sql_db"):
            for thread in writers + sealers:
                thread.start()
            for thread in writers:
                thread.join(timeout=60)
            done.set()
            for thread in sealers:
                thread.join(timeout=60)
        self.assertFalse(errors)
        self.assertEqual(len(self.entry_ids), 61)
        self._assert_one_chain()


class _Transaction:
    """An environment with a transaction of its own, committed at the end."""

    def __init__(self, registry):
        self.cursor = registry.cursor()

    def __enter__(self):
        return api.Environment(self.cursor, SUPERUSER_ID, {})

    def __exit__(self, error, *_details):
        with closing(self.cursor):
            if error is None:
                self.cursor.commit()  # pylint: disable=invalid-commit
