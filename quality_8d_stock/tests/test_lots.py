from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.quality_8d.tests.common import EightDCommon, fill_d3, fill_d4, fill_d5, fill_d6


@tagged("post_install", "-at_install")
class TestLots(EightDCommon):
    """Lots of a report: where they are, who got them, what keeps them in the house."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"is_storable": True, "tracking": "lot"})
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        ) or cls.env["stock.warehouse"].create(
            {"name": "8D", "code": "E8D", "company_id": cls.company.id}
        )
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.lot, cls.clean = cls.env["stock.lot"].create(
            [
                {"name": name, "product_id": cls.product.id, "company_id": cls.company.id}
                for name in ("LOT-7", "LOT-8")
            ]
        )
        for lot in cls.lot | cls.clean:
            cls.env["stock.quant"]._update_available_quantity(
                cls.product, cls.stock, 100, lot_id=lot
            )
        own = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.clerk = new_test_user(cls.env, "eightd_stock", "stock.group_stock_user", **own)

    def _delivery(self, lot, quantity, destination=None, done=True):
        kind = self.warehouse.int_type_id if destination else self.warehouse.out_type_id
        destination = destination or self.customers
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": kind.id,
                "partner_id": self.customer.id,
                "location_id": self.stock.id,
                "location_dest_id": destination.id,
                "origin": "S00077",
                "company_id": self.company.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.stock.id,
                            "location_dest_id": destination.id,
                            "company_id": self.company.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            (
                0,
                0,
                {
                    "product_id": self.product.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "picking_id": picking.id,
                    "location_id": self.stock.id,
                    "location_dest_id": destination.id,
                },
            )
        ]
        picking.move_ids.picked = True
        if done:
            picking._action_done()
        return picking

    def _with_lot(self):
        report = self._report()
        report.sudo().lot_ids = self.lot
        return report

    def test_where_the_lots_are(self):
        sent = self._delivery(self.lot, 30)
        waiting = self._delivery(self.lot, 20, done=False)
        self._delivery(self.clean, 10)
        rows = self._with_lot()._lot_trace_rows()
        found = {(row["what"], row["where"]): row for row in rows}
        self.assertEqual(
            set(found),
            {
                ("stock", self.stock.display_name),
                ("delivered", sent.name),
                ("open", waiting.name),
            },
        )
        self.assertEqual(found["stock", self.stock.display_name]["quantity"], 70)
        self.assertEqual(found["delivered", sent.name]["partner"], "8D Customer")
        self.assertEqual(found["delivered", sent.name]["source"], "S00077")

    def test_team_needs_no_right_on_the_stock(self):
        self._delivery(self.lot, 30)
        report = self._with_lot().with_user(self.leader)
        self.assertIn("S00077", report.lot_trace)

    def test_blocked_lot_stays_in_the_house(self):
        report = self._with_lot()
        waiting = self._delivery(self.lot, 20, done=False)
        report.action_block_lots()
        with self.refused("LOT-7 is blocked by"):
            waiting.with_user(self.clerk).button_validate()
        self._delivery(self.clean, 10)
        shelf = self.env["stock.location"].create(
            {"name": "Quarantine", "location_id": self.stock.id, "company_id": self.company.id}
        )
        self._delivery(self.lot, 5, destination=shelf)
        with self.refused("no lots left"):
            report.action_block_lots()
        block = report.lot_block_ids
        with self.assertRaises(AccessError):
            block.with_user(self.leader)._release("Sorted")
        self.env["quality.8d.reason"].with_user(self.quality).create(
            {
                "res_model": block._name,
                "res_id": block.id,
                "decision": "release_lot",
                "reason": "Sorted, 3 taken out",
            }
        ).action_confirm()
        self.assertEqual(block.release_reason, "Sorted, 3 taken out")
        waiting.with_user(self.clerk).button_validate()
        self.assertEqual(waiting.state, "done")

    def test_blocks_are_kept(self):
        report = self._with_lot()
        report.action_block_lots()
        block = report.lot_block_ids
        with self.refused("cannot be entered"):
            block.with_user(self.quality).write({"released_at": False})
        with self.assertRaises(AccessError):
            block.with_user(self.quality).unlink()
        self.assertFalse(block.with_user(self.stranger).has_access("read"))

    def test_blocked_lot_is_open_containment(self):
        report = self._with_lot()
        report.action_block_lots()
        fill_d3(report, self.colleague)
        fill_d4(report)
        fill_d5(report, self.colleague)
        fill_d6(report)
        self.assertIn("LOT-7", "\n".join(report._missing("d6")))
        report.lot_block_ids.with_user(self.quality)._release("Sorted")
        self.assertFalse(report._missing("d6"))

    def test_moves_without_lots_cost_nothing(self):
        free = self.env["product.product"].create({"name": "Screw"})
        line = self.env["stock.move.line"].new({"product_id": free.id, "quantity": 1})
        self.assertFalse(line.lot_id)
        with self.assertQueryCount(0):
            line._check_blocked_lots()
