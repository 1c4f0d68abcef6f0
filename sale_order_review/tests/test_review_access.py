from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common_review import ReviewCommon

PRICES = ["amount_total", "amount_untaxed", "payment_terms"]


class TestReviewAccess(ReviewCommon):
    """Who sees and writes what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._regular_order()
        cls.review = (
            cls.env["sale.order.review"]
            .with_user(cls.sales_user)
            ._request_for(cls.order, kind="full")
            .with_env(cls.env)
        )
        in_company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.stranger = new_test_user(
            cls.env, "rev_stranger", "order_signoff.group_user", **in_company
        )
        cls.employee = new_test_user(cls.env, "rev_employee", "base.group_user", **in_company)
        cls.own_sales = new_test_user(
            cls.env, "rev_own_sales", "sales_team.group_sale_salesman", **in_company
        )

    def test_production_fills_without_the_order(self):
        user = self.signers["production"]
        with self.assertRaises(AccessError):
            self.order.with_user(user).read(["name"])
        review = self.review.with_user(user)
        self.assertEqual(self.env["sale.order.review"].with_user(user).search([]), review)
        spec = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in self._form_fields(user).items()
        }
        values = review.web_read(spec)[0]
        self.assertEqual(values["order_name"], self.order.name)
        for name in PRICES:
            self.assertNotIn(name, values)
            with self.assertRaises(AccessError):
                review.read([name])
        with self.assertRaises(AccessError):
            review.product_ids.read(["price_unit"])
        self.assertTrue(review.product_ids.read(["product_name", "quantity"]))
        self._lines(self.review, "production").write({"result": "ok"})
        self._signoff(self.review, "production").action_accept()
        self.assertEqual(self._signoff(self.review, "production").state, "accepted")

    def _form_fields(self, user):
        model = self.env["sale.order.review"].with_user(user)
        arch = etree.fromstring(model.get_view(view_type="form")["arch"])
        names = {
            node.get("name")
            for node in arch.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }
        return {name: model._fields[name] for name in names}

    def test_form_without_prices(self):
        names = self._form_fields(self.signers["production"])
        self.assertFalse(set(PRICES) & set(names))
        self.assertLessEqual(set(PRICES), set(self._form_fields(self.sales_user)))

    def test_no_price_in_inbox_and_history(self):
        signoff = self._signoff(self.review, "production")
        total = f"{self.order.amount_total:.2f}"
        self.assertIn("Damper 1", signoff.summary)
        self.assertNotIn(total, signoff.summary)
        for message in self.review.message_ids:
            self.assertNotIn(total, message.body)

    def test_stranger_sees_nothing(self):
        self.assertFalse(self.env["sale.order.review"].with_user(self.stranger).search([]))
        self.assertFalse(self.env["sale.order.review.line"].with_user(self.stranger).search([]))
        self.assertFalse(self.env["sale.order.review.product"].with_user(self.stranger).search([]))

    def test_employee_without_groups(self):
        for model in ("sale.order.review", "sale.order.review.line", "sale.order.review.product"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.employee).search([])

    def test_salesperson_without_our_groups(self):
        review = self.review.with_user(self.plain_user)
        self.assertEqual(review.state, "in_review")
        self.assertTrue(review.amount_total)
        with self.assertRaises(AccessError):
            review.line_ids[0].write({"result": "ok"})
        with self.assertRaises(AccessError):
            review.write({"line_ids": []})
        names = self._form_fields(self.plain_user)
        review.web_read({name: {} for name in names})
        self.assertFalse(self.env["sale.order.review"].with_user(self.own_sales).search([]))
        self.order.user_id = self.own_sales
        self.assertEqual(
            self.env["sale.order.review"].with_user(self.own_sales).search([]), self.review
        )

    def test_salesperson_requests_without_our_groups(self):
        order = self._regular_order()
        reviews = self.env["sale.order.review"].with_user(self.plain_user)._request_for(
            order.with_user(self.plain_user)
        )
        self.assertEqual(reviews.sudo().requested_by_id, self.plain_user)

    def test_request_needs_the_order(self):
        with self.assertRaises(AccessError):
            self.env["sale.order.review"].with_user(self.signers["quality"])._request_for(
                self._regular_order().with_user(self.signers["quality"])
            )

    def test_owner_of_an_item_sees_it(self):
        line = self._line(self.review, "L01")
        self._answer_open(line, owner_id=self.stranger.id)
        mine = self.env["sale.order.review.line"].with_user(self.stranger).search([])
        self.assertEqual(mine.ids, line.ids)
        mine.read(["question", "order_name", "partner_id", "promise_date"])

    def test_nobody_creates_or_deletes(self):
        for user in (self.signers["quality"], self.sales_user, self.manager):
            with self.assertRaises(AccessError):
                self.review.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.review.line_ids[0].with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["sale.order.review.line"].with_user(user).create(
                    {
                        "review_id": self.review.id,
                        "team_id": self.teams["quality"].id,
                        "template_line_id": self.review.line_ids[0].template_line_id.id,
                    }
                )

    def test_manager_does_not_answer_for_others(self):
        with self.assertRaises(AccessError):
            self.review.line_ids[0].with_user(self.manager).write({"result": "ok"})
        self.assertEqual(self.review.with_user(self.manager).item_count, 41)

    def test_analysis_of_own_department(self):
        self._sign_all(self.review)
        self.env.flush_all()
        Report = self.env["sale.order.review.report"]
        self.assertEqual(
            Report.with_user(self.signers["quality"]).search([]).team_id, self.teams["quality"]
        )
        self.assertEqual(len(Report.with_user(self.manager).search([])), 9)
