from odoo.fields import Command
from odoo.tests import tagged

from .common_change import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangeCost(ChangeCommon):
    """The history costs little, and nothing while it is switched off."""

    def _many(self, count):
        components = self.env["product.product"].create(
            [{"name": f"Part {number}", "is_storable": True} for number in range(count)]
        )
        product = self.env["product.product"].create({"name": "Machine", "is_storable": True})
        bom = self.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": component.id}) for component in components
                ],
            }
        )
        return self._order(product_id=product.id, bom_id=bom.id)

    def test_many_components_are_one_entry(self):
        production = self._many(150)
        self.assertEqual(len(production.move_raw_ids), 150)
        self._set_quantity(production, 20)
        entry = self._entries(production)
        self.assertEqual(len(entry), 1)
        self.assertEqual((entry.kind, entry.cascade_count), ("quantity", 151))

    def _queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self._end()
        return self.env.cr.sql_log_count - before

    def test_queries(self):
        """At most ten queries more, switched on; the same, switched off."""
        counts = {}
        for enabled in (False, True):
            self.company.order_history_enabled = enabled
            production = self._many(50)
            self._set_quantity(production, 11)  # warms the caches
            counts[enabled] = self._queries(lambda p=production: self._set_quantity(p, 12))
        self.assertLessEqual(counts[True], counts[False] + 10)
        self.assertEqual(len(self._entries(production)), 2)

    def test_reading_lists(self):
        """Lists and forms of orders that never changed cost one query more at most."""
        orders = self._order() | self._order()
        orders.invalidate_recordset()
        with self.assertQueryCount(1):
            self.assertEqual(orders.mapped("change_count"), [0, 0])
        self.company.order_history_enabled = False
        self.env["res.company"]._order_history_company_ids()
        orders.invalidate_recordset()
        with self.assertQueryCount(0):
            self.assertEqual(orders.mapped("change_count"), [0, 0])
