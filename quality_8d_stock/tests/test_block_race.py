from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestBlockRace(TransactionCase):
    """A block and a transfer at the same moment: only committed lots are seen by both."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self.env(cr=cr)
            company = env.ref("base.main_company")
            product = env["product.product"].create(
                {"name": "Race", "is_storable": True, "tracking": "lot"}
            )
            lot = env["stock.lot"].create(
                {"name": "RACE-1", "product_id": product.id, "company_id": company.id}
            )
            self.lot_id = lot.id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            lot = self.env(cr=cr)["stock.lot"].browse(self.lot_id)
            product = lot.product_id
            lot.unlink()
            product.product_tmpl_id.unlink()

    def _line(self, env):
        """A line of a delivery that takes the lot; it is rolled back with its transaction."""
        lot = env["stock.lot"].browse(self.lot_id)
        warehouse = env["stock.warehouse"].search(
            [("company_id", "=", lot.company_id.id)], limit=1
        )
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
        }
        values = {"product_id": lot.product_id.id, "quantity": 1, "lot_id": lot.id, **places}
        picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "move_line_ids": [Command.create(values)],
                **places,
            }
        )
        return picking.move_line_ids

    def _block(self, env):
        env["quality.8d"]._meet_transfers_under_way(env["stock.lot"].browse(self.lot_id))

    @mute_logger("odoo.sql_db")
    def test_transfer_waits_for_the_block_and_fails(self):
        context = {"allowed_company_ids": self.env.ref("base.main_company").ids}
        with self.registry.cursor() as first, self.registry.cursor() as second:
            blocker, mover = self.env(cr=first), self.env(cr=second, context=context)
            line = self._line(mover)
            self._block(blocker)
            with self.assertRaises(LockNotAvailable), second.savepoint(flush=False):
                second.execute("SET LOCAL lock_timeout = '100ms'")
                line._action_done()
            first.commit()
            with self.assertRaises(SerializationFailure):
                line._action_done()
            second.rollback()

    @mute_logger("odoo.sql_db")
    def test_block_waits_for_the_transfer(self):
        context = {"allowed_company_ids": self.env.ref("base.main_company").ids}
        with (
            self.registry.cursor() as first,
            self.registry.cursor() as second,
            self.registry.cursor() as third,
        ):
            blocker = self.env(cr=first)
            for cr in (second, third):
                # Transfers hold on to the lot together.
                self._line(self.env(cr=cr, context=context))._check_blocked_goods()
            first.execute("SET LOCAL lock_timeout = '100ms'")
            with self.assertRaises(LockNotAvailable):
                self._block(blocker)
            for cr in (first, second, third):
                cr.rollback()
