from odoo.fields import Command
from odoo.tests import tagged

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCheckRepeat(ReviewCommon):
    """A repeat order is compared with the last one, line by line."""

    def _repeat(self, **vals):
        return self._make_order(
            order_class="repeat", order_class_note="The customer's own words", **vals
        )

    def _review(self, order):
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        return reviews._request_for(order.with_user(self.sales_user), kind="full").sudo()

    def _found(self, review):
        return {
            (row.product_id, row.kind): (row.old_value, row.new_value)
            for row in review.difference_ids
        }

    def test_the_same(self):
        review = self._review(self._repeat())
        self.assertIn(self.earlier.name, review.compared_with)
        self.assertFalse(review.difference_ids)
        self.assertEqual(self._line(review, "S08").auto_result, "ok")

    def test_differences(self):
        order = self._repeat()
        first, second = order.order_line[:2]
        first.product_uom_qty = 5
        first.price_unit = 9.5
        second.name = "Damper 2 in red"
        second.drawing_revision = "C"
        order.order_line[2].unlink()
        extra = self.env["product.product"].create({"name": "Extra", "type": "consu"})
        order.order_line = [Command.create({"product_id": extra.id, "product_uom_qty": 3})]
        order.payment_term_id = self.env.ref("account.account_payment_term_30days")
        order.partner_shipping_id = self.env["res.partner"].create(
            {"name": "Harbour", "parent_id": self.customer.id, "type": "delivery", "city": "Kiel"}
        )
        review = self._review(order)
        found = self._found(review)
        none = self.env["product.product"]
        self.assertEqual(found[self.products[0], "quantity"], ("2.00 Units", "5.00 Units"))
        self.assertIn("9.50", found[self.products[0], "price"][1])
        self.assertEqual(found[self.products[1], "description"][1], "Damper 2 in red")
        self.assertEqual(found[self.products[1], "revision"], ("", "C"))
        self.assertEqual(found[self.products[2], "removed"], ("2.00 Units", ""))
        self.assertEqual(found[extra, "added"], ("", "3.00 Units"))
        self.assertIn("Kiel", found[none, "destination"][1])
        self.assertIn("30", found[none, "payment_terms"][1])
        self.assertEqual(len(found), 8)
        line = self._line(review, "S08")
        self.assertFalse(line.auto_result, "a person looks at every difference")
        self.assertNotIn("Price", line.auto_evidence)
        self.assertIn("Price: 1", line.auto_evidence_price)

    def test_prices_for_their_group_only(self):
        order = self._repeat()
        order.order_line[0].write({"price_unit": 9.5, "product_uom_qty": 4})
        review = self._review(order)
        for user, kinds in (
            (self.signers["engineering"], {"quantity"}),
            (self.sales_user, {"quantity", "price"}),
            (self.plain_user, {"quantity", "price"}),
            (self.manager, {"quantity", "price"}),
        ):
            self.env.invalidate_all()
            with self.subTest(user=user.name):
                rows = review.with_user(user).difference_ids
                self.assertEqual(set(rows.mapped("kind")), kinds)
                rows = self.env["sale.order.review.difference"].with_user(user).search([])
                self.assertEqual(set(rows.mapped("kind")), kinds)

    def test_nobody_writes_the_table(self):
        order = self._repeat()
        order.order_line[0].product_uom_qty = 4
        row = self._review(order).difference_ids
        for user in (self.signers["engineering"], self.sales_user, self.manager):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(row.with_user(user).has_access(operation))

    def test_newest_of_the_orders_with_most_products(self):
        self.company.order_review_enabled = False
        newer = self._make_order()
        newer.order_line[0].product_uom_qty = 9
        newer.action_confirm()
        part = self._make_order()
        part.order_line[1:].unlink()
        part.action_confirm()
        self.company.order_review_enabled = True
        review = self._review(self._repeat())
        self.assertIn(newer.name, review.compared_with)
        self.assertEqual(
            self._found(review), {(self.products[0], "quantity"): ("9.00 Units", "2.00 Units")}
        )

    def test_other_customers_and_orders_that_are_no_repeat(self):
        review = self._review(self._regular_order())
        self.assertEqual(self._line(review, "S08").auto_result, "na")
        self.assertFalse(review.compared_with)
        stranger = self.env["res.partner"].create({"name": "Newcomer"})
        review = self._review(self._repeat(partner_id=stranger.id))
        self.assertFalse(self._line(review, "S08").auto_result)
        self.assertFalse(review.compared_with)

    def test_taken_anew_when_checked_again(self):
        order = self._repeat()
        order.order_line[0].product_uom_qty = 4
        review = self._review(order)
        order.order_line[0].product_uom_qty = 6
        review.with_user(self.sales_user).action_check_again()
        self.assertEqual(
            self._found(review), {(self.products[0], "quantity"): ("2.00 Units", "6.00 Units")}
        )
