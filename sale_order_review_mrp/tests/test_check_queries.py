from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.sale_order_review.tests.common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCheckQueriesMrp(ReviewCommon):
    """All automatic checks of a repeat order of made products: at most 40 statements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.centers = cls.env["mrp.workcenter"].create([{"name": "Press"}, {"name": "Oven"}])
        cls.steel = cls.env["product.product"].create(
            {"name": "Steel", "type": "consu", "is_storable": True}
        )
        cls.many = cls.env["product.product"].create(
            [
                {
                    "name": f"Part {number}",
                    "type": "consu",
                    "is_storable": True,
                    "list_price": number,
                    "standard_price": 1.0,
                    "sale_delay": 7,
                    "order_minimum_qty": 10,
                }
                for number in range(100)
            ]
        )
        cls.env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "bom_line_ids": [
                        Command.create({"product_id": cls.steel.id, "product_qty": 1})
                    ],
                    "operation_ids": [
                        Command.create({"name": "Make", "workcenter_id": cls.centers[n % 2].id})
                    ],
                }
                for n, product in enumerate(cls.many)
            ]
        )

    def _order_of(self, products):
        return self._make_order(
            order_class="repeat",
            order_class_note="As last year",
            order_line=[
                Command.create({"product_id": product.id, "product_uom_qty": number + 1})
                for number, product in enumerate(products)
            ],
        )

    def _count(self, products):
        self.company.order_review_enabled = False
        self._order_of(products).action_confirm()
        self.company.order_review_enabled = True
        order = self._order_of(products)
        order.order_line[0].product_uom_qty = 999
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        review = reviews._request_for(order.with_user(self.sales_user), kind="full")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        review.action_check_again()
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        capacity = review.sudo().line_ids.filtered(lambda line: line.auto_check == "capacity")
        self.assertIn("Press", capacity.auto_evidence, "its work was looked up")
        return count

    def test_hundred_lines(self):
        self._count(self.many[:10])
        few = self._count(self.many[:10])
        many = self._count(self.many)
        self.assertLessEqual(many, few + 2, "the lines of an order cost no statements")
        self.assertLessEqual(many, 40)

    def test_in_stock(self):
        """Half of it lies free."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        for product in self.many[:50]:
            self.env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, 1e6
            )
        self._count(self.many)
        self.assertLessEqual(self._count(self.many), 40)
