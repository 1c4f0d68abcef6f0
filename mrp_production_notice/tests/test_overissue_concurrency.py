from unittest.mock import patch

import psycopg2

from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .test_change_concurrency import _Transaction


@tagged("post_install", "-at_install")
class TestOverissueConcurrency(BaseCase):
    """Whoever asks, grants or closes at the same moment takes turns; nobody counts wrongly."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        lock = patch.object(Registry, "_lock", DummyRLock())
        lock.start()
        self.addCleanup(lock.stop)
        with self._transaction() as env:
            product = env["product.product"].create({"name": "Race"})
            self.order_id = env["mrp.production"].create({"product_id": product.id}).id
            self.product_id = product.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self._transaction() as env, mute_logger("odoo.models.unlink"):
            env["mrp.production"].browse(self.order_id).unlink()
            env["product.product"].browse(self.product_id).unlink()

    def _transaction(self):
        return _Transaction(self.registry)

    def _take_turn(self, env):
        env["mrp.production"].browse(self.order_id)._take_overissue_turn()

    def test_second_waits_and_is_replayed(self):
        with mute_logger("odoo.sql_db"):
            with (
                self.assertRaises(psycopg2.errors.SerializationFailure),
                self._transaction() as second,
            ):
                second.cr.execute("SELECT 1")  # its view of the data is that of now
                with self._transaction() as first:
                    self._take_turn(first)
                    with (
                        self.assertRaises(psycopg2.errors.LockNotAvailable),
                        self._transaction() as third,
                    ):
                        third.cr.execute("SET LOCAL lock_timeout = '100ms'")
                        self._take_turn(third)
                self._take_turn(second)
