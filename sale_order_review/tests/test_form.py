from odoo import fields
from odoo.tests import tagged

from .common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestForm(GateCommon):
    """The printed checklist QR-SA-01."""

    def _html(self, review, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.sales_user)
        html, _type = reports._render_qweb_html(
            "sale_order_review.report_sale_order_review", review.ids
        )
        return html.decode()

    def test_empty_checklist(self):
        """An order that nobody has answered yet prints as a form to be filled in by hand."""
        review = self._request(self._make_order())
        html = self._html(review)
        for text in ("QR-SA-01", "A/0", review.name, review.order_name, self.customer.name):
            self.assertIn(text, html)
        for line in review.line_ids:
            self.assertIn(line.code, html)
        self.assertEqual(len(review.line_ids), 41)
        self.assertNotIn("✓", html)

    def test_chinese_over_english_without_the_language(self):
        self.env["res.lang"].search([("code", "=", "zh_CN")]).active = False
        html = self._html(self._request(self._make_order()))
        self.assertIn("合同/订单评审检查清单", html)
        self.assertIn("Contract / Order Review Checklist", html)
        self.assertLess(html.index("合同/订单评审检查清单"), html.index("Order Review Checklist"))

    def test_filled_in(self):
        order = self._make_order()
        review = self._request(order)
        line = review.line_ids.filtered(lambda item: item.last_gate == "packing")[:1]
        user = self.signers[line.function]
        line.with_user(user).write(
            {
                "result": "open",
                "owner_id": user.id,
                "promise_date": fields.Date.to_date("2027-03-04"),
                "gate": "packing",
                "comment": "Artwork awaited",
            }
        )
        quality = review.signoff_ids.filtered(lambda s: s.team_id.function == "quality")
        quality = quality.with_user(self.signers["quality"])
        quality.action_answer_all()
        quality.action_conditional("Salt spray at 480 h")
        self._sign_all(review)
        html = self._html(review)
        for text in ("Artwork awaited", "2027-03-04", "Salt spray at 480 h", "Quality Head"):
            self.assertIn(text, html)
        self.assertGreaterEqual(html.count("✓"), 42)

    def test_release_is_printed(self):
        order = self._make_order()
        review = self._request(order)
        self.env["sale.order.review.override"].with_user(self.manager)._release(
            order.with_user(self.manager), "The vessel sails tonight"
        )
        self.assertIn("The vessel sails tonight", self._html(review))

    def test_department_without_sales_prints(self):
        """A reviewer prints the checklist; he needs no access to orders, and sees no price."""
        review = self._request(self._make_order())
        html = self._html(review, self.signers["production"])
        self.assertIn(review.name, html)
        self.assertNotIn("300.00", html)

    def test_several_reviews_in_one_print(self):
        reviews = self._request(self._make_order()) | self._request(self._make_order())
        html = self._html(reviews)
        for review in reviews:
            self.assertIn(review.name, html)
