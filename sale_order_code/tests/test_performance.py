from odoo.tests import tagged

from .common import OrderCodeCase


@tagged("post_install", "-at_install")
class TestPerformance(OrderCodeCase):
    def _count(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _orders(self, number, partner=None):
        lines = [(product, 2) for product in [self.absorber, self.part, self.plain] for _ in "ab"]
        orders = self.env["sale.order"]
        for _turn in range(number):
            orders |= self._create_order(partner, lines[:5], product_order_type_id=False)
        orders.order_line.filtered(lambda line: line.product_id != self.absorber).price_unit = 0
        orders.order_line.product_id.product_tmpl_id.order_type_id = self.type_s
        return orders

    def _difference(self, number):
        """Queries that the code adds to confirming so many orders of five lines."""
        self._orders(1).action_confirm()
        counts = {}
        for enabled in (False, True, False, True):
            self.company.order_code_enabled = enabled
            orders = self._orders(number)
            counts[enabled] = self._count(orders.action_confirm)
            self.assertEqual(all(orders.mapped("order_code")), enabled)
        return counts[True] - counts[False]

    def test_confirm_one(self):
        self.assertLessEqual(self._difference(1), 4)

    def test_confirm_hundred(self):
        self.assertLessEqual(self._difference(100), 100, "At most one more per order")

    def test_list_and_form(self):
        orders = self._orders(20)
        orders.action_confirm()
        for names, budget in ((["order_code"], 0), (["order_code_preview", "order_code_notice"], 1)):
            plain = self._count(lambda: orders.web_read({"name": {}}))
            with_code = self._count(
                lambda names=names: orders.web_read(dict.fromkeys(["name", *names], {}))
            )
            self.assertLessEqual(with_code - plain, budget, names)

    def test_documents_in_batches(self):
        orders = self._orders(10)
        orders.action_confirm()
        pickings, invoices = orders.picking_ids, orders.mapped(lambda o: o._create_invoices())
        for records in (pickings, invoices):
            one = self._count(lambda records=records: records[:1].mapped("order_code"))
            ten = self._count(lambda records=records: records.mapped("order_code"))
            self.assertLessEqual(ten, one + 1)
