from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.quality_8d_stock.tests.common import GoodsCommon


@tagged("post_install", "-at_install")
class TestMrp(GoodsCommon):
    """Manufacturing orders: what was made of which lots, and what they may use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        cls.plain = new_test_user(cls.env, "eightd_plain_mrp", "mrp.group_mrp_user", **own)
        cls.shop = new_test_user(
            cls.env, "eightd_mrp", "mrp.group_mrp_user,order_signoff.group_user", **own
        )
        cls.tube = cls.env["product.product"].create(
            {"name": "Tube", "is_storable": True, "tracking": "lot", "sale_ok": False}
        )
        cls.raw, cls.good = cls._lots("RAW-1", "RAW-2", product=cls.tube, quantity=10)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "bom_line_ids": [Command.create({"product_id": cls.tube.id, "product_qty": 1})],
            }
        )

    @classmethod
    def _production(cls, name, quantity=5):
        production = Form(cls.env["mrp.production"])
        production.product_id = cls.product
        production.product_qty = quantity
        production = production.save()
        production.action_confirm()
        production.action_assign()
        production.lot_producing_ids = cls._lots(name, quantity=0)
        return production

    @classmethod
    def _finish(cls, production, raw):
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.move_line_ids.lot_id = raw
        production.move_raw_ids.picked = True
        production.button_mark_done()
        return production

    def test_what_was_made_of_a_lot(self):
        production = self._finish(self._production("NEW-1"), self.raw)
        self._finish(self._production("NEW-2"), self.good)
        made = production.lot_producing_ids
        report = self._with_lots(self.raw, product_id=self.tube.id)
        self.assertEqual(report._related_lots(), made)
        self.assertIn(production.name, report.with_user(self.leader).lot_trace)
        self.assertEqual(report.goods_production_count, 1)
        action = report.action_view_goods_productions()
        self.assertEqual(action["res_id"], production.id)
        report.action_add_made_lots()
        self.assertEqual(report.sudo().lot_ids, self.raw | made)
        self.assertEqual(self._with_lots(made)._related_lots(made=False), self.raw)
        report.action_fill_containment()
        found = {line.place: line.suspect_qty for line in report.containment_ids}
        # Five tubes are left, five dampers were made of the others.
        self.assertEqual((found["raw"], found["fg"]), (5, 5))

    def test_production_takes_no_blocked_lot(self):
        production = self._production("NEW-1")
        first = production.move_raw_ids.move_line_ids.lot_id
        report = self._with_lots(first, product_id=self.tube.id)
        report.action_block_lots()
        self.assertEqual(
            production.move_raw_ids.move_line_ids.lot_id, (self.raw | self.good) - first
        )
        self.assertIn("Lots were blocked", production.message_ids[0].body)
        with self.refused(f"{first.name} is blocked by"):
            self._finish(production, first)

    def test_what_is_being_made(self):
        production = self._production("NEW-1")
        report = self._with_lots(production.lot_producing_ids)
        self.assertIn("Being made", report.lot_trace)
        report.action_fill_containment()
        line = report.containment_ids.filtered(lambda line: line.place == "wip")
        self.assertEqual(line.suspect_qty, 5)

    def test_one_serial_number_is_one_part(self):
        product = self.env["product.product"].create(
            {"name": "Shock", "is_storable": True, "tracking": "serial"}
        )
        production = Form(self.env["mrp.production"])
        production.product_id = product
        production.product_qty = 3
        production = production.save()
        production.action_confirm()
        lots = self._lots("SN-1", "SN-2", "SN-3", product=product, quantity=0)
        production.lot_producing_ids = lots
        report = self._with_lots(lots[:2], product_id=product.id)
        report.action_fill_containment()
        line = report.containment_ids.filtered(lambda line: line.place == "wip")
        self.assertEqual(line.suspect_qty, 2)

    def test_from_an_order(self):
        production = self._finish(self._production("NEW-1"), self.raw).with_user(self.shop)
        report = self.env["quality.8d"].browse(production.action_open_8d()["res_id"])
        self.assertEqual((report.kind, report.product_id), ("internal", self.product))
        self.assertEqual(report.lot_names, "NEW-1")
        self.assertEqual(production.quality_8d_count, 1)
        self.assertEqual(report.with_user(self.shop).action_open_origin()["res_id"], production.id)

    def test_shop_without_our_groups(self):
        production = self._production("NEW-1").with_user(self.plain)
        self.assertNotIn("quality_8d_count", production.fields_get())
        self.assertNotIn("action_open_8d", production.get_view(view_type="form")["arch"])
