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

    def _orders(self, number, product=None):
        lines = [(product or self.absorber, quantity) for quantity in range(1, 6)]
        return self.env["sale.order"].union(
            *(self._create_order(lines=lines) for _turn in range(number))
        )

    def _difference(self, number, product=None):
        """Queries that the code adds to confirming so many orders of five lines."""
        self.scheme.segment_ids.filtered(lambda part: part.type == "counter").length = 4
        self._orders(1, product).action_confirm()
        counts = {}
        for enabled in (False, True):
            self.company.order_code_enabled = enabled
            # whatever is kept in memory is there, for both
            self._orders(1, product).action_confirm()
            orders = self._orders(number, product)
            counts[enabled] = self._count(orders.action_confirm)
            self.assertEqual(all(orders.mapped("order_code")), enabled)
        return counts[True] - counts[False]

    def test_confirm_one(self):
        self.assertLessEqual(self._difference(1), 4)

    def test_confirm_thirty(self):
        # services: delivering 60 orders takes long and tells nothing more
        service = self._create_product("Service", type="service", order_type_id=self.type_s.id)
        self.assertLessEqual(self._difference(30, service), 30, "At most one more per order")

    def test_list_and_form(self):
        orders = self._orders(20)
        orders.action_confirm()
        computed = ["order_code_preview", "order_code_notice"]
        for names, budget in ((["order_code"], 0), (computed, 1)):
            plain = self._count(lambda: orders.web_read({"name": {}}))
            with_code = self._count(
                lambda names=names: orders.web_read(dict.fromkeys(["name", *names], {}))
            )
            self.assertLessEqual(with_code - plain, budget, names)

    def test_documents_in_batches(self):
        self._set_up_invoicing()
        orders = self._orders(10)
        orders.action_confirm()
        pickings = orders.picking_ids
        invoices = orders.mapped(lambda order: order._create_invoices())
        for records in (pickings, invoices):
            # prefetched together whatever they were read through
            records = records.browse(records.ids)
            one = self._count(lambda records=records: records[:1].mapped("order_code"))
            ten = self._count(lambda records=records: records.mapped("order_code"))
            self.assertLessEqual(ten, one + 1, records._name)
