from odoo.tests import tagged

from .common import ChangeCommon


@tagged("post_install", "-at_install")
class TestChangePrint(ChangeCommon):
    """The forms of a change: notice, supplement, distribution, revised order confirmation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirmed()
        cls.change = cls._submitted(
            cls.order,
            {"kind": "price", "new_price": 12.5},
            {"kind": "specification", "new_text": "Black <b>paint</b>"},
        )

    def _html(self, report, record=None, user=None):
        action = self.env["ir.actions.report"].with_user(user or self.sales_user)
        html = action._render_qweb_html(report, (record or self.change).ids)[0]
        return html.decode()

    def test_notice(self):
        html = self._html("sale_order_change.report_sale_order_change")
        for text in (self.change.name, "QR-SA-03", "Black &lt;b&gt;paint", "Typing error"):
            self.assertIn(text, html)
        self.assertNotIn("<b>paint", html)
        self.assertIn("o_order_form_watermark", html)

    def test_notice_hides_prices(self):
        """It also hangs in the workshop."""
        function = next(name for name in self._asked(self.change) if name != "sales")
        signer = self.signers[function]
        report = "sale_order_change.report_sale_order_change"
        self.assertNotIn("12.50", self._html(report, user=signer))
        signer.group_ids += self.env.ref("sale_order_review.group_price")
        self.assertIn("12.50", self._html(report, user=signer))

    def test_supplement(self):
        html = self._html("sale_order_change.report_sale_order_supplement")
        for text in ("12.50", "QR-SA-07", self.company.name, self.customer.name):
            self.assertIn(text, html)
        for text in ("Typing error", "QR-SA-03"):
            self.assertNotIn(text, html)

    def test_numbers_are_kept(self):
        form = self.env.ref("sale_order_change.order_form_sale_order_supplement")
        form.write({"number": "QR-X-99", "revision": "B/1"})
        html = self._html("sale_order_change.report_sale_order_supplement")
        self.assertIn("QR-SA-07", html)
        draft = self._change(self.order, {"kind": "price", "new_price": 13})
        self.assertIn(
            "QR-X-99", self._html("sale_order_change.report_sale_order_supplement", draft)
        )

    def test_order_shows_its_revisions(self):
        report = "sale_order_intake.report_sale_order_confirmation"
        self.assertNotIn("o_confirmation_revisions", self._html(report, self.order))
        self._sign_all_changes(self.change)
        self.change.action_apply()
        html = self._html(report, self.order)
        self.assertIn("o_confirmation_revisions", html)
        self.assertIn(self.change.name, html)
        self.assertIn("R1", self.order._form_document_number())
        record = self._html("sale_order_change.report_sale_order_distribution")
        for text in ("QR-SA-08", "R1", self.change.name, self.teams["sales"].name):
            self.assertIn(text, record)
        self.assertIn("R1", self._html("sale.report_saleorder", self.order))
