from odoo.tests import tagged

from odoo.addons.sale_order_review.tests.common_gate import GateCommon


@tagged("post_install", "-at_install")
class TestLessons(GateCommon):
    """What went wrong before meets the next order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.env.user
        cls.defect = cls.env["quality.defect"].create({"name": "Oil leak", "code": "T-LES"})

    def _complaint(self, validity="valid", **values):
        complaint = self.env["customer.complaint"].create(
            {
                "title": "Oil leaks",
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "defect_id": self.defect.id,
                **values,
            }
        )
        complaint.sudo().write({"validity": validity, "state": "closed"})
        return complaint

    def _found(self, order):
        review = self.env["sale.order.review"]._request_for(order, kind="full").sudo()
        line = review.line_ids.filtered(lambda item: item.auto_check == "lessons")
        facts = review._auto_check_facts(line)
        return review._auto_check_lessons(line, facts)[line.id]

    def test_nothing_known(self):
        self._complaint("invalid")
        result, text = self._found(self._make_order())
        self.assertEqual(result, "ok")
        self.assertIn("12", text)

    def test_complaint_of_the_customer(self):
        complaint = self._complaint()
        result, text = self._found(self._make_order())
        self.assertFalse(result)
        self.assertIn(complaint.name, text)

    def test_duplicate_is_not_read_twice(self):
        self._complaint().sudo().state = "cancelled"
        self.assertEqual(self._found(self._make_order())[0], "ok")

    def test_complaint_of_another_about_the_part(self):
        order = self._make_order()
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        product = order.order_line.product_id[:1]
        complaint = self._complaint(partner_id=stranger.id, product_id=product.id)
        self.assertIn(complaint.name, self._found(order)[1])

    def test_lesson_and_open_report(self):
        order = self._make_order()
        product = order.order_line.product_id[:1]
        report = self.env["quality.8d"].create(
            {"title": "Leak", "company_id": self.company.id, "product_id": product.id}
        )
        result, text = self._found(order)
        self.assertEqual(result, "open")
        self.assertIn(report.name, text)
        report.sudo().write({"state": "done", "lessons": "Check the mandrel every shift"})
        result, text = self._found(order)
        self.assertFalse(result)
        self.assertIn("mandrel", text)

    def test_bounded_queries(self):
        order = self._make_order()
        product = order.order_line.product_id[:1]
        for _number in range(4):
            self._complaint(product_id=product.id)
        review = self.env["sale.order.review"]._request_for(order, kind="full").sudo()
        line = review.line_ids.filtered(lambda item: item.auto_check == "lessons")
        facts = review._auto_check_facts(line)
        self.env.flush_all()
        with self.assertQueryCount(6):
            review._auto_check_lessons(line, facts)
