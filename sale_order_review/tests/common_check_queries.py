from odoo.fields import Command

from .common_review import ReviewCommon


class CheckQueriesCommon(ReviewCommon):
    """Counts the statements of all automatic checks of a repeat order with many lines."""

    product_values = {}

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
                    **cls.product_values,
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
        """Statements of checking an order of these products, which were ordered before."""
        self.company.order_review_enabled = False
        self._order_of(products).action_confirm()
        self.company.order_review_enabled = True
        order = self._order_of(products)
        order.order_line[0].product_uom_qty = 999
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        review = reviews._request_for(order.with_user(self.sales_user), kind="full")
        self._check_asked(review.sudo())
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        review.action_check_again()
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        self._check_answers(review.sudo())
        return count

    def _check_asked(self, review):
        """What the review shows before it is counted."""

    def _check_answers(self, review):
        """What the checks have found."""

    def _assert_lines_are_free(self, more):
        """At most 40 statements for 100 lines, and few more than for ten."""
        self._count(self.many[:10])
        few = self._count(self.many[:10])
        many = self._count(self.many)
        self.assertLessEqual(many, few + more, "the lines of an order cost no statements")
        self.assertLessEqual(many, 40)
