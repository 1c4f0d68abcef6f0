from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCheckGoods(ReviewCommon):
    """Minimum quantity, free stock and lead time, each with its evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spring, cls.bolt = cls.env["product.product"].create(
            [
                {"name": "Spring", "type": "consu", "is_storable": True, "sale_delay": 10},
                {"name": "Bolt", "type": "consu", "is_storable": True, "sale_delay": 10},
            ]
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _order_of(cls, *quantities, **vals):
        return cls._regular_order(
            order_line=[
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
                for product, quantity in quantities
            ],
            **vals,
        )

    def _check(self, order, key):
        """Ask for the full review, and return (result, evidence) of one check."""
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        review = reviews._request_for(order.with_user(self.sales_user), kind="full").sudo()
        line = review.line_ids.filtered(lambda item: item.auto_check == key)
        self.assertEqual(len(line), 1)
        return line.auto_result, line.auto_evidence or ""

    def _put_in_stock(self, product, quantity):
        self.env["stock.quant"]._update_available_quantity(
            product, self.warehouse.lot_stock_id, quantity
        )

    # === MINIMUM ORDER QUANTITY === #

    def test_moq_none(self):
        result, evidence = self._check(self._order_of((self.spring, 5)), "moq")
        self.assertEqual(result, "na")
        self.assertIn("No minimum order quantity", evidence)

    def test_moq_of_product(self):
        self.spring.order_minimum_qty = 500
        result, evidence = self._check(
            self._order_of((self.spring, 200), (self.spring, 250), (self.bolt, 1)), "moq"
        )
        self.assertEqual(result, "nok")
        self.assertIn("450.00", evidence, "two lines of one product count together")
        self.assertIn("500.00", evidence)
        self.assertNotIn("Bolt", evidence)

    def test_moq_reached_in_other_unit(self):
        self.spring.order_minimum_qty = 24
        order = self._order_of((self.spring, 2))
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.assertEqual(self._check(order, "moq")[0], "ok")

    def test_moq_of_the_customers_part(self):
        self.company.order_intake_enabled = True
        self.spring.order_minimum_qty = 10
        self.env["product.customer.part"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self.spring.id,
                "customer_part_no": "SP-1",
                "minimum_order_qty": 300,
                "company_id": self.company.id,
            }
        )
        order = self._order_of((self.spring, 200))
        self.assertEqual(order.order_line.customer_part_no, "SP-1")
        result, evidence = self._check(order, "moq")
        self.assertEqual(result, "nok", "what was agreed for the part comes first")
        self.assertIn("300.00", evidence)

    # === FREE STOCK === #

    def test_stock_covers_all(self):
        self._put_in_stock(self.spring, 30)
        result, evidence = self._check(self._order_of((self.spring, 20)), "stock")
        self.assertEqual(result, "ok")
        self.assertIn("20.00 Units of 20.00 Units free", evidence)

    def test_stock_is_used_once(self):
        self._put_in_stock(self.spring, 30)
        result, evidence = self._check(
            self._order_of((self.spring, 20), (self.spring, 20), (self.bolt, 3)), "stock"
        )
        self.assertFalse(result, "a person plans what is missing")
        self.assertIn("10.00 Units of 20.00 Units", evidence)
        self.assertIn("Bolt: 0.00 Units of 3.00 Units", evidence)

    def test_stock_reserved_is_not_free(self):
        self._put_in_stock(self.spring, 30)
        self.env["stock.quant"]._update_reserved_quantity(
            self.spring, self.warehouse.lot_stock_id, 25
        )
        result, evidence = self._check(self._order_of((self.spring, 20)), "stock")
        self.assertFalse(result)
        self.assertIn("5.00 Units of 20.00 Units", evidence)

    def test_stock_of_services(self):
        service = self.env["product.product"].create({"name": "Training", "type": "service"})
        self.assertEqual(self._check(self._order_of((service, 1)), "stock")[0], "na")

    # === LEAD TIME === #

    def test_lead_time_too_early(self):
        order = self._order_of((self.spring, 5))
        order.commitment_date = fields.Datetime.now() + timedelta(days=4)
        result, evidence = self._check(order, "lead_time")
        self.assertEqual(result, "nok")
        self.assertIn("Spring", evidence)

    def test_lead_time_in_time(self):
        order = self._order_of((self.spring, 5))
        order.commitment_date = fields.Datetime.now() + timedelta(days=15)
        self.assertEqual(self._check(order, "lead_time")[0], "ok")

    def test_lead_time_from_stock(self):
        self._put_in_stock(self.spring, 5)
        order = self._order_of((self.spring, 5))
        order.commitment_date = fields.Datetime.now() + timedelta(days=4)
        self.assertEqual(self._check(order, "lead_time")[0], "ok")

    def test_lead_time_no_date(self):
        result, evidence = self._check(self._order_of((self.spring, 5)), "lead_time")
        self.assertFalse(result)
        self.assertIn("no date", evidence)

    def test_lead_time_works_on_working_days(self):
        """Ready on a Saturday is ready on Monday."""
        calendar = self.env["resource.calendar"].create(
            {"name": "Five days", "company_id": self.company.id, "tz": "UTC"}
        )
        self.company.resource_calendar_id = calendar
        self.assertFalse(calendar.attendance_ids.filtered(lambda a: a.dayofweek in ("5", "6")))
        with freeze_time("2026-06-03 08:00:00"):  # a Wednesday
            order = self._order_of((self.spring, 5))
            order.commitment_date = datetime(2026, 6, 13, 12)  # ready on Saturday the 13th
            result, evidence = self._check(order, "lead_time")
        self.assertEqual(result, "nok")
        self.assertIn("06/15/2026", evidence)
        self.assertIn("2 days later", evidence)
