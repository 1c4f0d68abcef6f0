from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_delivery_schedule import DeliveryScheduleCommon


@tagged("post_install", "-at_install")
class TestDeliveryReport(DeliveryScheduleCommon):
    """Delivery performance, by batch and by line without batches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(
            cls.damper | cls.spring,
            commitment_date="2026-05-10 17:00:00",
            customer_confirmed_on="2026-04-01",
        )
        cls.first, cls.second = cls._batches(
            cls.order.order_line[0],
            (2, "2026-05-04", {"requested_date": "2026-05-01"}),
            (3, "2026-06-01", {"requested_date": "2026-06-01"}),
        )
        cls.order.action_confirm()

    def _rows(self, user=None):
        Report = self.env["sale.order.delivery.report"].with_user(user or self.env.user)
        return Report.search([("order_id", "=", self.order.id)], order="due_date")

    def test_nothing_delivered(self):
        first, spring, second = self._rows()
        self.assertEqual(first.schedule_id, self.first)
        self.assertEqual(second.schedule_id, self.second)
        # Half past midnight of the next day in Shanghai.
        self.assertEqual(spring.due_date, date(2026, 5, 11))
        self.assertEqual(spring.product_id, self.spring)
        self.assertEqual((first.as_requested_rate, second.as_requested_rate), (0, 1))
        self.assertEqual(first.delivery_state, "open")
        self.assertEqual(first.partner_id, self.customer)
        self.assertEqual(first.batch_count, 1)

    def test_delivered(self):
        self._done(self.first.move_ids, on="2026-05-03 02:00:00")
        self._done(self.second.move_ids, on="2026-06-04 02:00:00")
        spring = self.order.order_line[1]
        self._done(spring.move_ids, on="2026-05-11 02:00:00")
        rows = self._rows()
        self.assertEqual(rows.mapped("otif_rate"), [1, 1, 0])
        self.assertEqual(rows.mapped("days_late"), [0, 0, 3])
        self.assertEqual(rows.mapped("response_days"), [32, 40, 64])
        self.assertEqual(set(rows.mapped("delivery_state")), {"delivered"})
        [(rate, days, count)] = self.env["sale.order.delivery.report"]._read_group(
            [("order_id", "=", self.order.id)],
            [],
            ["otif_rate:avg", "response_days:avg", "batch_count:sum"],
        )
        self.assertAlmostEqual(rate, 2 / 3)
        self.assertAlmostEqual(days, 136 / 3)
        self.assertEqual(count, 3)

    def test_grouping_of_batches(self):
        Batch = self.env["sale.order.delivery.schedule"].with_user(self.clerk)
        domain = [("order_id", "=", self.order.id)]
        self.assertEqual(
            Batch._read_group(domain, ["due_date:month"], ["quantity:sum"]),
            [(date(2026, 5, 1), 2), (date(2026, 6, 1), 3)],
        )
        self.assertEqual(
            Batch._read_group(domain, ["product_id", "delivery_state"], ["quantity:sum"]),
            [(self.damper, "open", 5)],
        )
        self.assertEqual(
            Batch.search([("partner_id", "=", self.customer.id), *domain]),
            self.first | self.second,
        )

    def test_cancelled_and_switched_off(self):
        self.company.order_intake_enabled = False
        self.env.flush_all()
        self.assertEqual(len(self._rows()), 2, "batches count wherever there are some")
        self.order._action_cancel()
        self.env.flush_all()
        self.assertFalse(self._rows())

    def test_roles(self):
        self.assertEqual(len(self._rows(self.clerk)), 3)
        self.assertEqual(len(self._rows(self.lead)), 3)
        self.assertFalse(self._rows(self.seller))
        with self.assertRaises(AccessError):
            self._rows(self.finance)


@tagged("post_install", "-at_install")
class TestDeliverySplit(DeliveryScheduleCommon):
    """Splitting a line evenly."""

    def _split(self, order, **values):
        wizard = (
            self.env["sale.order.delivery.split"]
            .with_user(self.clerk)
            .with_context(**order.order_line.action_split_delivery()["context"])
            .create(values)
        )
        wizard.action_split()
        return order.order_line.delivery_schedule_ids

    def test_whole_pieces(self):
        order = self._order(commitment_date="2026-05-10 02:00:00")
        order.order_line.product_uom_qty = 100
        batches = self._split(order, batch_count=3)
        self.assertEqual(batches.mapped("quantity"), [34, 33, 33])
        self.assertEqual(
            batches.mapped("requested_date"),
            [date(2026, 5, 10), date(2026, 6, 10), date(2026, 7, 10)],
        )
        batches = self._split(
            order, batch_count=2, first_date="2026-08-31", interval=2, interval_unit="weeks"
        )
        self.assertEqual(batches.mapped("quantity"), [50, 50])
        self.assertEqual(batches.mapped("requested_date")[1], date(2026, 9, 14))
        self.assertEqual(order.delivery_batch_count, 2)

    def test_parts_of_a_unit(self):
        order = self._order()
        order.order_line.product_uom_qty = 0.5
        self.assertEqual(self._split(order, batch_count=3).mapped("quantity"), [0.16, 0.16, 0.18])

    def test_refused(self):
        order = self._order()
        for values in ({"batch_count": 1}, {"batch_count": 201}, {"interval": 0}):
            with self.assertRaisesRegex(Exception, "Choose between 2 and 200"):
                self._split(order, **values)
        order.action_confirm()
        with self.assertRaisesRegex(Exception, "already on its transfers"):
            self._split(order)
        with self.assertRaises(AccessError):
            self.env["sale.order.delivery.split"].with_user(self.seller).create(
                {"order_line_id": order.order_line.id}
            ).action_split()
