from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_review import ReviewCommon

PER_PART = {"E01", "E02", "E05", "S04", "Q01"}
# S04 has an automatic check: what it is about changes with every order.
TAKEN_OVER = PER_PART - {"S04"}


@tagged("post_install", "-at_install")
class TestCheckPart(ReviewCommon):
    """Items answered for each product; known answers with their source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_review_part_limit = 10
        cls.part, cls.other = cls.products[:2]

    def _order_of(self, *products, **vals):
        return self._regular_order(
            order_line=[
                Command.create({"product_id": product.id, "product_uom_qty": 2})
                for product in products
            ],
            **vals,
        )

    def _review(self, order):
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        return reviews._request_for(order.with_user(self.sales_user), kind="full").sudo()

    def _of(self, review, product):
        return review.line_ids.filtered(lambda line: line.product_id == product)

    def test_one_line_for_each_product(self):
        review = self._review(self._order_of(self.part, self.other, self.part))
        for product in (self.part, self.other):
            self.assertEqual(set(self._of(review, product).mapped("code")), PER_PART)
        self.assertEqual(len(review.line_ids), 41 + len(PER_PART))
        line = self._of(review, self.part)[0]
        self.assertIn(self.part.name, line.display_name)

    def test_long_orders_are_asked_once(self):
        self.company.order_review_part_limit = 1
        review = self._review(self._order_of(self.part, self.other))
        self.assertFalse(review.line_ids.product_id)
        self.assertEqual(len(review.line_ids), 41)

    def test_services_are_no_parts(self):
        service = self.env["product.product"].create({"name": "Training", "type": "service"})
        review = self._review(self._order_of(self.part, service))
        self.assertEqual(review.line_ids.product_id, self.part)

    def test_moq_for_each_product(self):
        self.part.order_minimum_qty = 100
        review = self._review(self._order_of(self.part, self.other))
        found = {
            line.product_id: line.auto_result
            for line in review.line_ids.filtered(lambda line: line.code == "S04")
        }
        self.assertEqual(found, {self.part: "nok", self.other: "na"})

    @mute_logger("odoo.sql_db")
    def test_unique(self):
        line = self._of(self._review(self._order_of(self.part)), self.part)[0]
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            line.copy()

    # === KNOWN ANSWERS === #

    def _accepted(self, *products, **vals):
        review = self._review(self._order_of(*products, **vals))
        return self._sign_all(review.with_env(self.env))

    def test_taken_over(self):
        earlier = self._accepted(self.part)
        review = self._review(self._order_of(self.part, self.other))
        known = self._of(review, self.part)
        taken = known.filtered("taken_over_from")
        self.assertEqual(set(taken.mapped("code")), TAKEN_OVER)
        self.assertEqual(set(taken.mapped("result")), {"ok"})
        self.assertFalse(taken.answered_by_id, "nobody has answered here")
        quality = taken.filtered(lambda line: line.code == "Q01")
        self.assertIn(earlier.order_name, quality.taken_over_from)
        self.assertIn("Quality Head", quality.taken_over_from)
        self.assertEqual(quality.taken_over_id.review_id, earlier)
        self.assertIn("Taken over from", quality.auto_text)
        self.assertFalse(self._of(review, self.other).filtered("taken_over_from"))

    def test_taken_over_names_the_first_source(self):
        first = self._accepted(self.part)
        self._accepted(self.part)
        line = self._of(self._review(self._order_of(self.part)), self.part).filtered("result")[:1]
        self.assertIn(first.order_name, line.taken_over_from)

    def test_own_answer_takes_nothing_over(self):
        self._accepted(self.part)
        review = self._review(self._order_of(self.part))
        line = self._of(review, self.part).filtered(lambda item: item.code == "Q01")
        line.with_user(self.signers["quality"]).write({"result": "nok", "comment": "New gauge"})
        self.assertFalse(line.taken_over_from)
        self.assertEqual(line.answered_by_id, self.signers["quality"])

    def test_the_signature_covers_it(self):
        self._accepted(self.part)
        review = self._accepted(self.part)
        self.assertEqual(review.progress, "accepted")
        self.assertTrue(review.line_ids.filtered("taken_over_from"))

    def _not_taken_over(self, order):
        self.assertFalse(self._review(order).line_ids.filtered("taken_over_from"))

    def test_changed_part_is_asked(self):
        self._accepted(self.part)
        order = self._order_of(self.part)
        order.order_line.name = "Damper with another rod"
        self._not_taken_over(order)

    def test_new_revision_is_asked(self):
        self._accepted(self.part)
        order = self._order_of(self.part)
        order.order_line.drawing_revision = "C"
        self._not_taken_over(order)

    def test_higher_quality_is_asked(self):
        self._accepted(self.part)
        self._not_taken_over(self._order_of(self.part, quality_above_standard=True))

    def test_other_customer_is_asked(self):
        self._accepted(self.part)
        other = self.env["res.partner"].create({"name": "Somebody else"})
        self._not_taken_over(self._order_of(self.part, partner_id=other.id))

    def test_unfinished_review_gives_nothing(self):
        review = self._review(self._order_of(self.part))
        self._lines(review, "quality").write({"result": "ok"})
        self._not_taken_over(self._order_of(self.part))

    def test_later_doubt_counts(self):
        self._accepted(self.part)
        doubt = self._review(self._order_of(self.part))
        line = self._of(doubt, self.part).filtered(lambda item: item.code == "Q01")
        line.with_user(self.signers["quality"]).write({"result": "nok", "comment": "Failed"})
        review = self._review(self._order_of(self.part))
        taken = review.line_ids.filtered("taken_over_from")
        self.assertEqual(set(taken.mapped("code")), TAKEN_OVER - {"Q01"})

    def test_old_answers_are_asked_again(self):
        earlier = self._accepted(self.part)
        self.company.order_review_take_over_months = 1
        earlier.line_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE sale_order_review_line SET answered_at = %s WHERE review_id = %s",
            [fields.Datetime.now() - timedelta(days=40), earlier.id],
        )
        self.env.invalidate_all()
        self._not_taken_over(self._order_of(self.part))
        self.company.order_review_take_over_months = 0
        self._not_taken_over(self._order_of(self.part))

    # === CHANGES === #

    def test_change_of_one_product(self):
        """Only the product that changed is answered once more."""
        order = self._order_of(self.part, self.other)
        review = self._sign_all(self._review(order).with_env(self.env))
        order.order_line[0].name = "Damper with another rod"
        self.assertEqual(review.state, "stale")
        review.with_user(self.sales_user).action_request_again()
        engineering = review.line_ids.filtered(lambda line: line.function == "engineering")
        parts = engineering.filtered("product_id")
        self.assertEqual(set(parts.mapped("round")), {2})
        changed = parts.filtered(lambda line: line.product_id == self.part)
        same = parts - changed
        self.assertFalse(any(changed.mapped("result")))
        self.assertEqual(set(changed.mapped("previous_result")), {"ok"})
        self.assertEqual(set(same.mapped("result")), {"ok"})
        self.assertTrue(all(same.mapped("taken_over_from")))
