from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common_review import ReviewCommon


@tagged("post_install", "-at_install")
class TestCheckPrice(ReviewCommon):
    """Prices against the list and the last order; the margin against the floor."""

    def _finding(self, order, code):
        reviews = self.env["sale.order.review"].with_user(self.sales_user)
        review = reviews._request_for(order.with_user(self.sales_user), kind="full").sudo()
        line = review.line_ids.filtered(lambda item: item.code == code)
        return line.auto_result, line.auto_evidence_price or line.auto_evidence_cost or ""

    def test_price_as_listed(self):
        self.assertEqual(self._finding(self._regular_order(), "S05")[0], "ok")

    def test_price_below_list(self):
        order = self._regular_order()
        order.order_line[0].price_unit = 8.0
        result, evidence = self._finding(order, "S05")
        self.assertEqual(result, "nok")
        self.assertIn("price list", evidence)
        self.assertIn("-20.0", evidence)
        self.assertIn("last order", evidence, "it was 10.00 on the customer's last order")

    def test_discount_counts(self):
        order = self._regular_order()
        order.order_line[0].discount = 5
        self.assertEqual(self._finding(order, "S05")[0], "nok")
        self.company.order_review_price_tolerance = 5
        other = self._regular_order()
        other.order_line[0].discount = 5
        self.assertEqual(self._finding(other, "S05")[0], "ok")

    def test_price_raised_since_last_order(self):
        self.products[0].list_price = 12.0
        result, evidence = self._finding(self._regular_order(), "S05")
        self.assertFalse(result, "as listed, and not as last time: a person decides")
        self.assertIn(self.earlier.name, evidence)

    def test_price_list_by_quantity(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Steps",
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 7.0,
                            "min_quantity": 100,
                            "applied_on": "0_product_variant",
                            "product_id": self.products[0].id,
                        }
                    )
                ],
            }
        )
        order = self._regular_order(
            pricelist_id=pricelist.id,
            order_line=[
                Command.create({"product_id": self.products[0].id, "product_uom_qty": quantity})
                for quantity in (10, 100)
            ],
        )
        self.assertEqual(order.order_line.mapped("price_unit"), [10.0, 7.0])
        self.assertFalse(self._finding(order, "S05")[0], "one price moved since the last order")
        other = order.copy({"order_class": "regular", "order_class_note": "Made before"})
        other.order_line[0].price_unit = 7.0
        self.assertEqual(self._finding(other, "S05")[0], "nok", "10 pieces are no 100")

    def test_margin_without_costs(self):
        result, evidence = self._finding(self._regular_order(), "F03")
        self.assertFalse(result)
        self.assertIn("No cost", evidence)

    def test_margin(self):
        for product in self.products:
            product.with_company(self.company).standard_price = product.list_price * 0.8
        self.company.order_review_margin_floor = 20
        self.assertEqual(self._finding(self._regular_order(), "F03")[0], "ok")
        self.company.order_review_margin_floor = 25
        result, evidence = self._finding(self._regular_order(), "F03")
        self.assertEqual(result, "nok")
        self.assertIn("Margin 20.0 %", evidence)
        self.assertIn("floor 25.0 %", evidence)


@tagged("post_install", "-at_install")
class TestCheckCredit(AccountTestInvoicingCommon):
    """Credit limit and overdue receivables, in the books of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_salesman_all_leads")

    def _credit(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner_a.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product_a.id, "price_unit": 100.0, "tax_ids": False}
                    )
                ],
            }
        )
        reviews = self.env["sale.order.review"].with_company(self.env.company)
        customer = order.partner_id.commercial_partner_id
        return reviews._credit_finding(order, reviews._overdue(customer).get(customer))

    def _invoice(self, days_ago):
        date = fields.Date.today() - timedelta(days=days_ago)
        return self.init_invoice(
            "out_invoice",
            partner=self.partner_a,
            invoice_date=date,
            amounts=[1000.0],
            taxes=[],
            post=True,
        )

    def test_nothing_owed(self):
        result, evidence = self._credit()
        self.assertEqual(result, "ok")
        self.assertIn("Nothing is overdue", evidence)
        self.assertIn("No credit limit", evidence)

    def test_overdue(self):
        self._invoice(days_ago=40)
        result, evidence = self._credit()
        self.assertEqual(result, "nok")
        self.assertIn("1,000.00", evidence)
        self.assertIn("in 1 items", evidence)

    def test_overdue_within_the_tolerance(self):
        self._invoice(days_ago=3)
        self.assertEqual(self._credit()[0], "ok", "five working days are allowed")
        self.env.company.order_review_overdue_days = 0
        self.assertEqual(self._credit()[0], "nok")

    def test_paid_is_not_overdue(self):
        invoice = self._invoice(days_ago=40)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        self.assertEqual(self._credit()[0], "ok")

    def test_limit(self):
        self.env.company.account_use_credit_limit = True
        self.partner_a.credit_limit = 1050.0
        self._invoice(days_ago=0)
        result, evidence = self._credit()
        self.assertEqual(result, "nok")
        self.assertIn("Above the limit by", evidence)
        self.partner_a.credit_limit = 1100.0
        self.assertEqual(self._credit()[0], "ok")
        self.partner_a.credit_limit = 10.0
        self.env.company.account_use_credit_limit = False
        self.assertEqual(self._credit()[0], "ok", "the company does not use limits")
