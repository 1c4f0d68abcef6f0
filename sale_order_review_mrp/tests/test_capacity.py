from datetime import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_order_review.tests.common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCapacity(ReviewCommon):
    """The work of an order against what its work centres have left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Five days of eight hours", "company_id": cls.company.id, "tz": "UTC"}
        )
        cls.press, cls.oven = cls.env["mrp.workcenter"].create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "resource_calendar_id": cls.calendar.id,
                    "time_start": 0,
                    "time_stop": 0,
                }
                for name in ("Press", "Oven")
            ]
        )
        cls.damper, cls.rod, cls.steel = cls.env["product.product"].create(
            [
                {"name": name, "type": "consu", "is_storable": True}
                for name in ("Gas Damper", "Rod", "Steel")
            ]
        )
        cls.bom = cls._make_bom(cls.damper, {cls.rod: 2}, cls.oven, minutes=30)
        cls._make_bom(cls.rod, {cls.steel: 1}, cls.press, minutes=6)
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _make_bom(cls, product, components, center, minutes):
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_qty": 1,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": quantity})
                    for component, quantity in components.items()
                ],
                "operation_ids": [
                    Command.create(
                        {
                            "name": f"Work on the {center.name}",
                            "workcenter_id": center.id,
                            "time_cycle_manual": minutes,
                        }
                    )
                ],
            }
        )

    def _check(self, quantity, day=None, product=None):
        """Return (result, evidence) for an order asked for on a Monday morning."""
        with freeze_time("2026-06-01 00:00:00"):
            order = self._regular_order(
                order_line=[
                    Command.create(
                        {
                            "product_id": (product or self.damper).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            )
            # until Friday there are 40 hours
            order.commitment_date = day or datetime(2026, 6, 5, 12)
            reviews = self.env["sale.order.review"].with_user(self.sales_user)
            review = reviews._request_for(order.with_user(self.sales_user), kind="full").sudo()
        line = review.line_ids.filtered(lambda item: item.code == "P01")
        return line.auto_result, line.auto_evidence

    def test_enough(self):
        result, evidence = self._check(80)
        self.assertEqual(result, "ok")
        self.assertIn("Oven", evidence)
        self.assertIn("40.0 h for this order", evidence, "80 × 30 min")
        self.assertIn("Press", evidence, "the rods are made, too")
        self.assertIn("16.0 h for this order", evidence, "80 × 2 × 6 min")

    def test_too_much(self):
        result, evidence = self._check(81)
        self.assertEqual(result, "nok")
        self.assertTrue(evidence.startswith("Oven"), "what is short comes first")

    def test_later_date(self):
        self.assertEqual(self._check(81, day=datetime(2026, 6, 8, 12))[0], "ok")

    def test_usable_share(self):
        self.company.order_review_capacity_share = 50
        self.assertEqual(self._check(41)[0], "nok")
        self.assertEqual(self._check(40)[0], "ok")

    def test_open_work_counts(self):
        with freeze_time("2026-06-01 00:00:00"):
            production = self.env["mrp.production"].create(
                {
                    "product_id": self.damper.id,
                    "product_qty": 10,
                    "bom_id": self.bom.id,
                    "company_id": self.company.id,
                }
            )
            self.assertEqual(self._check(80)[0], "ok", "a draft is no work yet")
            production.action_confirm()
        result, evidence = self._check(80)
        self.assertEqual(result, "nok")
        self.assertIn("5.0 h open", evidence)
        self.assertEqual(self._check(70)[0], "ok")

    def test_stock_need_not_be_made(self):
        self.env["stock.quant"]._update_available_quantity(
            self.damper, self.warehouse.lot_stock_id, 50
        )
        result, evidence = self._check(100)
        self.assertEqual(result, "ok")
        self.assertIn("25.0 h for this order", evidence)

    def test_stock_of_a_kit(self):
        """A kit lies in stock as far as its components do, and they are not made again."""
        self.bom.type = "phantom"
        self.env["stock.quant"]._update_available_quantity(
            self.rod, self.warehouse.lot_stock_id, 100
        )
        result, evidence = self._check(100)
        self.assertEqual(result, "ok")
        self.assertIn("25.0 h for this order", evidence, "50 of 100 are there")

    def test_bill_of_a_variant(self):
        """Of a bill of the variant and one of the product, the first by sequence counts."""
        self.bom.sequence = 10
        own = self._make_bom(self.damper, {}, self.press, minutes=6)
        own.write({"product_id": self.damper.id, "sequence": 11})
        self.assertIn("Oven", self._check(10)[1])
        own.sequence = 9
        self.assertNotIn("Oven", self._check(10)[1])

    def test_learnt_time(self):
        """Where Odoo learns the time from past work, the check does so."""
        self.bom.operation_ids.time_mode = "auto"
        production = self.env["mrp.production"].create(
            {
                "product_id": self.damper.id,
                "product_qty": 4,
                "bom_id": self.bom.id,
                "company_id": self.company.id,
            }
        )
        production.action_confirm()
        production.workorder_ids.write(
            {
                "qty_produced": 4,
                "duration": 240,
                "state": "done",
                "date_finished": fields.Datetime.now(),
            }
        )
        evidence = self._check(10)[1]
        self.assertIn("10.0 h for this order", evidence, "60 minutes a piece")

    def test_no_routing(self):
        result, evidence = self._check(5, product=self.steel)
        self.assertFalse(result)
        self.assertIn("No work centre", evidence)

    def test_bill_that_contains_itself(self):
        """A loop in the bills of materials ends."""
        other = self._make_bom(self.steel, {}, self.press, minutes=1)
        self.env.cr.execute(
            "INSERT INTO mrp_bom_line (bom_id, product_id, product_tmpl_id, product_qty,"
            " product_uom_id, sequence) VALUES (%s, %s, %s, 1, %s, 1)",
            [other.id, self.rod.id, self.rod.product_tmpl_id.id, self.rod.uom_id.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self._check(1)[1])

    @freeze_time("2026-06-01 00:00:00")
    def test_statements(self):
        """Levels cost statements, products do not."""

        def count(number):
            products = self.env["product.product"].create(
                [
                    {"name": f"Part {index}", "type": "consu", "is_storable": True}
                    for index in range(number)
                ]
            )
            for product in products:
                self._make_bom(product, {self.rod: 1}, self.oven, minutes=1)
            order = self._regular_order(
                order_line=[
                    Command.create({"product_id": product.id, "product_uom_qty": 1})
                    for product in products
                ]
            )
            reviews = self.env["sale.order.review"].with_user(self.sales_user)
            review = reviews._request_for(order.with_user(self.sales_user), kind="full").sudo()
            line = review.line_ids.filtered(lambda item: item.code == "P01")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            line._run_auto_checks()
            self.assertEqual(line.auto_result, "ok")
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(40), count(2) + 3)
