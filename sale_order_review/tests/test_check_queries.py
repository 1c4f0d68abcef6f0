from odoo.fields import Command
from odoo.tests import tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCheckQueries(ReviewCommon):
    """All automatic checks of an order of 100 lines: at most 40 statements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["product.product"].create(
            [
                {
                    "name": f"Part {number}",
                    "type": "consu",
                    "is_storable": True,
                    "list_price": number,
                    "sale_delay": 7,
                    "order_minimum_qty": 10,
                }
                for number in range(100)
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
        self.assertEqual(len(review.sudo().difference_ids), 1)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        review.action_check_again()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_hundred_lines(self):
        self._count(self.many[:10])
        few = self._count(self.many[:10])
        many = self._count(self.many)
        self.assertLessEqual(many, few + 4, "the lines of an order cost no statements")
        self.assertLessEqual(many, 40)
